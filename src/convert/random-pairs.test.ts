import fc from 'fast-check';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {type JsonObject, valueAt} from '../base/json.ts';
import {load} from '../load/load.ts';
import {networkPolicy} from '../testing/random-network-policy.ts';
import {unexplained} from '../testing/unexplained.ts';
import {valueDocuments} from '../testing/value-documents.ts';
import {convert} from './convert.ts';

const test = suite('random pairs');

function pod(name: string, namespace: string, address: string, labels: JsonObject): JsonObject {
  const ports = [{name: 'http', containerPort: 8080}];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {name, namespace, labels},
    spec: {nodeName: 'node1', containers: [{name: 'main', ports: name === 'a' ? ports : []}]},
    status: {podIP: address},
  };
}

function namespace(name: string, labels: JsonObject): JsonObject {
  return {apiVersion: 'v1', kind: 'Namespace', metadata: {name, labels}};
}

const node = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {name: 'node1'},
  status: {addresses: [{type: 'InternalIP', address: '192.168.0.1'}]},
};

const world = [
  namespace('one', {team: 'x'}),
  namespace('two', {team: 'y'}),
  pod('a', 'one', '10.0.0.1', {app: 'a', tier: 'web'}),
  pod('b', 'one', '10.0.0.2', {app: 'b'}),
  pod('c', 'two', '10.0.1.1', {app: 'a'}),
  node,
];

const expression = fc.constantFrom<JsonObject>(
  {key: 'app', operator: 'In', values: ['a', 'b']},
  {key: 'app', operator: 'NotIn', values: ['a']},
  {key: 'tier', operator: 'Exists'},
  {key: 'tier', operator: 'DoesNotExist'},
);
const podSelector = fc.oneof(
  fc.constant<JsonObject>({}),
  fc.constantFrom('a', 'b').map((app): JsonObject => ({matchLabels: {app}})),
  expression.map((each): JsonObject => ({matchExpressions: [each]})),
);
const namespaceSelector = fc.constantFrom<JsonObject>(
  {},
  {matchLabels: {team: 'y'}},
  {matchExpressions: [{key: 'team', operator: 'NotIn', values: ['y']}]},
  {matchLabels: {'kubernetes.io/metadata.name': 'one'}},
);
const ipBlock = fc.constantFrom<JsonObject>(
  {cidr: '0.0.0.0/0'},
  {cidr: '203.0.113.0/24'},
  {cidr: '203.0.113.0/24', except: ['203.0.113.128/25']},
  {cidr: '10.0.0.0/24'},
  {cidr: '0.0.0.0/0', except: ['10.0.0.0/8']},
  {cidr: '::/0'},
);
const port = fc.constantFrom<JsonObject>(
  {protocol: 'TCP', port: 80},
  {protocol: 'TCP', port: 'http'},
  {protocol: 'TCP', port: 8000, endPort: 8090},
  {protocol: 'UDP', port: 53},
  {protocol: 'TCP'},
  {protocol: 'SCTP'},
);

const kubernetesPolicy = networkPolicy({
  names: fc.constantFrom('p', 'q', 'r'),
  namespaces: fc.constantFrom('one', 'two'),
  podSelector,
  namespaceSelector,
  ipBlock,
  port,
});

const end: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.constant<JsonObject>({}),
  fc
    .constantFrom("app == 'a'", "app != 'a'", "has(tier) || app == 'b'", 'all()', "app in {'a', 'b'} && !has(tier)")
    .map((selector) => ({selector})),
  fc.constantFrom("team == 'y'", "team != 'y'", 'all()', 'global()').map((each) => ({namespaceSelector: each})),
  fc.constantFrom("app == 'a'").map((each) => ({notSelector: each})),
  fc.constantFrom(['203.0.113.0/24'], ['10.0.0.0/24', '203.0.113.128/25']).map((nets) => ({nets})),
  fc.constant({notNets: ['203.0.113.0/24']}),
);
const traffic = fc.constantFrom<readonly [JsonObject, JsonObject]>(
  [{}, {}],
  [{protocol: 'TCP'}, {ports: [80, '8000:8090']}],
  [{protocol: 'TCP'}, {notPorts: [80]}],
  [{protocol: 'UDP'}, {}],
  [{protocol: 'ICMP', icmp: {type: 8}}, {}],
);

function calicoRule(direction: 'ingress' | 'egress'): fc.Arbitrary<JsonObject> {
  return fc
    .tuple(fc.constantFrom('Allow', 'Allow', 'Deny', 'Log', 'Pass'), end, traffic)
    .map(([action, peerEnd, [protocol, ports]]): JsonObject => {
      const [source, destination] = direction === 'ingress' ? [peerEnd, ports] : [{}, {...peerEnd, ...ports}];
      return {
        action,
        ...protocol,
        ...(Object.keys(source).length > 0 && {source}),
        ...(Object.keys(destination).length > 0 && {destination}),
      };
    });
}

