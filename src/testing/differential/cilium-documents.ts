import fc from 'fast-check';
import type {JsonObject} from '../../base/json.ts';
import {blocks, portNames, portNumbers} from '../laws/vocabulary.ts';
import {edgePorts, spaces} from './cluster-documents.ts';
import {domainNames} from './outside-world.ts';

const apiVersion = 'cilium.io/v2';
const NAMESPACE = 'k8s:io.kubernetes.pod.namespace';
const TEAM = 'io.cilium.k8s.namespace.labels.team';

const plainSelector: fc.Arbitrary<JsonObject> = fc.constantFrom<JsonObject>(
  {},
  {matchLabels: {app: 'a'}},
  {matchLabels: {'k8s:app': 'b'}},
  {matchLabels: {'any:app': 'a', tier: 'web'}},
  {matchExpressions: [{key: 'app', operator: 'In', values: ['a', 'b']}]},
  {matchExpressions: [{key: 'app', operator: 'NotIn', values: ['a']}]},
  {matchExpressions: [{key: 'k8s:tier', operator: 'Exists'}]},
  {matchExpressions: [{key: 'tier', operator: 'DoesNotExist'}]},
  {matchLabels: {'pod-template-hash': 'x1'}},
  {matchLabels: {'io.cilium.k8s.policy.serviceaccount': 'runner'}},
);

const peerSelector: fc.Arbitrary<JsonObject> = fc.oneof(
  {weight: 4, arbitrary: plainSelector},
  {
    weight: 3,
    arbitrary: fc.constantFrom<JsonObject>(
      {matchLabels: {[NAMESPACE]: 'ant'}},
      {matchLabels: {[NAMESPACE]: 'elk', app: 'a'}},
      {matchExpressions: [{key: NAMESPACE, operator: 'Exists'}]},
      {matchExpressions: [{key: NAMESPACE, operator: 'NotIn', values: ['bee']}]},
      {matchLabels: {[`k8s:${TEAM}`]: 'x'}},
      {matchExpressions: [{key: TEAM, operator: 'NotIn', values: ['x']}]},
      {matchLabels: {'reserved:host': ''}},
      {matchLabels: {'reserved:world': ''}},
      {matchExpressions: [{key: 'reserved:remote-node', operator: 'DoesNotExist'}]},
      {matchLabels: {'io.cilium.k8s.policy.cluster': 'default', app: 'a'}},
    ),
  },
);

const entities = ['all', 'world', 'host', 'remote-node', 'kube-apiserver', 'cluster', 'health', 'ingress', 'none'];

const cidrItem: fc.Arbitrary<JsonObject> = fc.constantFrom<JsonObject>(
  {cidr: '0.0.0.0/0', except: ['203.0.113.0/24']},
  {cidr: '203.0.113.0/24', except: ['203.0.113.128/25']},
  {cidr: '10.0.0.0/8'},
  {cidr: '::/0'},
  {cidrGroupRef: 'g1'},
  {cidrGroupRef: 'gone'},
  {cidrGroupSelector: {matchLabels: {role: 'partner'}}},
  {cidrGroupSelector: {matchExpressions: [{key: 'role', operator: 'NotIn', values: ['partner']}]}},
  {cidrGroupSelector: {matchLabels: {role: 'partner'}}, except: ['203.0.113.200/32']},
  {cidrGroupSelector: {}},
);

type Direction = 'ingress' | 'egress';

