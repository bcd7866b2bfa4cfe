import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {JsonObject} from '../base/json.ts';
import {TCP} from '../base/protocols.ts';
import {printPolicyId} from '../ir/policy.ts';
import {printTraffic} from '../ir/traffic.ts';
import type {Endpoint} from '../ir/world.ts';
import {deny, deployment, networkPolicy, node, pod} from '../testing/corner.ts';
import {judgedWorld, namespace, withMetadata} from '../testing/judged-world.ts';
import type {ConnectivityMatrix, SideReason} from './connectivity.ts';
import {connectivityMatrix, type MatrixOptions} from './matrix.ts';
import {outside} from './outside.ts';

const test = suite('connectivity matrix');

/** What is named is an endpoint of the world by its name, or an address outside. */
interface Named {
  readonly from?: readonly string[];
  readonly to?: readonly string[];
  readonly focus?: readonly string[];
}

async function matrix(
  documents: readonly JsonObject[],
  {from, to, focus, ...options}: Named & Omit<MatrixOptions, keyof Named> = {},
): Promise<ConnectivityMatrix> {
  const {profile, world, policies} = await judgedWorld(documents);
  const endpoints = (names: readonly string[]): readonly Endpoint[] =>
    names.map((name) => world.endpoints.find((each) => each.name === name) ?? outside(name, {addresses: [name]}));
  return connectivityMatrix(
    {profile, world, policies},
    {
      ...options,
      ...(from && {from: endpoints(from)}),
      ...(to && {to: endpoints(to)}),
      ...(focus && {focus: endpoints(focus)}),
    },
  );
}

/** `web -> db TCP :80`, names without the namespace `shop`; what nobody knows in brackets, with the facts. */
function lines(found: ConnectivityMatrix): readonly string[] {
  const items = [...found.items()];
  assert.is(found.count, items.length);
  return items.map(({from, to, connections, unknown, unknowns}) =>
    [
      [short(from.name), '->', short(to.name)].join(' '),
      ...(connections.length > 0 ? [printTraffic(connections)] : []),
      ...(unknown.length > 0 ? [`(${printTraffic(unknown)}: ${unknowns.join('; ')})`] : []),
    ].join(' '),
  );
}

