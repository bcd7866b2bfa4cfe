import fc from 'fast-check';
import type {JsonObject} from '../../base/json.ts';
import {blocks, portNames, portNumbers} from '../laws/vocabulary.ts';
import {calicoHostDocuments} from './calico-host-documents.ts';
import {calicoSelectors} from './calico-selectors.ts';
import {accounts, edgePorts, slice, spaces} from './cluster-documents.ts';

const apiVersion = 'projectcalico.org/v3';

/** An optional field: absent so many times for each time it is there. */
function sometimes(name: string, value: fc.Arbitrary<unknown>, absent = 2): fc.Arbitrary<JsonObject> {
  return fc.oneof(
    {weight: absent, arbitrary: fc.constant<JsonObject>({})},
    {weight: 1, arbitrary: value.map((each) => ({[name]: each}) as JsonObject)},
  );
}

/** An optional field: there so many times for each time it is absent. */
function often(name: string, value: fc.Arbitrary<unknown>, present: number): fc.Arbitrary<JsonObject> {
  return fc.oneof(
    {weight: 10, arbitrary: fc.constant<JsonObject>({})},
    {weight: 10 * present, arbitrary: value.map((each) => ({[name]: each}) as JsonObject)},
  );
}

function fields(...parts: readonly fc.Arbitrary<JsonObject>[]): fc.Arbitrary<JsonObject> {
  return fc.tuple(...parts).map((each) => Object.assign({}, ...each) as JsonObject);
}

const nets = (family: 4 | 6): fc.Arbitrary<readonly string[]> =>
  fc.subarray(
    blocks.filter((each) => each.includes(':') === (family === 6)),
    {minLength: 1, maxLength: 2},
  );

const notNets = (family: 4 | 6): fc.Arbitrary<readonly string[]> =>
  nets(family).map((list) =>
    list.map((each) => (each.endsWith('/0') ? (family === 4 ? '10.0.2.0/24' : 'fd00::/112') : each)),
  );

const portItem: fc.Arbitrary<string | number> = fc.oneof(
  fc.constantFrom(...portNumbers, ...edgePorts),
  fc.constantFrom('80:8080', '1:65535', '8081:9090', '65534:65535'),
  fc.constantFrom(...portNames),
);

const ports = fc.array(portItem, {minLength: 1, maxLength: 4});
const namedPorts = fc.subarray([...portNames], {minLength: 1, maxLength: 2});

interface Entity {
  readonly family: 4 | 6;
  /** Without a protocol names alone are legal, and none beside a protocol that has no ports. */
  readonly ports: 'all' | 'names' | 'none';
  /** Where the API takes `services`: at the far end alone. */
  readonly services: 'destination' | 'source' | undefined;
}

/** A side with one condition, or a few: with many at once hardly any connection would match. */
function entity({family, ports: legal, services}: Entity): fc.Arbitrary<JsonObject> {
  const one = (name: string, value: fc.Arbitrary<unknown>): fc.Arbitrary<JsonObject> =>
    value.map((each) => ({[name]: each}) as JsonObject);
  const peers = [
    one('selector', calicoSelectors.pods),
    one('selector', calicoSelectors.pods),
    one('namespaceSelector', fc.oneof(calicoSelectors.namespaces, fc.constant('global()'))),
    one('namespaceSelector', calicoSelectors.namespaces),
    one('nets', nets(family)),
    one('notNets', notNets(family)),
    one('notSelector', calicoSelectors.pods),
    one(
      'serviceAccounts',
      fc.oneof(
        fc.subarray([...accounts], {minLength: 1}).map((names): JsonObject => ({names})),
        calicoSelectors.accounts.map((selector): JsonObject => ({selector})),
      ),
    ),
  ];
  const list = legal === 'all' ? ports : namedPorts;
  const beside = legal === 'none' ? [] : [one('ports', list), one('ports', list), one('notPorts', list)];
  const few = (all: readonly fc.Arbitrary<JsonObject>[], most: number): fc.Arbitrary<JsonObject> =>
    fc.shuffledSubarray([...all], {minLength: 1, maxLength: most}).chain((chosen) => fields(...chosen));
  const selecting = fc.oneof(
    {weight: 4, arbitrary: few(peers, 1)},
    ...(legal === 'none' ? [] : [{weight: legal === 'all' ? 3 : 1, arbitrary: few(beside, 1)}]),
    {weight: 2, arbitrary: few([...peers, ...beside], 4)},
  );
  const service = fc
    .tuple(fc.constantFrom('web', 'api', 'gone'), fc.constantFrom('ant', 'bee'))
    .map(([name, namespace]): JsonObject => ({services: {name, namespace}}));
  return services ? fc.oneof({weight: 7, arbitrary: selecting}, {weight: 3, arbitrary: service}) : selecting;
}

