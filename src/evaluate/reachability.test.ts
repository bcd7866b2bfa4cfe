import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {JsonObject} from '../base/json.ts';
import {TCP, UDP} from '../base/protocols.ts';
import {deny, networkPolicy, pod} from '../testing/corner.ts';
import {judgedWorld, namespace, withMetadata} from '../testing/judged-world.ts';
import {chooser} from '../testing/laws/chooser.ts';
import {DEFAULT_SOURCE_PORT} from './ask.ts';
import {classEvaluator} from './class-evaluator.ts';
import {exampleOf, population} from './classes/population.ts';
import type {SideTraffic} from './classes/side-walk.ts';
import {pointOf} from './classes/traffic-line.ts';
import {NONE} from './classes/traffic-sets.ts';
import {reachability} from './reachability.ts';

const test = suite('reachability');

const APPS = 70;
const numbers = Array.from({length: APPS}, (_, at) => at);
const near = (matchLabels: JsonObject): JsonObject => ({podSelector: {matchLabels}});
const anywhere = (matchLabels: JsonObject): JsonObject => ({namespaceSelector: {}, ...near(matchLabels)});
const egressPorts = [{port: 80}, {port: 8002}, {port: 53, protocol: 'UDP'}];

/** The pod of one of the apps: half of them are of either tier, every sixth may not send as it likes. */
function appPod(at: number): JsonObject {
  const labels = {app: `a${at}`, tier: `${at % 2}`, ...(at % 6 === 3 && {zone: 'closed'})};
  return pod(`p${at}`, labels, {containers: [{name: 'c', ports: [{name: 'http', containerPort: 8000 + (at % 3)}]}]});
}

/** Who may send to an app: the next one of the same namespace, for some everybody or a whole tier, or one app of any namespace. */
function ingressOf(at: number): JsonObject {
  const rules = [
    {from: [near({app: `a${(at + 1) % APPS}`})], ports: [{port: 80}]},
    ...(at % 4 === 0 ? [{from: [anywhere(at % 8 === 0 ? {} : {tier: '1'})], ports: [{port: 'http'}]}] : []),
    ...(at % 10 === 0 ? [{from: [anywhere({app: `a${at / 10 + 1}`})]}] : []),
  ];
  return networkPolicy({app: `a${at}`}, {ingress: rules});
}

/** All apps in one namespace. Every fourth takes from everybody; two of them send to a block alone, and to nobody. */
function appsOf(where: string): readonly JsonObject[] {
  const own = [
    ...numbers.map(appPod),
    ...numbers.filter((at) => at % 4 !== 2).map(ingressOf),
    networkPolicy(
      {zone: 'closed'},
      // Both of these take from some of the senders by name, too.
      {
        egress: [
          {to: [anywhere({tier: '0'}), near({})], ports: egressPorts},
          {to: ['a8', 'a20'].map((app) => anywhere({app}))},
        ],
      },
    ),
    networkPolicy({app: 'a7'}, {egress: [{to: [{ipBlock: {cidr: '10.0.0.0/8'}}, anywhere({app: 'a3'})]}]}),
    withMetadata(deny({app: 'a11'}, 'egress'), {name: 'silent'}),
  ];
  return [
    namespace(where, {team: where === 'odd' ? 'odd' : 'even'}),
    ...own.map((document) => withMetadata(document, {namespace: where})),
  ];
}

/** Namespaces that are alike, and one more in which tier 0 sends to its own team alone. */
async function world(alike: number) {
  const even = Array.from({length: alike}, (_, at) => appsOf(`even${at}`)).flat();
  const closed = networkPolicy({tier: '0'}, {egress: [{to: [{namespaceSelector: {matchLabels: {team: 'odd'}}}]}]});
  const documents = [...even, ...appsOf('odd'), withMetadata(closed, {namespace: 'odd'})];
  const {profile, world: read, policies} = await judgedWorld(documents);
  const evaluator = classEvaluator(profile, read, policies);
  const {classes, prepared} = evaluator.pairs;
  const people = population(prepared.world.endpoints, classes);
  return {evaluator, reached: reachability(evaluator.pairs, people, 4)};
}

