import * as fc from 'fast-check';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {inPractice} from '../../src/ir/practice.ts';
import {load} from '../../src/load/load.ts';
import {chooseProfiles} from '../../src/load/profile.ts';
import {compareInWorld} from '../../src/prove/this-world.ts';
import type {Document} from '../../src/sources/document.ts';
import type {Write} from '../dialect.ts';
import {writeAdmin} from './admin/write.ts';
import {spec} from './profile.ts';
import {write} from './write.ts';

const test = suite('kubernetes writer, directions of loss');

function documents(values: readonly unknown[]): readonly Document[] {
  return values.map((value, index) => {
    const origin = {file: 'test', document: index + 1, path: []};
    return {origin, content: {syntax: 'value', value}, locate: () => ({file: 'test', document: index + 1, path: ''})};
  });
}

function pod(namespace: string, name: string, labels: unknown, podIP: string, node: string, account = 'default') {
  const containers = [{name: 'c', ports: [{name: 'web', containerPort: 80}]}];
  const podSpec = {nodeName: node, serviceAccountName: account, containers};
  return {apiVersion: 'v1', kind: 'Pod', metadata: {name, namespace, labels}, spec: podSpec, status: {podIP}};
}

function node(name: string, address: string): unknown {
  return {apiVersion: 'v1', kind: 'Node', metadata: {name}, status: {addresses: [{type: 'InternalIP', address}]}};
}

const cluster = [
  {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'a', labels: {team: 'x'}}},
  {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'b', labels: {team: 'y', env: 'prod'}}},
  pod('a', 'p1', {app: 'web'}, '10.1.0.1', 'n1'),
  pod('a', 'p2', {app: 'db', tier: 'back'}, '10.1.0.2', 'n2', 'robot'),
  pod('b', 'p3', {app: 'web', tier: 'front'}, '10.1.0.3', 'n1'),
  pod('b', 'p4', {}, '10.1.0.4', 'n2', 'robot'),
  node('n1', '192.0.2.1'),
  node('n2', '192.0.2.2'),
];

const maybe = <T>(key: string, arbitrary: fc.Arbitrary<T>, times = 3): fc.Arbitrary<object> =>
  fc.option(arbitrary, {nil: undefined, freq: times - 1}).map((value) => (value === undefined ? {} : {[key]: value}));
const merged = (...parts: readonly fc.Arbitrary<object>[]): fc.Arbitrary<object> =>
  fc.tuple(...parts).map((all) => Object.assign({}, ...all));

const selector = fc.constantFrom(
  "app == 'web'",
  'has(tier)',
  '!has(app)',
  "app != 'web'",
  "app == 'web' || tier == 'back'",
  "app contains 'e'",
  'all()',
);
const nets = fc.constantFrom(['10.1.0.0/24'], ['0.0.0.0/0'], ['203.0.113.0/24'], ['10.1.0.2/32'], ['192.0.2.0/24']);
const party = merged(
  maybe('selector', selector, 2),
  maybe('namespaceSelector', fc.constantFrom("team == 'x'", "env != 'prod'", 'all()')),
  maybe('nets', nets),
  maybe('notNets', fc.constant(['10.1.0.2/32']), 6),
  maybe('notSelector', selector, 6),
  maybe('serviceAccounts', fc.constant({names: ['robot']}), 8),
);
const action = fc.constantFrom('Allow', 'Allow', 'Deny', 'Pass', 'Log');

function calicoRule(direction: string): fc.Arbitrary<object> {
  const [peer, own] = direction === 'ingress' ? ['source', 'destination'] : ['destination', 'source'];
  const plain = fc.record({action, [String(peer)]: party});
  const ports = fc.constantFrom([80], ['web'], [80, 443], ['1000:2000']);
  const withPorts = fc
    .tuple(plain, fc.constantFrom('TCP', 'UDP'), ports, fc.boolean())
    .map(([rule, protocol, list, listed]) => {
      const destination = 'destination' in rule && typeof rule.destination === 'object' ? rule.destination : {};
      return {...rule, protocol, ...(listed && {destination: {...destination, ports: list}})};
    });
  const narrowed = fc.tuple(plain, party).map(([rule, self]) => ({...rule, [String(own)]: self}));
  return fc.oneof({arbitrary: plain, weight: 3}, {arbitrary: withPorts, weight: 3}, {arbitrary: narrowed, weight: 1});
}