function short(name: string): string {
  return name.replace(/^shop\//, '');
}

/** A pod that a ReplicaSet of a Deployment made. */
function replica(owner: string, hash: string, labels: JsonObject, ip: string): JsonObject {
  const controller = {apiVersion: 'apps/v1', kind: 'ReplicaSet', name: owner, controller: true};
  return withMetadata(pod(`${owner}-${hash}`, labels, {ips: [ip]}), {ownerReferences: [controller]});
}

const web = {app: 'web'};
const db = {app: 'db'};
const webs = [replica('web', 'x1', web, '10.0.0.1'), replica('web', 'x2', web, '10.0.0.2')];
const fromWeb = {from: [{podSelector: {matchLabels: web}}]};
const toDb = networkPolicy(db, {ingress: [{...fromWeb, ports: [{port: 5432}]}]});

test('an owner stands for its pods, sorted by name, with their number', async () => {
  const found = await matrix([...webs, pod('db', db), toDb]);
  assert.equal(
    found.parties.map(({name, kind, workload, replicas}) => [name, kind, workload, replicas]),
    [
      ['shop/db', 'pod', undefined, 1],
      ['shop/web', 'workload', 'ReplicaSet', 2],
    ],
  );
  assert.equal(lines(found), ['db -> web any', 'web -> db TCP :5432']);
});

test('pods of one owner that differ go by the name of the first of each kind', async () => {
  const odd = replica('web', 'x3', {...web, canary: 'yes'}, '10.0.0.3');
  const canary = networkPolicy({canary: 'yes'}, {ingress: []});
  const found = await matrix([...webs, odd, canary]);
  assert.equal(
    found.parties.map(({name, kind, workload, replicas}) => [name, kind, workload, replicas]),
    [
      ['shop/web-x1', 'pod', 'ReplicaSet', 2],
      ['shop/web-x3', 'pod', 'ReplicaSet', 1],
    ],
  );
  assert.equal(lines(found), ['web-x3 -> web-x1 any']);
  // A label that nobody asks for is no difference.
  assert.is((await matrix([...webs, odd])).parties.length, 1);
});

test('pairs between which nothing passes have no item, and their parties are there', async () => {
  const found = await matrix([pod('a', web), pod('b', db), deny({})]);
  assert.equal(lines(found), []);
  assert.equal(
    found.parties.map(({name}) => name),
    ['shop/a', 'shop/b'],
  );
});

const four = [pod('a', web), pod('b', db), pod('c', {}), pod('d', {}), networkPolicy(db, {ingress: [fromWeb]})];

test('from, to and focus: only what these send, take, or either', async () => {
  const all = ['a -> b any', 'a -> c any', 'a -> d any', 'b -> a any', 'b -> c any', 'b -> d any', 'c -> a any'];
  assert.equal(lines(await matrix(four)).slice(0, 7), all);
  assert.equal(lines(await matrix(four, {from: ['shop/a']})), all.slice(0, 3));
  assert.equal(lines(await matrix(four, {from: ['shop/a', 'shop/c'], to: ['shop/a', 'shop/b']})), [
    'a -> b any',
    'c -> a any',
  ]);
  assert.equal(lines(await matrix(four, {focus: ['shop/b']})), [
    'a -> b any',
    'b -> a any',
    'b -> c any',
    'b -> d any',
  ]);
  assert.equal(lines(await matrix(four, {focus: ['shop/b'], from: ['shop/c']})), []);
});

test('only those that may send or take are parties', async () => {
  const named = async (options: Named) => (await matrix(four, options)).parties.map(({name}) => short(name)).join(' ');
  assert.is(await named({from: ['shop/a'], to: ['shop/b']}), 'a b');
  assert.is(await named({from: ['shop/a']}), 'a b c d');
});

test('a question leaves what it asks for of each pair', async () => {
  const documents = [...webs, pod('db', db), pod('c', {}), toDb];
  assert.equal(lines(await matrix(documents, {question: {protocol: TCP, port: 5432}, to: ['shop/db']})), [
    'web -> db TCP :5432',
  ]);
  assert.equal(lines(await matrix(documents, {question: {protocol: TCP, port: 80}, from: ['shop/web-x1']})), [
    'web -> c TCP :80',
  ]);
  assert.equal(lines(await matrix(documents, {question: {protocol: 1, icmp: {type: 8, code: 0}}, to: ['shop/c']})), [
    'db -> c ICMP icmp:2048',
    'web -> c ICMP icmp:2048',
  ]);
  assert.equal(lines(await matrix(documents, {question: {protocol: TCP, port: 0}})), []);
});

test('external: between each party and what is outside, with the blocks that are answered apart', async () => {
  const block = {ipBlock: {cidr: '203.0.113.0/24', except: ['203.0.113.128/25']}};
  const open = networkPolicy(web, {ingress: [{from: [block], ports: [{port: 443}]}], egress: []});
  const documents = [...webs, pod('db', db), deny(db, 'ingress'), open];
  const found = await matrix(documents, {external: true});
  assert.equal(lines(found), ['203.0.113.0/24 -> web TCP :443', 'db -> external any']);
  const [item] = [...found.items()];
  assert.equal(item?.from.except, ['203.0.113.128/25']);
  assert.equal(lines(await matrix(documents, {external: true, from: ['203.0.113.5', '203.0.113.200']})), [
    '203.0.113.5 -> web TCP :443',
  ]);
  assert.equal(lines(await matrix(documents, {external: true, question: {protocol: TCP, port: 80}})), [
    'db -> external TCP :80',
  ]);
  assert.equal(lines(await matrix(documents, {external: true, focus: ['shop/db']})), ['db -> external any']);
});

const both = ['10.0.0.1', 'fd00::1'];

test('what passes in one family alone is marked, and what holds in both is not', async () => {
  const fourOnly = networkPolicy(db, {ingress: [{from: [{ipBlock: {cidr: '10.0.0.0/8'}}], ports: [{port: 80}]}]});
  const pods = [pod('a', web, {ips: both}), pod('b', db, {ips: ['10.0.0.2', 'fd00::2']})];
  assert.equal(lines(await matrix([...pods, fourOnly])), ['a -> b TCP :80 ipv4', 'b -> a any']);
  assert.equal(lines(await matrix([...pods, networkPolicy(db, {ingress: [{ports: [{port: 80}]}]})])), [
    'a -> b TCP :80',
    'b -> a any',
  ]);
});

test('a question to the outside keeps the mark of the family', async () => {
  const fourOnly = networkPolicy(web, {egress: [{to: [{ipBlock: {cidr: '0.0.0.0/0'}}]}], ingress: []});
  const documents = [pod('a', web, {ips: both}), fourOnly];
  assert.equal(lines(await matrix(documents, {external: true})), ['a -> external ipv4']);
  assert.equal(lines(await matrix(documents, {external: true, question: {protocol: TCP, port: 80}})), [
    'a -> external TCP :80 ipv4',
  ]);
  // As between pods, what only one family has at all is marked, too.
  const echo = {protocol: 1, icmp: {type: 8, code: 0}};
  assert.equal(lines(await matrix(documents, {external: true, question: echo})), ['a -> external ICMP icmp:2048 ipv4']);
  const two = [pod('a', web, {ips: both}), pod('b', db, {ips: both})];
  assert.equal(lines(await matrix([...two, fourOnly], {question: echo, to: ['shop/b']})), [
    'a -> b ICMP icmp:2048 ipv4',
  ]);
});

test('a pair speaks only what both ends have an address for', async () => {
  const six = networkPolicy(db, {ingress: [{from: [{ipBlock: {cidr: 'fd00::/8'}}], ports: [{port: 80}]}]});
  const pods = [
    pod('both', web, {ips: both}),
    pod('four', web, {ips: ['10.0.0.3']}),
    pod('six', web, {ips: ['fd00::4']}),
    pod('to', db, {ips: ['10.0.0.5', 'fd00::5']}),
  ];
  const found = lines(await matrix([...pods, six]));
  assert.equal(
    found.filter((line) => line.endsWith(' ipv6') || line.includes('-> to')),
    ['both -> to TCP :80 ipv6', 'six -> to TCP :80'],
  );
  assert.not.ok(found.some((line) => /four -> six|six -> four/.test(line)));
});

test('nodes take part only where they are named', async () => {
  const documents = [
    node('n', '192.168.0.1'),
    pod('a', web, {ips: ['10.0.0.1'], node: 'n'}),
    pod('b', db),
    deny({}, 'egress'),
  ];
  assert.equal(
    (await matrix(documents)).parties.map(({name}) => name),
    ['shop/a', 'shop/b'],
  );
  assert.equal(lines(await matrix(documents)), []);
  const named = await matrix(documents, {from: ['node/n']});
  assert.equal(lines(named), ['node/n -> a any', 'node/n -> b any']);
  assert.equal(
    named.parties.map(({name, kind}) => `${kind} ${name}`),
    ['host node/n', 'pod shop/a', 'pod shop/b'],
  );
});

test('what hangs on a fact that nobody knows is apart, with the fact', async () => {
  const block = networkPolicy(db, {
    ingress: [{from: [{ipBlock: {cidr: '10.0.0.0/24'}}], ports: [{port: 81}]}, {ports: [{port: 80}]}],
  });
  assert.equal(lines(await matrix([pod('a', web), pod('b', db), block], {to: ['shop/b']})), [
    'a -> b TCP :80 (TCP :81: address of shop/a is in 10.0.0.0/24)',
  ]);
  const hash = networkPolicy(db, {ingress: [{from: [{podSelector: {matchLabels: {'pod-template-hash': 'x'}}}]}]});
  assert.equal(lines(await matrix([deployment('w', web), pod('b', db), hash], {to: ['shop/b']})), [
    'w -> b (any: label pod-template-hash of shop/w is x)',
  ]);
});

function reasonText({reason, by}: SideReason): string {
  return [`${reason}`, ...by.map(({id, rule}) => `${printPolicyId(id)}${rule === undefined ? '' : ` ${rule}`}`)].join(
    ' ',
  );
}

/** The reasons of both sides for what passes between two pods of `shop`. */
function because(found: ConnectivityMatrix, from: string, to: string): readonly string[] {
  const item = [...found.items()].find((each) => short(each.from.name) === from && short(each.to.name) === to);
  assert.ok(item);
  const {egress, ingress} = item.because();
  return [egress, ingress].map(reasonText);
}

test('because names the rules of both sides that let the traffic pass', async () => {
  const out = networkPolicy(web, {
    egress: [{to: [{podSelector: {}}], ports: [{port: 80}]}, {ports: [{port: 81}]}, {ports: [{port: 9999}]}],
  });
  const into = networkPolicy(db, {ingress: [{ports: [{port: 79, endPort: 82}]}]});
  const found = await matrix([pod('a', web), pod('b', db), pod('c', {}), out, into]);
  // The third rule of the sender is about traffic that does not pass the other side.
  assert.equal(because(found, 'a', 'b'), [
    'rule NetworkPolicy/shop/p-web 0 NetworkPolicy/shop/p-web 1',
    'rule NetworkPolicy/shop/p-db 0',
  ]);
  assert.equal(because(found, 'a', 'c').slice(1), ['no-policy']);
  assert.equal(because(found, 'c', 'b'), ['no-policy', 'rule NetworkPolicy/shop/p-db 0']);
});

test('reasons are told of pairs between which nothing passes, too', async () => {
  const found = await matrix([pod('a', web), pod('b', db), deny(db, 'ingress')]);
  const [a, b] = found.parties;
  assert.ok(a && b);
  const told = found.reasons(a, b, [{}]);
  assert.equal(told && [told.egress, told.ingress].map(reasonText), ['no-policy', 'isolated NetworkPolicy/shop/p-db']);
  assert.is(found.reasons(a, {...b, name: 'shop/nobody'}, [{}]), undefined);
});

test('the same whatever the order of the documents', async () => {
  const documents = [
    ...['ant', 'bee'].flatMap((where) => [
      namespace(where),
      withMetadata(toDb, {namespace: where}),
      ...[pod('z', web), pod('b', db), pod('a', {})].map((each) => withMetadata(each, {namespace: where})),
    ]),
    ...webs,
  ];
  const found = lines(await matrix(documents));
  assert.equal(found, lines(await matrix([...documents].reverse())));
  assert.equal(found, [...found].sort());
  assert.ok(found.includes('ant/z -> ant/b TCP :5432') && !found.some((line) => line.startsWith('bee/z -> ant/b')));
});

test.run();