const {evaluator, reached} = await world(3);
const {pairs} = evaluator;
const {people} = reached;
const count = people.classes.length;

test('the world is larger than what is answered pair by pair', () => {
  assert.is(people.endpoints.length, 4 * APPS);
  // Two kinds of namespaces; sets of at least 64 peers, namespaces of at least 24 classes.
  assert.is(count, 2 * APPS);
  assert.is(new Set(people.classes.map(pairs.classes.namespaceGroup)).size, 2);
});

/** What passes both sides of a pair, as the walk of each side says. */
function walked(sender: number, receiver: number, sameNamespace: boolean): SideTraffic | undefined {
  const example = exampleOf(people, [sender], [receiver], sameNamespace);
  if (!example) return undefined;
  const [egress, ingress] = (['egress', 'ingress'] as const).map((which) => pairs.side(which, ...example, 4));
  if (!egress || !ingress) throw new Error('a pair has two sides');
  const {sets} = pairs;
  const allow = sets.intersection(egress.allow, ingress.allow);
  const perhaps = sets.intersection(
    sets.union(egress.allow, egress.unknown),
    sets.union(ingress.allow, ingress.unknown),
  );
  return {allow, unknown: sets.difference(perhaps, allow)};
}

test('rectangles cover each pair once, with what both sides say of it', () => {
  const covered = new Map<string, SideTraffic>();
  for (const {senders, receivers, sameNamespace, passes, apart} of reached.rectangles()) {
    for (const sender of senders) {
      for (const receiver of receivers) {
        if (apart?.has(sender, receiver)) continue;
        const key = `${sender} ${receiver} ${sameNamespace}`;
        assert.not.ok(covered.has(key), `${key} is in two rectangles`);
        covered.set(key, passes);
      }
    }
  }
  const closed: SideTraffic = {allow: NONE, unknown: NONE};
  const kinds = new Set<string>();
  for (let sender = 0; sender < count; sender++) {
    for (let receiver = 0; receiver < count; receiver++) {
      // Each pair of classes as neighbours or not, in turn: half of all questions, and all of their kinds.
      for (const same of [(sender + receiver) % 2 === 0]) {
        const expected = walked(sender, receiver, same);
        if (!expected) continue;
        const key = `${sender} ${receiver} ${same}`;
        kinds.add(JSON.stringify(expected));
        assert.equal(covered.get(key) ?? closed, expected, key);
        assert.equal(reached.answer(reached.passes(sender, receiver, same)), expected, key);
      }
    }
  }
  assert.ok(kinds.size > 8, `only ${kinds.size} different answers are compared`);
});

test('the pairs that a rectangle leaves to others are those that it has apart', () => {
  let listed = 0;
  for (const {senders, receivers, apart} of reached.rectangles()) {
    const pairsApart = [...(apart?.pairs() ?? [])].map((pair) => pair.join(' '));
    listed += pairsApart.length;
    assert.is(new Set(pairsApart).size, pairsApart.length);
    const asked = senders.flatMap((from) => receivers.flatMap((to) => (apart?.has(from, to) ? [`${from} ${to}`] : [])));
    assert.equal([...pairsApart].sort(), asked.sort());
  }
  assert.ok(listed > 0);
});