type Direction = 'ingress' | 'egress';

/** Mostly what most connections have. */
const protocol: fc.Arbitrary<JsonObject> = fc.oneof(
  {weight: 5, arbitrary: fc.constant({})},
  {weight: 4, arbitrary: fc.constantFrom<JsonObject>({protocol: 'TCP'}, {protocol: 'TCP'}, {protocol: 6})},
  {
    weight: 4,
    arbitrary: fc.constantFrom<JsonObject>(
      {protocol: 'UDP'},
      {protocol: 'SCTP'},
      {protocol: 'UDPLite'},
      {protocol: 'ICMP'},
      {protocol: 'ICMPv6'},
      {protocol: 'ICMP', icmp: {type: 8}},
      {protocol: 'ICMP', icmp: {type: 3, code: 4}},
      {protocol: 'ICMP', notICMP: {type: 8, code: 0}},
      {protocol: 'ICMPv6', icmp: {type: 128}},
      {protocol: 17},
      {protocol: 47},
      {protocol: 255},
      {notProtocol: 'TCP'},
      {notProtocol: 'ICMP'},
      {notProtocol: 47},
    ),
  },
);

const http: fc.Arbitrary<JsonObject> = fc.constantFrom<JsonObject>(
  {methods: ['GET']},
  {methods: ['GET', 'POST'], paths: [{prefix: '/pub'}]},
  {paths: [{exact: '/admin'}]},
);

function rule(direction: Direction): fc.Arbitrary<JsonObject> {
  return fc
    .record({
      said: protocol,
      action: fc.constantFrom('Allow', 'Allow', 'Allow', 'Deny', 'Deny', 'Pass', 'Log'),
      six: fc.boolean(),
    })
    .chain(({said, action, six}) => {
      const named = [said['protocol'], said['notProtocol']];
      const family = (six && !named.includes('ICMP')) || named.includes('ICMPv6') ? 6 : 4;
      const hasPorts = ['TCP', 'UDP', 'SCTP', '6', '17'].includes(String(said['protocol']));
      const end = (side: 'source' | 'destination'): Entity => ({
        family,
        ports: said['protocol'] === undefined ? 'names' : hasPorts ? 'all' : 'none',
        services: (direction === 'ingress') === (side === 'source') ? side : undefined,
      });
      const requests = direction === 'ingress' && action === 'Allow' && said['protocol'] === 'TCP';
      return fields(
        fc.constant({action, ...said}),
        sometimes('ipVersion', fc.constant(family), 6),
        often('source', entity(end('source')), direction === 'ingress' ? 3 : 0.2),
        often('destination', entity(end('destination')), direction === 'ingress' ? 0.4 : 3),
        requests ? sometimes('http', http) : fc.constant({}),
      );
    });
}

