import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {JsonObject} from '../base/json.ts';
import {printPolicyId} from '../ir/policy.ts';
import {printTraffic, type Traffic} from '../ir/traffic.ts';
import {deny, deployment, networkPolicy, pod} from '../testing/corner.ts';
import {judgedWorld, withMetadata} from '../testing/judged-world.ts';
import type {ConnectivityDiff} from './connectivity.ts';
import {connectivityDiff} from './difference.ts';
import type {MatrixOptions} from './matrix.ts';

const test = suite('difference of two inputs');

async function compared(
  before: readonly JsonObject[],
  after: readonly JsonObject[],
  options: MatrixOptions = {},
): Promise<ConnectivityDiff> {
  return connectivityDiff(await judgedWorld(before), await judgedWorld(after), options);
}

/** `added a -> b: nothing, then TCP :80; after NetworkPolicy/shop/p 0`, names without the namespace `shop`. */
async function changes(...inputs: Parameters<typeof compared>): Promise<readonly string[]> {
  const diff = await compared(...inputs);
  const items = [...diff.items()];
  assert.is(diff.count(), items.length);
  assert.ok(items.length <= diff.most);
  return items.map((item) => {
    const {change, from, to, before, after, unknownBefore, unknownAfter, because} = item;
    const causes = because.map(
      ({input, reference: {id, rule}}) => `${input} ${printPolicyId(id)}${rule === undefined ? '' : ` ${rule}`}`,
    );
    const traffics = `${told(before, unknownBefore)}, then ${told(after, unknownAfter)}`;
    return `${change} ${short(from.name)} -> ${short(to.name)}: ${[traffics, ...causes].join('; ')}`;
  });
}

