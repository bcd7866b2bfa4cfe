import {existsSync, readdirSync} from 'node:fs';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {calico} from '../../plugins/calico/index.ts';
import {kubernetes} from '../../plugins/kubernetes/index.ts';
import {type Intervals, intervals} from '../base/intervals.ts';
import {printMatch} from '../ir/match.ts';
import type {Direction, Policy} from '../ir/policy.ts';
import {allTraffic, printTraffic, type TrafficBox} from '../ir/traffic.ts';
import {load} from '../load/load.ts';
import type {Document} from '../sources/document.ts';
import {readSources} from '../sources/read-sources.ts';
import {sharedDirectory} from './shared.ts';

const test = suite('kubernetes through calico');

const root = `${sharedDirectory}conformance/kubernetes`;
const recorded = readdirSync(root)
  .map((name) => `${root}/${name}/policies.yaml`)
  .filter((file) => existsSync(file));

async function policiesOf(documents: readonly Document[]): Promise<readonly Policy[]> {
  const {policies, diagnostics} = await load(documents, {namespace: 'default'});
  assert.equal(
    diagnostics.filter(({severity}) => severity === 'error').map(({code}) => code),
    [],
  );
  return policies;
}

/** What a dialect writes for policies, without any loss. */
function written(policies: readonly Policy[], dialect: typeof calico | typeof kubernetes): readonly unknown[] {
  const result = dialect.write?.(policies, {allow: 'equal'});
  assert.equal(result?.losses, []);
  return (result?.objects ?? []).map(({object}) => object);
}

function documentOf(value: unknown): Document {
  const origin = {file: 'written', document: 1, path: []};
  return {origin, content: {syntax: 'value', value}, locate: () => ({file: 'written', document: 1, path: ''})};
}

/** A policy by what each alternative of its peers may do, however that is spread over rules, which only allow. */
function meaning({id, labels, annotations, subject, ingress, egress}: Policy): unknown {
  const {'kubectl.kubernetes.io/last-applied-configuration': _, ...rest} = annotations;
  const sides = [ingress, egress].map((side) =>
    side && !side.dormant ? {isolates: side.isolates, allowed: allowed(side)} : undefined,
  );
  return {name: `${id.namespace}/${id.name}`, labels, annotations: rest, subject: printMatch(subject), sides};
}

function allowed({rules}: Direction): readonly string[] {
  const found = new Map<string, TrafficBox[]>();
  for (const {peer, peers, ports, traffic} of rules) {
    if (traffic.length === 0) continue;
    const boxes = ports.length > 0 ? ports.flatMap(({value}) => value) : allTraffic;
    for (const {value} of peers.length > 0 ? peers : [{value: peer}]) {
      if (value.is === 'false') continue;
      const key = printMatch(value);
      found.set(key, [...(found.get(key) ?? []), ...boxes]);
    }
  }
  return [...found].map(([peer, boxes]) => `${peer} ${united(boxes).join(', ')}`).sort();
}

/** Numbers of one protocol are one set; all ports of it leave nothing to add, and all traffic nothing at all. */
function united(boxes: readonly TrafficBox[]): readonly string[] {
  if (boxes.some(({protocols}) => !protocols)) return ['any'];
  const numbers = new Map<string, Intervals>();
  const others: {protocol: string; text: string}[] = [];
  for (const box of boxes) {
    const protocol = JSON.stringify(box.protocols);
    const own = box.ports?.names.length === 0 ? box.ports.numbers : box.ports ? undefined : whole;
    if (own) numbers.set(protocol, intervals([...(numbers.get(protocol) ?? []), ...own]));
    else others.push({protocol, text: printTraffic([box])});
  }
  const isWhole = (protocol: string): boolean => JSON.stringify(numbers.get(protocol)) === JSON.stringify(whole);
  const names = others.filter(({protocol}) => !isWhole(protocol)).map(({text}) => text);
  return [...[...numbers].map(([protocol, set]) => `${protocol} ${JSON.stringify(set)}`), ...new Set(names)].sort();
}

const whole: Intervals = [[0, 65535]];

async function around(policies: readonly Policy[]): Promise<readonly unknown[]> {
  return written(await policiesOf(written(policies, calico).map(documentOf)), kubernetes);
}

test('there and back a policy means the same, and twice around gives the same bytes', async () => {
  let count = 0;
  for (const file of recorded) {
    const policies = await policiesOf((await readSources({filenames: [file]})).documents);
    const once = await around(policies);
    assert.equal((await policiesOf(once.map(documentOf))).map(meaning), policies.map(meaning), file);
    assert.is(JSON.stringify(await around(await policiesOf(once.map(documentOf)))), JSON.stringify(once), file);
    count += policies.length;
  }
  assert.ok(count > 300, `${count} policies`);
});

test.run();