/** Peer kinds exclude each other in one rule (cilium.md 4, V04). */
function peers(direction: Direction, deny: boolean): fc.Arbitrary<JsonObject> {
  const end = direction === 'ingress' ? 'from' : 'to';
  const list = (field: string, item: fc.Arbitrary<unknown>, minLength = 1): fc.Arbitrary<JsonObject> =>
    fc.array(item, {minLength, maxLength: 2}).map((each) => ({[field]: each}) as JsonObject);
  const service = fc.constantFrom<JsonObject>(
    {k8sService: {serviceName: 'web', namespace: 'ant'}},
    {k8sService: {serviceName: 'api'}},
    {k8sService: {serviceName: 'gone', namespace: 'bee'}},
    {k8sServiceSelector: {selector: {matchLabels: {role: 'web'}}}},
  );
  const domain = fc.constantFrom<JsonObject>(
    ...domainNames.map((matchName) => ({matchName})),
    {matchPattern: '*.example.org'},
    {matchPattern: '**.example.org'},
    {matchPattern: '*'},
  );
  return fc.oneof(
    {weight: 2, arbitrary: fc.constant<JsonObject>({})},
    {weight: 6, arbitrary: list(`${end}Endpoints`, peerSelector, 0)},
    {weight: 2, arbitrary: list(`${end}Entities`, fc.constantFrom(...entities))},
    {weight: 2, arbitrary: list(`${end}CIDR`, fc.constantFrom(...blocks))},
    {weight: 2, arbitrary: list(`${end}CIDRSet`, cidrItem)},
    ...(direction === 'egress' ? [{weight: 2, arbitrary: list('toServices', service)}] : []),
    ...(direction === 'egress' && !deny ? [{weight: 2, arbitrary: list('toFQDNs', domain)}] : []),
    ...(deny
      ? []
      : [{weight: 1, arbitrary: list(`${end}Nodes`, fc.constantFrom<JsonObject>({}, {matchLabels: {zone: 'one'}}))}]),
  );
}

const port: fc.Arbitrary<JsonObject> = fc
  .tuple(
    fc.oneof(
      fc.constantFrom(...portNumbers, ...edgePorts, 0).map((number): JsonObject => ({port: String(number)})),
      fc.constantFrom(...portNames).map((each): JsonObject => ({port: each})),
      fc.constantFrom<JsonObject>(
        {port: '80', endPort: 8080},
        {port: '1', endPort: 65535},
        {port: 'http', endPort: 9000},
      ),
    ),
    fc.constantFrom<JsonObject>({protocol: 'TCP'}, {protocol: 'UDP'}, {protocol: 'ANY'}, {protocol: 'SCTP'}, {}),
  )
  .map(([one, protocol]) => ({...one, ...protocol}));

const http: fc.Arbitrary<JsonObject> = fc.constantFrom<JsonObject>(
  {},
  {method: 'GET'},
  {path: '/pub/.*'},
  {method: 'GET|POST', path: '/admin', host: 'api.*'},
  {path: '/', headers: ['X-Token']},
);

const httpPorts: fc.Arbitrary<JsonObject> = fc
  .tuple(fc.constantFrom(80, 8080, 8081), fc.array(http, {minLength: 1, maxLength: 2}))
  .map(([number, rules]) => ({ports: [{port: String(number), protocol: 'TCP'}], rules: {http: rules}}));

const icmp: fc.Arbitrary<JsonObject> = fc.constantFrom<JsonObject>(
  {fields: [{type: 8}]},
  {fields: [{family: 'IPv6', type: 128}, {type: 3}]},
  {fields: [{family: 'IPv4', type: 0}]},
  {fields: [{type: 'EchoRequest'}]},
);

function traffic(deny: boolean): fc.Arbitrary<JsonObject> {
  const plain = fc.array(port, {minLength: 1, maxLength: 2}).map((each): JsonObject => ({ports: each}));
  const item = deny ? plain : fc.oneof({weight: 3, arbitrary: plain}, {weight: 1, arbitrary: httpPorts});
  return fc.oneof(
    {weight: 4, arbitrary: fc.constant<JsonObject>({})},
    {weight: 5, arbitrary: fc.array(item, {minLength: 1, maxLength: 2}).map((each): JsonObject => ({toPorts: each}))},
    {weight: 1, arbitrary: icmp.map((each): JsonObject => ({icmps: [each]}))},
  );
}