function calicoPolicy(index: number): fc.Arbitrary<unknown> {
  const body = fc.constantFrom('ingress', 'egress').chain((direction) =>
    merged(
      maybe('order', fc.integer({min: 0, max: 4}), 4),
      maybe('selector', selector, 2),
      fc.array(calicoRule(direction), {maxLength: 3}).map((rules) => ({
        types: [direction === 'ingress' ? 'Ingress' : 'Egress'],
        [direction]: rules,
      })),
    ),
  );
  const name = `p${index}`;
  const metadata = fc.constantFrom({name, namespace: 'a'}, {name, namespace: 'b'}, {name});
  return fc.tuple(metadata, body).map(([where, policy]) => ({
    apiVersion: 'projectcalico.org/v3',
    kind: 'namespace' in where ? 'NetworkPolicy' : 'GlobalNetworkPolicy',
    metadata: where,
    spec: policy,
  }));
}

const ciliumSelector = fc.constantFrom<unknown>(
  {},
  {matchLabels: {app: 'web'}},
  {matchExpressions: [{key: 'app', operator: 'NotIn', values: ['web']}]},
);

function ciliumRule(direction: string): fc.Arbitrary<object> {
  const side = direction === 'ingress' ? 'from' : 'to';
  const elsewhere = fc.constant({matchLabels: {'k8s:io.kubernetes.pod.namespace': 'b'}});
  const peers = fc.oneof(
    fc
      .array(fc.oneof(ciliumSelector, elsewhere), {minLength: 1, maxLength: 2})
      .map((list) => ({[`${side}Endpoints`]: list})),
    fc.constantFrom('10.1.0.0/24', '203.0.113.0/24', '0.0.0.0/0').map((cidr) => ({[`${side}CIDR`]: [cidr]})),
    fc
      .constantFrom('all', 'world', 'cluster', 'host', 'remote-node')
      .map((entity) => ({[`${side}Entities`]: [entity]})),
  );
  const port = fc.record({port: fc.constantFrom('80', 'web', '0'), protocol: fc.constantFrom('TCP', 'UDP', 'ANY')});
  return merged(
    peers,
    maybe(
      'toPorts',
      port.map((each) => [{ports: [each]}]),
      2,
    ),
  );
}

function ciliumPolicy(index: number): fc.Arbitrary<unknown> {
  const body = fc.constantFrom('ingress', 'egress').chain((direction) =>
    merged(
      ciliumSelector.map((endpointSelector) => ({endpointSelector})),
      fc.array(ciliumRule(direction), {minLength: 1, maxLength: 2}).map((rules) => ({[direction]: rules})),
      maybe(`${direction}Deny`, fc.array(ciliumRule(direction), {minLength: 1, maxLength: 1})),
      maybe('enableDefaultDeny', fc.constant({[direction]: false}), 8),
    ),
  );
  const name = `p${index}`;
  const metadata = fc.constantFrom({name, namespace: 'a'}, {name, namespace: 'b'}, {name});
  return fc.tuple(metadata, body).map(([where, policy]) => ({
    apiVersion: 'cilium.io/v2',
    kind: 'namespace' in where ? 'CiliumNetworkPolicy' : 'CiliumClusterwideNetworkPolicy',
    metadata: where,
    spec: policy,
  }));
}

/** Undefined where the policies are not valid, else what the result does that no loss says. */
async function unsaid(
  cni: string,
  policies: readonly unknown[],
  {allow, writer}: {readonly allow: 'equal' | 'wider'; readonly writer: Write},
): Promise<unknown> {
  const loaded = await load(documents([...cluster, ...policies]), {namespace: 'default'});
  const chosen = await chooseProfiles(cni, []);
  const [profile] = 'profiles' in chosen ? chosen.profiles : [];
  if (!profile || loaded.diagnostics.some(({severity}) => severity === 'error')) return undefined;
  const {objects, losses} = writer(loaded.policies, {allow, world: loaded.world});
  const back = await load(documents([...cluster, ...objects.map(({object}) => object)]), {namespace: 'default'});
  const refused = back.diagnostics.filter(({severity}) => severity === 'error');
  if (refused.length > 0) return {refused: refused.map(({code}) => code)};
  const {result, witness} = compareInWorld(
    {profile: inPractice(profile), policies: loaded.policies, world: loaded.world},
    {profile: spec, policies: back.policies, world: loaded.world},
  );
  const told = new Set<string>(losses.map(({effect}) => effect));
  const untold = (['wider', 'narrower'] as const).filter(
    (way) => [way, 'different', 'not-equal'].includes(result) && !told.has(way),
  );
  return untold.length > 0 ? {untold, witness} : undefined;
}

const adminSelector = fc.constantFrom<object>(
  {},
  {matchLabels: {team: 'x'}},
  {matchExpressions: [{key: 'env', operator: 'NotIn', values: ['prod']}]},
);
const podSelector = fc.constantFrom<object>(
  {},
  {matchLabels: {app: 'web'}},
  {matchExpressions: [{key: 'tier', operator: 'Exists'}]},
);
const adminPods = fc.oneof(
  adminSelector.map((namespaces) => ({namespaces})),
  fc.tuple(adminSelector, podSelector).map(([namespaceSelector, selected]) => ({
    pods: {namespaceSelector, podSelector: selected},
  })),
);
const adminNetworks = fc
  .constantFrom('10.1.0.0/30', '0.0.0.0/0', '203.0.113.0/24', '192.0.2.1/32')
  .map((network) => ({networks: [network]}));
