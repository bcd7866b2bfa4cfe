import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {JsonObject} from '../base/json.ts';
import {TCP} from '../base/protocols.ts';
import {printPolicyId} from '../ir/policy.ts';
import {classDifference} from '../testing/class-difference.ts';
import {deny, networkPolicy, node, pod} from '../testing/corner.ts';
import type {EngineName} from '../testing/differential/trial.ts';
import {judgedWorld, namespace, withMetadata} from '../testing/judged-world.ts';
import {connectionIn, type NamedConnection} from '../testing/named-connection.ts';
import type {Connection, Verdict} from './answer.ts';
import {type ClassEvaluator, classEvaluator} from './class-evaluator.ts';
import type {JudgedWorld} from './matrix-parts.ts';
import {naiveEvaluator} from './naive.ts';

const test = suite('evaluator by classes');

/** A connection by the names of its ends; where nothing else is said, to TCP port 80 over IPv4. */
type Asked = Pick<NamedConnection, 'from' | 'to'> & Partial<NamedConnection>;

interface Asking {
  readonly evaluator: ClassEvaluator;
  /** The explanation, which must be that of the naive evaluator, as the verdict and both sides must be. */
  readonly explain: (asked: Asked) => Verdict;
}

async function asking(documents: readonly JsonObject[], engine?: EngineName): Promise<Asking> {
  return askingOf(await judgedWorld(documents, engine));
}

function askingOf({profile, world, policies}: JudgedWorld): Asking {
  const evaluator = classEvaluator(profile, world, policies);
  const naive = naiveEvaluator(profile, world, policies);
  const connectionOf = (asked: Asked): Connection => {
    const found = connectionIn(world, {protocol: TCP, port: 80, family: 4, ...asked}, policies);
    if (!found) throw new Error(`nobody is called ${asked.from} or ${asked.to}`);
    return found;
  };
  return {
    evaluator,
    explain: (asked) => {
      const connection = connectionOf(asked);
      const [expected, found] = [naive.decide(connection), evaluator.decide(connection)];
      assert.equal(found, expected);
      assert.is(found.connection, connection);
      assert.is(classDifference(expected, evaluator), undefined);
      return found;
    },
  };
}

/** `deny by NetworkPolicy/shop/p`, of the side that takes. */
function ingress({ingress: side}: Verdict): string {
  assert.ok(side);
  const {verdict, decidedBy, unknowns} = side;
  return [verdict, ...decidedBy.map(({id}) => `by ${printPolicyId(id)}`), ...unknowns].join(' ');
}

const web = {app: 'web'};
const db = {app: 'db'};
const fromWeb = networkPolicy(db, {ingress: [{from: [{podSelector: {matchLabels: web}}], ports: [{port: 80}]}]});

test('explanations are those of the naive evaluator, from every end to every end, asked twice', async () => {
  const {explain} = await asking([
    namespace('shop', {team: 'x'}),
    node('n', '192.168.0.1'),
    pod('a', web, {ips: ['10.0.0.1'], node: 'n'}),
    pod('b', db, {ips: ['10.0.0.2'], node: 'n'}),
    pod('c', db),
    pod('h', web, {node: 'n', hostNetwork: true}),
    fromWeb,
    networkPolicy(web, {egress: [{to: [{ipBlock: {cidr: '10.0.0.2/32'}}]}]}),
  ]);
  const ends = ['shop/a', 'shop/b', 'shop/c', 'shop/h', 'node/n', '203.0.113.5', 'external'];
  const verdicts = new Set<string>();
  for (const from of [...ends, ...ends]) {
    for (const to of ends) {
      for (const port of [80, 81]) verdicts.add(explain({from, to, port}).verdict);
    }
  }
  assert.equal([...verdicts].sort(), ['allow', 'deny', 'unknown']);
});

const twins = ['ant', 'bee'].flatMap((where) =>
  [pod('a', web), pod('b', db), fromWeb, withMetadata(deny({}, 'ingress'), {name: `closed-${where}`})].map((each) =>
    withMetadata(each, {namespace: where}),
  ),
);

test('pods of one class in two namespaces are explained by the policies of their own', async () => {
  const {evaluator, explain} = await asking(twins);
  for (const where of ['ant', 'bee', 'ant']) {
    const own = `by NetworkPolicy/${where}/p-db`;
    assert.is(ingress(explain({from: `${where}/a`, to: `${where}/b`})), `allow ${own}`);
    const other = where === 'ant' ? 'bee' : 'ant';
    assert.is(
      ingress(explain({from: `${other}/a`, to: `${where}/b`})),
      `deny ${own} by NetworkPolicy/${where}/closed-${where}`,
    );
  }
  const {pairs} = evaluator;
  const classes = pairs.prepared.world.endpoints.map(pairs.classes.classOf);
  assert.equal(classes, [0, 1, 0, 1]);
});