test('single connections by the positions of their ends', () => {
  const choose = chooser(1);
  const {endpoints} = people;
  const questions = [
    {protocol: TCP, port: 80},
    {protocol: TCP, port: 8000},
    {protocol: TCP, port: 8002},
    {protocol: UDP, port: 53},
  ];
  const found = new Map<string, number>();
  for (let asked = 0; asked < 4000; asked++) {
    const [from, back] = [choose.below(endpoints.length), choose.below(4)];
    // Neighbours of one namespace are asked about more often than chance would.
    const to = choose.chance(0.3) ? Math.max(0, from - back) : choose.below(endpoints.length);
    const [sender, receiver, question] = [endpoints[from], endpoints[to], choose.pick(questions)];
    if (!sender || !receiver || !question || from === to) continue;
    const verdict = reached.verdict(from, to, pointOf(question));
    const connection = {from: sender, to: receiver, family: 4, sourcePort: DEFAULT_SOURCE_PORT, ...question} as const;
    assert.is(verdict, evaluator.verdict(connection), `${sender.name} to ${receiver.name}`);
    found.set(verdict, (found.get(verdict) ?? 0) + 1);
  }
  // No pod has an address, so that app 7 may send to the others or not.
  for (const verdict of ['allow', 'deny', 'unknown']) assert.ok((found.get(verdict) ?? 0) > 5, verdict);
});

test('namespaces like others add neither classes nor rectangles', async () => {
  const fewer = await world(1);
  assert.is(fewer.reached.people.endpoints.length, 2 * APPS);
  assert.is(fewer.reached.people.classes.length, count);
  assert.is([...fewer.reached.rectangles()].length, [...reached.rectangles()].length);
  assert.is(fewer.reached.blocks, reached.blocks);
});

test('what is open is asked of two that share a namespace, whichever of those alike they are', async () => {
  // All three are selected alike; only the last two share a namespace, the labels of which nobody knows.
  const inNamespace = (name: string, space: string, ip?: string): JsonObject => ({
    ...withMetadata(pod(name, {}), {namespace: space}),
    status: {...(ip !== undefined && {podIP: ip})},
  });
  const notTeamX = {key: 'io.cilium.k8s.namespace.labels.team', operator: 'NotIn', values: ['x']};
  const policy = {
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumClusterwideNetworkPolicy',
    metadata: {name: 'r'},
    spec: {
      endpointSelector: {},
      ingress: [{fromEndpoints: [{matchExpressions: [notTeamX]}]}, {fromCIDR: ['10.0.0.0/16']}],
    },
  };
  const documents = [inNamespace('a', 'bee', '10.0.2.3'), inNamespace('b', 'dog'), inNamespace('c', 'dog'), policy];
  const {profile, world, policies} = await judgedWorld(documents, 'cilium');
  const found = classEvaluator(profile, world, policies).pairs;
  const all = population(
    world.endpoints.filter(({kind}) => kind === 'pod'),
    found.classes,
  );
  const at = (name: string): number => all.endpoints.findIndex((each) => each.name === name);
  for (const sizes of [undefined, {largeLeast: 1, crowded: 1}]) {
    const {verdict} = reachability(found, all, 4, sizes);
    assert.is(verdict(at('dog/b'), at('dog/c'), pointOf({protocol: TCP, port: 80})), 'unknown');
  }
});

test('peers of other namespaces are no peers in a namespace whose classes come first', async () => {
  const egress = [{to: [anywhere({app: 'far'})]}, {to: [near({app: 'a'})], ports: [{port: 80}]}];
  const documents = [
    ...['a', 'b'].map((app) => withMetadata(pod(app, {app}), {namespace: 'first'})),
    withMetadata(pod('x', {app: 'far'}), {namespace: 'second'}),
    withMetadata(networkPolicy({}, {egress}), {namespace: 'first'}),
  ];
  const {profile, world: read, policies} = await judgedWorld(documents);
  const small = classEvaluator(profile, read, policies);
  const {endpoints} = small.pairs.prepared.world;
  const everybody = population(endpoints, small.pairs.classes);
  const found = reachability(small.pairs, everybody, 4, {largeLeast: 1, crowded: 1});
  for (const [at, from] of endpoints.entries()) {
    for (const [position, to] of endpoints.entries()) {
      if (at === position) continue;
      const connection = {from, to, protocol: TCP, port: 80, sourcePort: DEFAULT_SOURCE_PORT, family: 4} as const;
      const verdict = found.verdict(at, position, pointOf(connection));
      assert.is(verdict, small.verdict(connection), `${from.name} to ${to.name}`);
    }
  }
});

test.run();