function rules(direction: Direction, deny: boolean): fc.Arbitrary<readonly JsonObject[]> {
  const one = fc.tuple(peers(direction, deny), traffic(deny)).map(([who, what]): JsonObject => ({...who, ...what}));
  return fc.array(one, {minLength: 1, maxLength: 2});
}

const spec: fc.Arbitrary<JsonObject> = fc
  .record(
    {
      endpointSelector: fc.oneof(fc.constant<JsonObject>({}), plainSelector),
      ingress: rules('ingress', false),
      egress: rules('egress', false),
      ingressDeny: rules('ingress', true),
      egressDeny: rules('egress', true),
      enableDefaultDeny: fc.constantFrom<JsonObject>({ingress: false}, {egress: false}, {ingress: true, egress: false}),
    },
    {requiredKeys: ['endpointSelector']},
  )
  .map(
    (each) =>
      (Object.keys(each).some((key) => /^(in|e)gress/.test(key)) ? each : {...each, ingress: [{}]}) as JsonObject,
  );

const body: fc.Arbitrary<JsonObject> = fc.oneof(
  {weight: 6, arbitrary: spec.map((each): JsonObject => ({spec: each}))},
  {weight: 1, arbitrary: fc.array(spec, {minLength: 1, maxLength: 2}).map((specs): JsonObject => ({specs}))},
);

const name = fc.constantFrom('p', 'q', 'r');

const namespaced: fc.Arbitrary<JsonObject> = fc
  .tuple(name, fc.constantFrom(...spaces), body)
  .map(([each, namespace, rest]) => ({
    apiVersion,
    kind: 'CiliumNetworkPolicy',
    metadata: {name: each, namespace},
    ...rest,
  }));

const clusterwide: fc.Arbitrary<JsonObject> = fc
  .tuple(name, body)
  .map(([each, rest]) => ({apiVersion, kind: 'CiliumClusterwideNetworkPolicy', metadata: {name: each}, ...rest}));

const group: fc.Arbitrary<JsonObject> = fc
  .tuple(
    fc.constantFrom('g1', 'g2', 'g3'),
    fc.constantFrom<JsonObject>({}, {role: 'partner'}, {role: 'other'}),
    fc.subarray(['203.0.113.0/24', '203.0.113.5/32', '10.0.1.0/24', '2001:db8::/32', '198.51.100.0/24'], {
      minLength: 1,
    }),
  )
  .map(([each, labels, externalCIDRs]) => ({
    apiVersion,
    kind: 'CiliumCIDRGroup',
    metadata: {name: each, labels},
    spec: {externalCIDRs},
  }));

/** Options that change verdicts, at most two at a time; mostly none (cilium.md 10). */
const settings: fc.Arbitrary<JsonObject> = fc
  .subarray(
    [
      ['enable-policy', 'always'],
      ['enable-policy', 'never'],
      ['allow-localhost', 'policy'],
      ['enable-host-firewall', 'true'],
      ['policy-audit-mode', 'true'],
      ['policy-cidr-match-mode', 'nodes'],
      ['policy-cidr-match-mode', 'nodes,pods'],
      ['policy-default-local-cluster', 'false'],
      ['enable-non-default-deny-policies', 'false'],
      ['enable-node-selector-labels', 'true'],
      ['enable-k8s-networkpolicy', 'false'],
      ['cluster-name', 'blue'],
      ['labels', 'app'],
    ],
    {minLength: 1, maxLength: 2},
  )
  .map((options) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {name: 'cilium-config', namespace: 'kube-system'},
    data: Object.fromEntries(options),
  }));

export const ciliumDocuments: fc.Arbitrary<JsonObject> = fc.oneof(
  {weight: 9, arbitrary: namespaced},
  {weight: 6, arbitrary: clusterwide},
  {weight: 3, arbitrary: group},
  {weight: 1, arbitrary: settings},
);
