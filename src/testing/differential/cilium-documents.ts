import fc from 'fast-check';
import type {JsonObject} from '../../base/json.ts';
import {blocks} from '../laws/vocabulary.ts';
import {ciliumTraffic, type RulePlace} from './cilium-traffic.ts';
import {spaces} from './cluster-documents.ts';
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

const entities = [
  ...['all', 'world', 'host', 'remote-node', 'kube-apiserver', 'cluster', 'cluster-mesh'],
  ...['health', 'ingress', 'init', 'unmanaged', 'none'],
];

const nodeSelector = fc.constantFrom<JsonObject>(
  {},
  {matchLabels: {zone: 'one'}},
  {matchExpressions: [{key: 'zone', operator: 'NotIn', values: ['one']}]},
);

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

/** Peer kinds exclude each other in one rule (cilium.md 4, V04). */
function peers({direction, deny}: RulePlace): fc.Arbitrary<JsonObject> {
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
    ...(direction === 'egress' && !deny ? [{weight: 4, arbitrary: list('toFQDNs', domain)}] : []),
    {weight: 1, arbitrary: list(`${end}Nodes`, nodeSelector)},
    {weight: 1, arbitrary: list(`${end}Groups`, fc.constant({aws: {securityGroupsIds: ['sg-1']}}))},
  );
}

/** Most rules need no authentication. */
const authentication = fc.constantFrom<JsonObject>({}, {}, {}, {}, {}, {}, {}, {authentication: {mode: 'required'}});

function rules(place: RulePlace): fc.Arbitrary<readonly JsonObject[]> {
  const one = fc
    .tuple(peers(place), ciliumTraffic(place), place.deny ? fc.constant({}) : authentication)
    .map(([who, what, how]): JsonObject => ({...who, ...what, ...how}));
  return fc.array(one, {minLength: 1, maxLength: 2});
}

function spec(
  field: 'endpointSelector' | 'nodeSelector',
  selector: fc.Arbitrary<JsonObject>,
): fc.Arbitrary<JsonObject> {
  const ofNodes = field === 'nodeSelector';
  return fc
    .record(
      {
        [field]: selector,
        ingress: rules({direction: 'ingress', deny: false, ofNodes}),
        egress: rules({direction: 'egress', deny: false, ofNodes}),
        ingressDeny: rules({direction: 'ingress', deny: true, ofNodes}),
        egressDeny: rules({direction: 'egress', deny: true, ofNodes}),
        enableDefaultDeny: fc.constantFrom<JsonObject>(
          {ingress: false},
          {egress: false},
          {ingress: true, egress: false},
        ),
      },
      {requiredKeys: [field]},
    )
    .map(
      (each) =>
        (Object.keys(each).some((key) => /^(in|e)gress/.test(key)) ? each : {...each, ingress: [{}]}) as JsonObject,
    );
}

const ofPods = spec('endpointSelector', fc.oneof(fc.constant<JsonObject>({}), plainSelector));
const ofNodes = spec('nodeSelector', nodeSelector);

const body: fc.Arbitrary<JsonObject> = fc.oneof(
  {weight: 6, arbitrary: ofPods.map((each): JsonObject => ({spec: each}))},
  {weight: 1, arbitrary: fc.array(ofPods, {minLength: 1, maxLength: 2}).map((specs): JsonObject => ({specs}))},
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
  .tuple(name, fc.oneof({weight: 3, arbitrary: body}, {weight: 1, arbitrary: ofNodes.map((each) => ({spec: each}))}))
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

/** Options that change verdicts: often those without which nodes have no policies, else at most one (cilium.md 10). */
const settings: fc.Arbitrary<JsonObject> = fc
  .tuple(
    fc.subarray(
      [
        ['enable-host-firewall', 'true'],
        ['enable-node-selector-labels', 'true'],
      ],
      {minLength: 1},
    ),
    fc.subarray(
      [
        ['enable-policy', 'always'],
        ['enable-policy', 'never'],
        ['allow-localhost', 'policy'],
        ['policy-audit-mode', 'true'],
        ['policy-cidr-match-mode', 'nodes'],
        ['policy-cidr-match-mode', 'nodes,pods'],
        ['policy-default-local-cluster', 'false'],
        ['enable-non-default-deny-policies', 'false'],
        ['enable-k8s-networkpolicy', 'false'],
        ['cluster-name', 'blue'],
        ['labels', 'app'],
      ],
      {maxLength: 1},
    ),
  )
  .map(([usual, rare]) => [...usual, ...rare])
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
  {weight: 2, arbitrary: settings},
);