const common = fields(
  sometimes('tier', fc.constantFrom('default', 't1', 't1', 't2', 'gone'), 1),
  sometimes('order', fc.constantFrom(-1, 0, 1, 1, 1, 5, 999.5, 1000, 1000), 1),
  sometimes('selector', calicoSelectors.pods, 1),
  sometimes('serviceAccountSelector', calicoSelectors.accounts, 9),
  sometimes('types', fc.constantFrom(['Ingress'], ['Egress'], ['Ingress', 'Egress']), 3),
  often('ingress', fc.array(rule('ingress'), {minLength: 1, maxLength: 6, size: 'max'}), 3),
  often('egress', fc.array(rule('egress'), {minLength: 1, maxLength: 6, size: 'max'}), 3),
);

/** Names that sort around each other: ties of order are broken by `name/namespace/kind` (calico.md 7.2). */
const name = fc.constantFrom('web', 'web-a', 'p', 'q');

const namespacedPolicy: fc.Arbitrary<JsonObject> = fc
  .tuple(name, fc.constantFrom(...spaces), common)
  .map(([each, namespace, spec]) => ({apiVersion, kind: 'NetworkPolicy', metadata: {name: each, namespace}, spec}));

const globalPolicy: fc.Arbitrary<JsonObject> = fc
  .tuple(
    name,
    fc.constantFrom('GlobalNetworkPolicy', 'GlobalNetworkPolicy', 'GlobalNetworkPolicy', 'StagedGlobalNetworkPolicy'),
    fields(common, sometimes('namespaceSelector', calicoSelectors.namespaces, 2)),
    fc.constantFrom<JsonObject>({}, {}, {doNotTrack: true}, {preDNAT: true}),
  )
  .map(([each, kind, spec, list]) => ({
    apiVersion,
    kind,
    metadata: {name: each},
    spec: {...(list['preDNAT'] ? ingressOnly(spec) : spec), ...list, ...(!isEmpty(list) && {applyOnForward: true})},
  }));

/** What comes before address translation is ingress alone (calico.md 3.4). */
function ingressOnly({egress: _, ...spec}: JsonObject): JsonObject {
  return {...spec, types: ['Ingress']};
}

function isEmpty(object: JsonObject): boolean {
  return Object.keys(object).length === 0;
}

const tier: fc.Arbitrary<JsonObject> = fc
  .tuple(
    fc.constantFrom('t1', 't2'),
    fields(
      sometimes('order', fc.constantFrom(5, 5, 10, 2_000_000), 0),
      sometimes('defaultAction', fc.constantFrom('Pass', 'Deny'), 1),
    ),
  )
  .map(([each, spec]) => ({apiVersion, kind: 'Tier', metadata: {name: each}, spec}));

const setLabels = fields(
  sometimes('role', fc.constantFrom('partner', 'other'), 1),
  sometimes('app', fc.constantFrom('a', 'b'), 2),
  sometimes('tier', fc.constantFrom('web', ''), 2),
);

/** Sets that hold addresses of pods, nodes and outside parties, so that an address has several identities. */
const networkSet: fc.Arbitrary<JsonObject> = fc
  .tuple(
    fc.constantFrom('s1', 's2'),
    fc.constantFrom(...spaces, undefined, undefined),
    setLabels,
    fc.subarray(
      [...blocks, '203.0.113.5', '10.0.1.1', 'fd00::1:1'].filter((each) => !each.endsWith('/0')),
      {maxLength: 3},
    ),
  )
  .map(([each, namespace, labels, list]) => ({
    apiVersion,
    kind: namespace ? 'NetworkSet' : 'GlobalNetworkSet',
    metadata: {name: each, ...(namespace && {namespace}), labels},
    spec: {nets: list},
  }));

export const calicoDocuments: fc.Arbitrary<JsonObject> = fc.oneof(
  {weight: 2, arbitrary: namespacedPolicy},
  {weight: 2, arbitrary: globalPolicy},
  {weight: 1, arbitrary: tier},
  {weight: 1, arbitrary: networkSet},
  {weight: 1, arbitrary: slice},
  {weight: 2, arbitrary: calicoHostDocuments},
);