function short(name: string): string {
  return name.replace(/^shop\//, '');
}

function told(sure: Traffic, unknown: Traffic): string {
  const parts = [
    ...(sure.length > 0 ? [printTraffic(sure)] : []),
    ...(unknown.length > 0 ? [`perhaps ${printTraffic(unknown)}`] : []),
  ];
  return parts.length > 0 ? parts.join(' ') : 'nothing';
}

const web = {app: 'web'};
const db = {app: 'db'};
const pods = [pod('a', web), pod('b', db)];
const ports = (...list: readonly number[]): JsonObject =>
  networkPolicy(db, {ingress: [{ports: list.map((port) => ({port}))}]});
/** It lets all pass and never changes. */
const unchanged = withMetadata(networkPolicy(web, {egress: [{}], ingress: [{}]}), {name: 'unchanged'});

test('equal inputs have no difference, however they are written', async () => {
  const input = [...pods, ports(80, 81), unchanged];
  assert.equal(await changes(input, input), []);
  assert.equal(await changes(input, [ports(81, 80), unchanged, ...pods].reverse()), []);
  const range = networkPolicy(db, {ingress: [{ports: [{port: 80, endPort: 81}]}]});
  assert.equal(await changes(input, [...pods, range, unchanged]), []);
  const {addedParties, removedParties} = await compared(input, input);
  assert.equal([addedParties, removedParties], [[], []]);
});

test('a new policy removes what it does not allow, one that is gone gives it back', async () => {
  const [open, closed] = [
    [...pods, unchanged],
    [...pods, unchanged, deny(db, 'ingress')],
  ];
  assert.equal(await changes(open, closed), ['removed a -> b: any, then nothing; after NetworkPolicy/shop/p-db']);
  assert.equal(await changes(closed, open), ['added a -> b: nothing, then any; before NetworkPolicy/shop/p-db']);
});

test('a changed policy is the cause on both sides, by the rules that decide about what changed', async () => {
  assert.equal(await changes([...pods, ports(80, 81), unchanged], [...pods, ports(80, 82), unchanged]), [
    'changed a -> b: TCP :80-81, then TCP :80,82; before NetworkPolicy/shop/p-db 0; before NetworkPolicy/shop/p-db; after NetworkPolicy/shop/p-db; after NetworkPolicy/shop/p-db 0',
  ]);
});

test('an unchanged policy beside the cause is not named, though it decides as well', async () => {
  const more = withMetadata(networkPolicy(db, {ingress: [{ports: [{port: 443}]}]}), {name: 'more'});
  assert.equal(await changes([...pods, ports(80), unchanged], [...pods, ports(80), more, unchanged]), [
    'changed a -> b: TCP :80, then TCP :80,443; after NetworkPolicy/shop/more 0',
  ]);
});

test('a changed label of a workload: no policy has changed, and what selects it now is named', async () => {
  const before = [deployment('w', web), pod('b', db), deny({app: 'closed'}, 'egress')];
  const after = [deployment('w', {app: 'closed'}), ...before.slice(1)];
  assert.equal(await changes(before, after), ['removed w -> b: any, then nothing; after NetworkPolicy/shop/p-closed']);
});

test('a party that only one input has is named, and what passes with it is a change', async () => {
  const diff = await compared(pods, [...pods, pod('c', {})]);
  assert.equal(
    diff.addedParties.map(({name}) => name),
    ['shop/c'],
  );
  assert.equal(diff.removedParties, []);
  assert.equal(await changes(pods, [...pods, pod('c', {}), deny(db)]), [
    'removed a -> b: any, then nothing; after NetworkPolicy/shop/p-db',
    'added a -> c: nothing, then any',
    'removed b -> a: any, then nothing; after NetworkPolicy/shop/p-db',
    'added c -> a: nothing, then any',
  ]);
  const gone = await compared(pods, pods.slice(1));
  assert.equal(
    gone.removedParties.map(({name}) => name),
    ['shop/a'],
  );
});

test('pods of one owner that one input alone tells apart are parties of their own in both', async () => {
  const owned = (name: string, labels: JsonObject) =>
    withMetadata(pod(name, labels), {
      ownerReferences: [{apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'w', controller: true}],
    });
  const input = [owned('w-1', web), owned('w-2', {...web, canary: 'yes'}), pod('b', db)];
  assert.equal(await changes(input, [...input, deny({canary: 'yes'}, 'egress')]), [
    'removed w-2 -> b: any, then nothing; after NetworkPolicy/shop/p-yes',
    'removed w-2 -> w-1: any, then nothing; after NetworkPolicy/shop/p-yes',
  ]);
});

test('a block that only one input singles out is asked about in both', async () => {
  const from = (cidr: string): JsonObject => networkPolicy(db, {ingress: [{from: [{ipBlock: {cidr}}]}], egress: []});
  const input = (policy: JsonObject) => [pod('b', db), policy];
  const external = {external: true};
  const policy = 'NetworkPolicy/shop/p-db';
  const one = input(from('203.0.113.0/24'));
  assert.equal(await changes(input(deny(db)), one, external), [
    `added 203.0.113.0/24 -> b: nothing, then any; before ${policy}; after ${policy} 0`,
  ]);
  assert.equal(await changes(one, input(from('198.51.100.0/24')), external), [
    `added 198.51.100.0/24 -> b: nothing, then any; before ${policy}; after ${policy} 0`,
    `removed 203.0.113.0/24 -> b: any, then nothing; before ${policy} 0; after ${policy}`,
  ]);
  // The block is as open as before, when nothing singled it out.
  assert.equal(await changes([pod('b', db)], one, external), [
    `removed external -> b: any, then nothing; after ${policy}`,
    `removed b -> external: any, then nothing; after ${policy}`,
  ]);
  assert.equal(await changes(one, one, external), []);
});

test('blocks inside blocks are compared part by part', async () => {
  const external = {external: true};
  const from = (cidr: string, ...except: readonly string[]) => [
    pod('b', db),
    networkPolicy(db, {ingress: [{from: [{ipBlock: {cidr, ...(except.length > 0 && {except: [...except]})}}]}]}),
  ];
  const wide = from('203.0.113.0/24');
  const cut = from('203.0.113.0/24', '203.0.113.128/25');
  const half = from('203.0.113.0/25');
  assert.equal(
    (await changes(wide, cut, external)).map((each) => each.split(';')[0]),
    ['removed 203.0.113.128/25 -> b: any, then nothing'],
  );
  assert.equal(
    (await changes(half, wide, external)).map((each) => each.split(';')[0]),
    ['added 203.0.113.0/24 -> b: nothing, then any'],
  );
  assert.equal(
    (await changes(wide, half, external)).map((each) => each.split(';')[0]),
    ['removed 203.0.113.0/24 -> b: any, then nothing'],
  );
  const [item] = (await compared(wide, half, external)).items();
  assert.equal(item?.from.except, ['203.0.113.0/25']);
});

test('what becomes unknown has changed, and is apart from what passes', async () => {
  const block = networkPolicy(db, {ingress: [{from: [{ipBlock: {cidr: '10.0.0.0/24'}}]}]});
  // No policy is named: a fact that nobody knows decides.
  assert.equal(await changes([...pods, unchanged], [...pods, unchanged, block]), [
    'changed a -> b: any, then perhaps any',
  ]);
});

test('only what is asked for is compared', async () => {
  const inputs = [
    [...pods, ports(80)],
    [...pods, ports(80, 81)],
  ] as const;
  assert.equal(await changes(...inputs, {question: {protocol: 6, port: 80}}), []);
  assert.equal(await changes(...inputs, {question: {protocol: 6, port: 81}}), [
    'added a -> b: nothing, then TCP :81; before NetworkPolicy/shop/p-db; after NetworkPolicy/shop/p-db 0',
  ]);
});

test.run();