const calicoPolicy: fc.Arbitrary<JsonObject> = fc
  .record({
    name: fc.constantFrom('p', 'q', 'r'),
    order: fc.constantFrom(10, 20, 30),
    where: fc.constantFrom(undefined, 'one', 'two'),
    selector: fc.constantFrom("app == 'a'", "has(tier) || app == 'b'", "projectcalico.org/orchestrator == 'k8s'"),
    types: fc.constantFrom(['Ingress'], ['Egress'], ['Ingress', 'Egress']),
    ingress: fc.array(calicoRule('ingress'), {maxLength: 3}),
    egress: fc.array(calicoRule('egress'), {maxLength: 3}),
  })
  .map(({name, where, ...spec}) => ({
    apiVersion: 'projectcalico.org/v3',
    kind: where === undefined ? 'GlobalNetworkPolicy' : 'NetworkPolicy',
    metadata: {name, ...(where !== undefined && {namespace: where})},
    spec,
  }));

const ciliumPeer = fc.constantFrom<JsonObject>(
  {},
  {fromEndpoints: [{matchLabels: {app: 'a'}}]},
  {fromEndpoints: [{}]},
  {fromEndpoints: [{matchExpressions: [{key: 'k8s:io.kubernetes.pod.namespace', operator: 'Exists'}]}]},
  {fromEntities: ['all']},
  {fromEntities: ['world']},
  {fromEntities: ['cluster']},
  {fromEntities: ['host']},
  {fromCIDR: ['203.0.113.0/24']},
  {fromCIDRSet: [{cidr: '0.0.0.0/0', except: ['203.0.113.0/24']}]},
);
const ciliumPorts = fc.constantFrom<JsonObject>(
  {},
  {toPorts: [{ports: [{port: '80', protocol: 'TCP'}]}]},
  {toPorts: [{ports: [{port: '8080', protocol: 'ANY'}]}]},
  {toPorts: [{ports: [{port: '8000', endPort: 8090, protocol: 'TCP'}]}]},
  {toPorts: [{ports: [{port: '80', protocol: 'TCP'}], rules: {http: [{method: 'GET', path: '/a'}]}}]},
  {icmps: [{fields: [{type: 8, family: 'IPv4'}]}]},
);
const ciliumRule = (deny: boolean) =>
  fc
    .tuple(
      ciliumPeer,
      ciliumPorts.filter((each) => !deny || !JSON.stringify(each).includes('http')),
    )
    .map(([from, ports]): JsonObject => ({...from, ...ports}));

function turned(each: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(each).map(([key, value]) => [key.replace(/^from/, 'to'), value]));
}

const ciliumPolicy: fc.Arbitrary<JsonObject> = fc
  .record({
    name: fc.constantFrom('p', 'q', 'r'),
    where: fc.constantFrom('one', 'two'),
    endpointSelector: podSelector,
    allow: fc.array(ciliumRule(false), {minLength: 1, maxLength: 2}),
    deny: fc.array(ciliumRule(true), {maxLength: 1}),
    egress: fc.boolean(),
    open: fc.constantFrom(false, false, true),
  })
  .map(({name, where, endpointSelector, allow, deny, egress, open}) => {
    const side = egress ? 'egress' : 'ingress';
    const form = egress ? turned : (each: JsonObject): JsonObject => each;
    return {
      apiVersion: 'cilium.io/v2',
      kind: 'CiliumNetworkPolicy',
      metadata: {name, namespace: where},
      spec: {
        endpointSelector,
        ...(open && {enableDefaultDeny: {[side]: false}}),
        [side]: allow.map(form),
        ...(deny.length > 0 && {[`${side}Deny`]: deny.map(form)}),
      },
    };
  });

/** Two of one name would be one: the last. */
function nameOf(policy: JsonObject): unknown {
  return valueAt(policy, ['metadata', 'name']);
}

/** More of them before a release: `NETPOL_RUNS=200 node --import tsx src/convert/random-pairs.test.ts`. */
const runs = Number(process.env['NETPOL_RUNS'] ?? 10);

const sources = {kubernetes: kubernetesPolicy, calico: calicoPolicy, cilium: ciliumPolicy} as const;
const targets = ['kubernetes', 'calico', 'cilium', 'terraform'];

for (const [from, policy] of Object.entries(sources)) {
  test(`${from} policies say the same in every dialect, or the losses say which way they err`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(policy, {minLength: 1, maxLength: 2, selector: nameOf}), async (policies) => {
        const loaded = await load(valueDocuments([...world, ...policies]), {namespace: 'default'});
        const errors = loaded.diagnostics.filter(({severity}) => severity === 'error');
        fc.pre(errors.length === 0);
        for (const to of targets) {
          for (const allow of ['narrower', 'wider'] as const) {
            const conversion = await convert({loaded, to, allow, cni: 'auto'});
            assert.ok('certificate' in conversion);
            assert.equal(
              unexplained(conversion),
              [],
              `${to} ${allow} ${JSON.stringify(conversion.objects.map(({object}) => object))}`,
            );
          }
        }
      }),
      {seed: 3, numRuns: runs},
    );
  });
}

test.run();
