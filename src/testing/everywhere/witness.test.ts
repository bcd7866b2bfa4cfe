import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {JsonObject} from '../../base/json.ts';
import {witnessDocuments} from '../../convert/witness-documents.ts';
import {naiveEvaluator} from '../../evaluate/naive.ts';
import {emptyWorld} from '../../ir/empty-world.ts';
import {compareEverywhere} from '../../prove/everywhere/compare-everywhere.ts';
import type {JudgedSet} from '../../prove/this-world.ts';
import {type EngineName, engines} from '../differential/trial.ts';
import {chooser} from '../laws/chooser.ts';
import {loadLegal} from '../laws/input.ts';
import {changedPolicies} from './changed-policies.ts';
import {randomSet} from './random-set.ts';

const test = suite('witnesses as documents');

/** The witness of a seed's set and a changed one, asked in the world that is read from its documents. */
async function check(engine: EngineName, seed: number): Promise<boolean> {
  const loaded = await randomSet(engine, seed);
  if (!loaded) return false;
  const profile = engines[engine];
  const source = {profile, policies: loaded.applied, world: loaded.world};
  const target = {...source, policies: changedPolicies(loaded.applied, chooser(seed))};
  const {witness} = compareEverywhere(source, target);
  if (!witness?.world || hasRoles(witness.from) || hasRoles(witness.to)) return false;
  const read = await loadLegal(await witnessDocuments(witness.world));
  if (typeof read === 'string') throw new Error(`seed ${seed}: ${read}`);
  const {
    from,
    to,
    sourcePort = 40_000,
    source: before,
    target: after,
    world: {domains},
    ...traffic
  } = witness;
  const end = (asked: typeof from): typeof from => read.world.endpoints.find(({name}) => name === asked.name) ?? asked;
  const decide = ({policies, world: {tiers, settings}}: JudgedSet): string =>
    naiveEvaluator(profile, {...read.world, tiers, settings, domains}, policies).decide({
      ...traffic,
      sourcePort,
      from: end(from),
      to: end(to),
    }).verdict;
  assert.equal([decide(source), decide(target)], [before, after], `${engine} ${seed}`);
  return true;
}

function hasRoles({roles}: {readonly roles: readonly string[]}): boolean {
  return roles.length > 0;
}

for (const engine of ['spec', 'calico', 'cilium'] as const) {
  test(`what is written of a witness under ${engine} shows the same difference`, async () => {
    let shown = 0;
    for (let seed = 1; seed <= 40; seed++) if (await check(engine, seed)) shown++;
    assert.ok(shown > 2, `${shown}`);
  });
}

/** A policy of a namespace that lets its pods reach what services of these labels find. */
function toServices(selector: JsonObject): JsonObject {
  return {
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumNetworkPolicy',
    metadata: {name: 'p', namespace: 'shop'},
    spec: {endpointSelector: {}, egress: [{toServices: [{k8sServiceSelector: {selector, namespace: 'shop'}}]}]},
  };
}

async function judged(documents: readonly JsonObject[]): Promise<JudgedSet> {
  const loaded = await loadLegal(documents);
  if (typeof loaded === 'string') throw new Error(loaded);
  return {profile: engines.cilium, policies: loaded.applied, world: loaded.world};
}

const selectors: readonly (readonly [selector: JsonObject, labels: JsonObject])[] = [
  [{matchLabels: {role: 'web'}}, {role: 'web'}],
  [
    {
      matchExpressions: [
        {key: 'role', operator: 'In', values: ['web', 'api']},
        {key: 'tier', operator: 'Exists'},
        {key: 'canary', operator: 'DoesNotExist'},
      ],
    },
    {role: 'web', tier: ''},
  ],
];
for (const [selector, labels] of selectors) {
  test(`a service that is asked for by ${JSON.stringify(selector)} is made for the witness`, async () => {
    const [before, after] = [await judged([toServices(selector)]), await judged([toServices({matchLabels: {a: 'b'}})])];
    const {result, witness} = compareEverywhere(before, after);
    assert.is(result, 'different');
    const made = witness?.world ?? emptyWorld;
    const read = await loadLegal(await witnessDocuments(made));
    const asked = made.services.map((each) => each.labels);
    assert.equal(
      asked.find((each) => each && !('a' in each)),
      labels,
    );
    assert.equal(typeof read === 'string' ? read : read.world.services.map((each) => each.labels), asked);
  });
}

test('two selectors that one service fulfils are still two', async () => {
  const one = await judged([toServices({matchLabels: {role: 'web'}})]);
  const other = await judged([toServices({matchExpressions: [{key: 'role', operator: 'In', values: ['web', 'api']}]})]);
  assert.is.not(compareEverywhere(one, other).result, 'equal');
});

test.run();