const adminProtocol = fc.constantFrom<object>(
  {tcp: {destinationPort: {number: 80}}},
  {udp: {destinationPort: {range: {start: 1, end: 65535}}}},
  {tcp: {destinationPort: {range: {start: 80, end: 443}}}},
);

function adminRule(direction: string): fc.Arbitrary<object> {
  const peer = direction === 'egress' ? fc.oneof(adminPods, adminNetworks) : adminPods;
  return merged(
    fc.constantFrom('Accept', 'Deny', 'Deny', 'Pass').map((each) => ({action: each})),
    fc.array(peer, {minLength: 1, maxLength: 2}).map((peers) => ({[direction === 'egress' ? 'to' : 'from']: peers})),
    maybe('protocols', fc.array(adminProtocol, {minLength: 1, maxLength: 2}), 2),
  );
}

function adminPolicy(index: number): fc.Arbitrary<unknown> {
  const body = fc.constantFrom('ingress', 'egress').chain((direction) =>
    merged(
      fc.constantFrom('Admin', 'Baseline').map((tier) => ({tier})),
      fc.constantFrom(0, 1, 500, 999, 1000).map((priority) => ({priority})),
      adminPods.map((subject) => ({subject})),
      fc.array(adminRule(direction), {minLength: 1, maxLength: 3}).map((rules) => ({[direction]: rules})),
    ),
  );
  const head = {apiVersion: 'policy.networking.k8s.io/v1alpha2', kind: 'ClusterNetworkPolicy'};
  return body.map((policy) => ({...head, metadata: {name: `p${index}`}, spec: policy}));
}

const plainPeer = fc.oneof<fc.Arbitrary<object>[]>(
  fc.constantFrom({podSelector: {}}, {namespaceSelector: {}}, {namespaceSelector: {matchLabels: {team: 'x'}}}),
  fc.constantFrom('10.1.0.0/24', '0.0.0.0/0', '203.0.113.0/24').map((cidr) => ({ipBlock: {cidr}})),
  fc.constant({ipBlock: {cidr: '10.1.0.0/24', except: ['10.1.0.2/32']}}),
);
const plainPort = fc.constantFrom<object>({port: 80}, {protocol: 'UDP'}, {port: 'web'}, {port: 80, endPort: 443});

function plainPolicy(index: number): fc.Arbitrary<unknown> {
  const body = fc.constantFrom('ingress', 'egress').chain((direction) => {
    const rule = merged(
      maybe(direction === 'ingress' ? 'from' : 'to', fc.array(plainPeer, {maxLength: 2}), 4),
      maybe('ports', fc.array(plainPort, {maxLength: 2}), 2),
    );
    const types = [direction === 'ingress' ? 'Ingress' : 'Egress'];
    return fc
      .tuple(podSelector, fc.array(rule, {maxLength: 2}))
      .map(([selected, rules]) => ({podSelector: selected, policyTypes: types, [direction]: rules}));
  });
  const head = {apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy'};
  return fc
    .tuple(fc.constantFrom('a', 'b'), body)
    .map(([namespace, policy]) => ({...head, metadata: {name: `p${index}`, namespace}, spec: policy}));
}

/** Whatever the result does otherwise than the source, a loss says in which direction (design.md section 7). */
async function holds(
  cni: string,
  policy: (index: number) => fc.Arbitrary<unknown>,
  {seed, writer}: {readonly seed: number; readonly writer: Write},
): Promise<void> {
  const several = fc
    .integer({min: 1, max: 3})
    .chain((count) => fc.tuple(...Array.from({length: count}, (_, index) => policy(index))));
  await fc.assert(
    fc.asyncProperty(several, fc.constantFrom('equal', 'wider'), async (policies, allow) => {
      assert.equal(await unsaid(cni, policies, {allow, writer}), undefined);
    }),
    {seed, numRuns: RUNS},
  );
}

const RUNS = 50;
const mixed = (index: number): fc.Arbitrary<unknown> => fc.oneof(plainPolicy(index), adminPolicy(index));

for (const [form, writer] of [
  ['NetworkPolicies', write],
  ['ClusterNetworkPolicies', writeAdmin],
] as const) {
  test(`policies of Calico as ${form}`, async () => {
    await holds('calico', calicoPolicy, {seed: 1, writer});
  });

  test(`policies of Cilium as ${form}`, async () => {
    await holds('cilium', ciliumPolicy, {seed: 2, writer});
  });

  test(`policies of Kubernetes as ${form}`, async () => {
    await holds('spec', mixed, {seed: 3, writer});
  });
}

test.run();
