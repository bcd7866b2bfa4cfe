import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {JsonObject} from '../../base/json.ts';
import {deny, networkPolicy, node, pod, service} from '../../testing/corner.ts';
import type {EngineName} from '../../testing/differential/trial.ts';
import {judgedWorld, namespace, withMetadata} from '../../testing/judged-world.ts';
import {outside} from '../outside.ts';
import {prepare} from '../prepared.ts';
import {type EndpointClasses, endpointClasses} from './endpoint-classes.ts';
import {policyContents} from './policy-contents.ts';
import {policyIndex} from './policy-index.ts';

const test = suite('classes of endpoints');

interface Classed {
  readonly classes: EndpointClasses;
  /** The classes of pods by `NAMESPACE/NAME`; nodes are left out. */
  readonly of: ReadonlyMap<string, number>;
}

async function classed(documents: readonly JsonObject[], engine?: EngineName): Promise<Classed> {
  const {profile, world, policies} = await judgedWorld(documents, engine);
  const prepared = prepare(profile, world, policies);
  const classes = endpointClasses(prepared, policyIndex(prepared), policyContents());
  const pods = prepared.world.endpoints.filter(({kind}) => kind === 'pod');
  return {classes, of: new Map(pods.map((each) => [each.name, classes.classOf(each)] as const))};
}