test('an open fact names the endpoint that was asked about', async () => {
  const block = networkPolicy(db, {ingress: [{from: [{ipBlock: {cidr: '10.0.0.0/24'}}]}]});
  const {evaluator, explain} = await asking([pod('a', web), pod('a2', web), pod('b', db), pod('b2', db), block]);
  for (const from of ['shop/a', 'shop/a2', 'shop/a']) {
    assert.is(ingress(explain({from, to: 'shop/b'})), `unknown address of ${from} is in 10.0.0.0/24`);
  }
  const verdict = explain({from: 'shop/a', to: 'shop/b'});
  const fact = 'address of shop/a is in 10.0.0.0/24';
  for (const [settled, word] of [
    [true, 'allow'],
    [false, 'deny'],
  ] as const) {
    assert.is(evaluator.decide(verdict.connection, new Map([[fact, settled]])).verdict, word);
  }
  // What was assumed is not remembered.
  assert.is(explain({from: 'shop/a', to: 'shop/b'}).verdict, 'unknown');
});

test('labels that nobody knows may be any, among few policies and many', async () => {
  const absent = networkPolicy({}, {ingress: []}, {matchExpressions: [{key: 'app', operator: 'DoesNotExist'}]});
  const others = Array.from({length: 12}, (_, index) => deny({tier: `t${index}`}, 'ingress'));
  for (const [policies, expected] of [
    [[], 'allow'],
    [[deny(db, 'ingress')], 'unknown label app of shop/b is db'],
    [[absent], 'unknown label app of shop/b is present'],
    [[deny(db, 'ingress'), deny({}, 'ingress')], 'deny by NetworkPolicy/shop/p-db by NetworkPolicy/shop/p'],
    [others.slice(0, 9), `unknown ${'t0 t1 t2 t3 t4 t5 t6 t7 t8'.replace(/t\d/g, 'label tier of shop/b is $&')}`],
  ] as const) {
    const {world, ...judged} = await judgedWorld([pod('a', web), pod('b', {}), ...policies]);
    const endpoints = world.endpoints.map((each) =>
      each.name === 'shop/b' ? {...each, labelsUnknown: true as const} : each,
    );
    const {explain} = askingOf({...judged, world: {...world, endpoints}});
    assert.is(ingress(explain({from: 'shop/a', to: 'shop/b'})), expected);
  }
});

test('an answer that is known already is given with the connection that was asked', async () => {
  const {explain} = await asking([pod('a', web), pod('a2', web), pod('b', db), fromWeb]);
  assert.is(explain({from: 'shop/a', to: 'shop/b'}).connection.from.name, 'shop/a');
  assert.is(explain({from: 'shop/a2', to: 'shop/b'}).connection.from.name, 'shop/a2');
});

const calico = (rule: JsonObject): JsonObject => ({
  apiVersion: 'projectcalico.org/v3',
  kind: 'NetworkPolicy',
  metadata: {name: 'p', namespace: 'shop'},
  spec: {selector: "app == 'db'", types: ['Ingress'], ingress: [{action: 'Allow', protocol: 'TCP', ...rule}]},
});
const pair = [pod('a', web), pod('b', db)];
const toB = {from: 'shop/a', to: 'shop/b'};

test('requests are told apart, and from a connection without one', async () => {
  const {explain} = await asking([...pair, calico({http: {methods: ['GET'], paths: [{prefix: '/pub'}]}})], 'calico');
  const request = (method: string, path: string): string => explain({...toB, http: {method, path}}).verdict;
  assert.equal(
    [request('GET', '/pub/a'), request('GET', '/admin'), request('POST', '/pub/a')],
    ['allow', 'deny', 'deny'],
  );
  const plain = explain(toB);
  assert.equal([plain.verdict, plain.ingress?.http?.length], ['allow', 1]);
  assert.is(request('GET', '/admin'), 'deny');
});

test('source ports are told apart where a rule looks at them', async () => {
  const {explain} = await asking([...pair, calico({source: {ports: ['1024:65535']}})], 'calico');
  const from = (sourcePort: number): string => explain({...toB, sourcePort}).verdict;
  assert.equal([from(40_000), from(1023), from(1024), from(1023)], ['allow', 'deny', 'allow', 'deny']);
});

test('ports and families are told apart', async () => {
  const both = (number: number) => ({ips: [`10.0.0.${number}`, `fd00::${number}`]});
  const block = {ipBlock: {cidr: '10.0.0.0/24'}};
  const {explain} = await asking([
    pod('a', web, both(1)),
    pod('b', db, both(2)),
    networkPolicy(db, {ingress: [{from: [block], ports: [{port: 80}]}]}),
  ]);
  const parts: readonly Partial<Asked>[] = [{}, {port: 81}, {family: 6}, {}];
  const found = parts.map((each) => explain({...toB, ...each}).verdict);
  assert.equal(found, ['allow', 'deny', 'deny', 'allow']);
});

test('a pod reaches itself whatever its policies say, and its twins do not', async () => {
  const {explain} = await asking([pod('a', web), pod('a2', web), deny(web)]);
  assert.is(explain({from: 'shop/a', to: 'shop/a2'}).verdict, 'deny');
  assert.is(explain({from: 'shop/a', to: 'shop/a'}).verdict, 'allow');
  assert.is(explain({from: 'shop/a2', to: 'shop/a'}).verdict, 'deny');
});

test.run();