/** Which pods share a class: `a b | c`, names without their namespace, which is `shop`. */
async function groups(documents: readonly JsonObject[], engine?: EngineName): Promise<string> {
  const groups = new Map<number, string[]>();
  for (const [name, id] of (await classed(documents, engine)).of) {
    groups.set(id, [...(groups.get(id) ?? []), name.replace(/^shop\//, '')]);
  }
  return [...groups.values()].map((each) => each.join(' ')).join(' | ');
}

const web = {app: 'web'};
const allowWeb = networkPolicy({app: 'db'}, {ingress: [{from: [{podSelector: {matchLabels: web}}]}]});

test('without policies all pods are one class', async () => {
  assert.is(
    await groups([pod('a', web), pod('b', {}), pod('c', {}, {namespace: 'ant', ips: ['10.0.0.1']})]),
    'ant/c a b',
  );
});

test('labels that nobody mentions, and values that nobody asks for, tell no pods apart', async () => {
  const pods = [
    pod('a', {...web, version: '1'}),
    pod('b', {...web, version: '2'}),
    pod('c', {app: 'other'}),
    pod('d', {app: 'another'}),
    pod('e', {}),
  ];
  // No label at all is something else than another value: the absent label alone fulfils no test.
  assert.is(await groups([...pods, allowWeb]), 'a b | c d | e');
});

test('a test that looks at the text of a value, or whether it is there, is told apart as far as it goes', async () => {
  const exists = networkPolicy({}, {}, {matchExpressions: [{key: 'app', operator: 'Exists'}]});
  const pods = [pod('a', web), pod('b', {app: 'other'}), pod('c', {})];
  assert.is(await groups([...pods, exists]), 'a b | c');
  const calico = {
    apiVersion: 'projectcalico.org/v3',
    kind: 'NetworkPolicy',
    metadata: {name: 'p', namespace: 'shop'},
    spec: {selector: "app starts with 'w'"},
  };
  assert.is(await groups([...pods, pod('d', {app: 'wax'}), calico], 'calico'), 'a | b | c | d');
});

test('namespaces with equal policies of other names, in another order, are alike', async () => {
  const spaces = ['ant', 'bee', 'cat'];
  const pods = spaces.map((each) => pod('a', web, {namespace: each}));
  const twice = (first: string, second: string, where: string) => [
    withMetadata(deny(web), {namespace: where, name: first}),
    withMetadata(allowWeb, {namespace: where, name: second}),
  ];
  const equal = [...twice('p', 'q', 'ant'), ...twice('y', 'x', 'bee')];
  assert.is(await groups([...pods, ...equal]), 'ant/a bee/a | cat/a');
  assert.is(await groups([...pods, ...equal, ...twice('m', 'n', 'cat')]), 'ant/a bee/a cat/a');
});

test('another policy in one of them, or another rule in it, sets the whole namespace apart', async () => {
  const pods = ['ant', 'bee'].flatMap((each) => [pod('a', web, {namespace: each}), pod('b', {}, {namespace: each})]);
  const both = ['ant', 'bee'].map((each) => withMetadata(allowWeb, {namespace: each}));
  assert.is(await groups([...pods, ...both]), 'ant/a bee/a | ant/b bee/b');
  const more = withMetadata(deny(web, 'egress'), {namespace: 'bee'});
  assert.is(await groups([...pods, ...both, more]), 'ant/a | ant/b | bee/a | bee/b');
  const other = withMetadata(networkPolicy({app: 'db'}, {ingress: [{}]}), {namespace: 'bee'});
  assert.is(await groups([...pods, ...both.slice(0, 1), other]), 'ant/a | ant/b | bee/a | bee/b');
});

test('labels of namespaces count as far as a selector mentions them, their names where one is compared', async () => {
  const spaces = [
    namespace('ant', {team: 'x', note: '1'}),
    namespace('bee', {team: 'x'}),
    namespace('cat', {team: 'y'}),
  ];
  const pods = ['ant', 'bee', 'cat', 'elk'].map((each) => pod('a', {}, {namespace: each}));
  const from = (matchLabels: JsonObject) =>
    networkPolicy(web, {ingress: [{from: [{namespaceSelector: {matchLabels}}]}]});
  // Nobody knows the labels of elk, which has no object.
  assert.is(await groups([...spaces, ...pods, from({team: 'x'})]), 'ant/a bee/a | cat/a | elk/a');
  const named = from({'kubernetes.io/metadata.name': 'bee'});
  assert.is(await groups([...spaces, ...pods.slice(0, 3), named]), 'ant/a cat/a | bee/a');
});

test('the order of policies among global ones counts in tiers of Calico', async () => {
  const calico = (kind: string, metadata: JsonObject, spec: JsonObject): JsonObject => ({
    apiVersion: 'projectcalico.org/v3',
    kind,
    metadata,
    spec: {selector: 'all()', ingress: [{action: 'Deny'}], ...spec},
  });
  const own = (where: string, order: number) => calico('NetworkPolicy', {name: 'own', namespace: where}, {order});
  const everywhere = calico('GlobalNetworkPolicy', {name: 'all'}, {order: 10, ingress: [{action: 'Allow'}]});
  const pods = ['ant', 'bee', 'cat'].map((each) => pod('a', {}, {namespace: each}));
  const orders = [own('ant', 1), own('bee', 2), own('cat', 30)];
  assert.is(await groups([...pods, ...orders, everywhere], 'calico'), 'ant/a bee/a | cat/a');
  // Without the global policy all three stand alone in their namespaces.
  assert.is(await groups([...pods, ...orders], 'calico'), 'ant/a bee/a cat/a');
});

test('declared ports count where their names are mentioned', async () => {
  const ports = (name: string, containerPort: number) => ({containers: [{name: 'c', ports: [{name, containerPort}]}]});
  const pods = [
    pod('a', {}, ports('http', 80)),
    pod('b', {}, ports('http', 8080)),
    pod('c', {}, ports('http', 80)),
    pod('d', {}, ports('admin', 80)),
    pod('e', {}),
  ];
  const of = (port: JsonObject[string]) => networkPolicy(web, {ingress: [{ports: [{port}]}]});
  assert.is(await groups([...pods, of(80)]), 'a b c d e');
  assert.is(await groups([...pods, of('http')]), 'a c | b | d e');
  const {classes, of: ids} = await classed([...pods, of('http')]);
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => classes.portGroup(ids.get(`shop/${name}`) ?? -1));
  assert.ok(a === c && a !== b && a !== d);
});

test('addresses count by the innermost mentioned block', async () => {
  const pods = [
    pod('a', {}, {ips: ['10.0.0.1']}),
    pod('b', {}, {ips: ['10.0.0.2']}),
    pod('c', {}, {ips: ['10.0.1.1']}),
    pod('d', {}, {ips: ['10.9.0.1']}),
    pod('e', {}, {ips: ['11.0.0.1']}),
    pod('f', {}),
  ];
  const block = (cidr: string, ...except: readonly string[]) =>
    networkPolicy(web, {egress: [{to: [{ipBlock: {cidr, except}}]}]});
  assert.is(await groups([...pods, block('10.0.0.0/16', '10.0.1.0/24')]), 'a b | c | d e | f');
  assert.is(await groups([...pods, block('192.168.0.0/16')]), 'a b c d e | f');
});

test('a pod of both families is another one than a pod of IPv4, once a block is mentioned', async () => {
  const pods = [
    pod('a', {}, {ips: ['10.0.0.1']}),
    pod('b', {}, {ips: ['10.0.0.2', 'fd00::2']}),
    pod('c', {}, {ips: ['fd00::3', '10.0.0.3']}),
    pod('d', {}, {ips: ['fd00::4']}),
  ];
  const block = networkPolicy(web, {egress: [{to: [{ipBlock: {cidr: '192.168.0.0/16'}}]}]});
  assert.is(await groups([...pods, block]), 'a | b c | d');
});

test('open labels count where a selector mentions them', async () => {
  const template = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {name: 'w', namespace: 'shop'},
    spec: {selector: {matchLabels: {}}, template: {metadata: {labels: web}, spec: {containers: [{name: 'c'}]}}},
  };
  const hash = networkPolicy({'pod-template-hash': 'x'}, {ingress: []});
  assert.is(await groups([pod('a', web), template, allowWeb]), 'a w');
  assert.is(await groups([pod('a', web), template, hash]), 'a | w');
});

test('service accounts and services count where somebody asks for them', async () => {
  const account = (name: string, serviceAccountName: string): JsonObject => ({
    ...pod(name, web),
    spec: {serviceAccountName, containers: [{name: 'c'}]},
  });
  const accounts = [account('a', 'one'), account('b', 'two'), account('c', 'three')];
  const asked = (serviceAccounts: JsonObject): JsonObject => ({
    apiVersion: 'projectcalico.org/v3',
    kind: 'NetworkPolicy',
    metadata: {name: 'p', namespace: 'shop'},
    spec: {selector: 'all()', ingress: [{action: 'Allow', source: {serviceAccounts}}]},
  });
  assert.is(await groups(accounts, 'calico'), 'a b c');
  assert.is(await groups([...accounts, asked({names: ['one']})], 'calico'), 'a | b c');

  const front = service('front', {selector: web, ports: [{port: 80}]});
  const toFront: JsonObject = {
    ...asked({}),
    spec: {selector: 'all()', egress: [{action: 'Allow', destination: {services: {name: 'front', namespace: 'shop'}}}]},
  };
  assert.is(await groups([pod('a', web), pod('b', {}), front], 'calico'), 'a b');
  assert.is(await groups([pod('a', web), pod('b', {}), front, toFront], 'calico'), 'a | b');
});

test('nodes and what is outside are classes of their own, met when they are asked for', async () => {
  const {profile, world, policies} = await judgedWorld([node('n', '192.168.0.1'), pod('a', {})]);
  const prepared = prepare(profile, world, policies);
  const classes = endpointClasses(prepared, policyIndex(prepared), policyContents());
  const beyond = outside('203.0.113.5', {addresses: ['203.0.113.5']});
  assert.equal([...world.endpoints, beyond].map(classes.classOf), [0, 1, 2]);
  assert.is(classes.classOf(outside('198.51.100.7', {addresses: ['198.51.100.7']})), 2);
  assert.equal(
    [0, 1, 2].map((id) => classes.namespaceGroup(id) === 0),
    [true, false, true],
  );
  assert.is(classes.representative(2), beyond);
  assert.throws(() => classes.representative(3), /there is no class 3/);
});

test('a thousand pods of four kinds in fifty equal namespaces are four classes', async () => {
  const spaces = Array.from({length: 50}, (_, at) => `s${at}`);
  const kinds: readonly JsonObject[] = [web, {app: 'db'}, {app: 'job'}, {...web, tier: 'edge'}];
  const openEdge = networkPolicy({tier: 'edge'}, {ingress: [{}]});
  const documents = spaces.flatMap((where) => [
    namespace(where),
    withMetadata(deny({}, 'ingress'), {namespace: where, name: `closed-${where}`}),
    withMetadata(allowWeb, {namespace: where}),
    withMetadata(openEdge, {namespace: where}),
    ...Array.from({length: 20}, (_, at) => pod(`p${at}`, kinds[at % 4] ?? {}, {namespace: where})),
  ]);
  const {classes, of} = await classed(documents);
  assert.is(of.size, 1000);
  assert.is(classes.count(), 4);
  assert.is(new Set([...of.values()].map(classes.namespaceGroup)).size, 1);
});

test.run();
