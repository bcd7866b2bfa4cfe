import fc from 'fast-check';
import type {JsonObject} from '../../base/json.ts';
import {blocks, portNames, portNumbers} from '../laws/vocabulary.ts';
import {calicoSelectors} from './calico-selectors.ts';
import {accounts, edgePorts, spaces} from './cluster-documents.ts';

const apiVersion = 'projectcalico.org/v3';

/** An optional field: absent so many times for each time it is there. */
function sometimes(name: string, value: fc.Arbitrary<unknown>, absent = 2): fc.Arbitrary<JsonObject> {
  return fc.oneof(
    {weight: absent, arbitrary: fc.constant<JsonObject>({})},
    {weight: 1, arbitrary: value.map((each) => ({[name]: each}) as JsonObject)},
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

const ports = fc.array(portItem, {minLength: 1, maxLength: 3});
const namedPorts = fc.subarray([...portNames], {minLength: 1, maxLength: 2});

interface Entity {
  readonly family: 4 | 6;
  readonly withPorts: boolean;
  /** Where the API takes `services`: at the far end alone. */
  readonly services: 'destination' | 'source' | undefined;
}

function entity({family, withPorts, services}: Entity): fc.Arbitrary<JsonObject> {
  const selecting = fields(
    sometimes('nets', nets(family), 4),
    sometimes('notNets', notNets(family), 6),
    sometimes('selector', calicoSelectors.pods, 1),
    sometimes('notSelector', calicoSelectors.pods, 6),
    sometimes('namespaceSelector', fc.oneof(calicoSelectors.namespaces, fc.constant('global()')), 2),
    sometimes(
      'serviceAccounts',
      fc.oneof(
        fc.subarray([...accounts], {minLength: 1}).map((names): JsonObject => ({names})),
        calicoSelectors.accounts.map((selector): JsonObject => ({selector})),
      ),
      8,
    ),
    sometimes('ports', withPorts ? ports : namedPorts, withPorts ? 2 : 20),
    sometimes('notPorts', withPorts ? ports : namedPorts, withPorts ? 6 : 30),
  );
  const service = fc
    .tuple(fc.constantFrom('web', 'api', 'gone'), fc.constantFrom('ant', 'bee'))
    .map(([name, namespace]): JsonObject => ({services: {name, namespace}}));
  const empty = fc.constant<JsonObject>({});
  return services && !(services === 'destination' && withPorts)
    ? fc.oneof({weight: 6, arbitrary: selecting}, {weight: 2, arbitrary: service}, {weight: 3, arbitrary: empty})
    : fc.oneof({weight: 6, arbitrary: selecting}, {weight: 3, arbitrary: empty});
}

type Direction = 'ingress' | 'egress';

const protocol: fc.Arbitrary<JsonObject> = fc.constantFrom<JsonObject>(
  {},
  {},
  {protocol: 'TCP'},
  {protocol: 'TCP'},
  {protocol: 'TCP'},
  {protocol: 'UDP'},
  {protocol: 'SCTP'},
  {protocol: 'UDPLite'},
  {protocol: 'ICMP'},
  {protocol: 'ICMPv6'},
  {protocol: 'ICMP', icmp: {type: 8}},
  {protocol: 'ICMP', icmp: {type: 3, code: 4}},
  {protocol: 'ICMP', notICMP: {type: 8, code: 0}},
  {protocol: 'ICMPv6', icmp: {type: 128}},
  {protocol: 6},
  {protocol: 17},
  {protocol: 47},
  {protocol: 255},
  {notProtocol: 'TCP'},
  {notProtocol: 'ICMP'},
  {notProtocol: 47},
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
      const family = six || said['protocol'] === 'ICMPv6' ? 6 : 4;
      const withPorts = ['TCP', 'UDP', 'SCTP', '6', '17'].includes(String(said['protocol']));
      const end = (side: 'source' | 'destination'): Entity => ({
        family,
        withPorts,
        services: (direction === 'ingress') === (side === 'source') ? side : undefined,
      });
      const requests = direction === 'ingress' && action === 'Allow' && said['protocol'] === 'TCP';
      return fields(
        fc.constant({action, ...said}),
        sometimes('ipVersion', fc.constant(family), 6),
        sometimes('source', entity(end('source')), direction === 'ingress' ? 1 : 6),
        sometimes('destination', entity(end('destination')), direction === 'ingress' ? 3 : 1),
        requests ? sometimes('http', http, 4) : fc.constant({}),
      );
    });
}

const common = fields(
  sometimes('tier', fc.constantFrom('default', 't1', 't1', 't2', 'gone'), 1),
  sometimes('order', fc.constantFrom(-1, 0, 1, 1, 1, 5, 999.5, 1000, 1000), 1),
  sometimes('selector', calicoSelectors.pods, 1),
  sometimes('serviceAccountSelector', calicoSelectors.accounts, 9),
  sometimes('types', fc.constantFrom(['Ingress'], ['Egress'], ['Ingress', 'Egress']), 1),
  sometimes('ingress', fc.array(rule('ingress'), {maxLength: 3}), 1),
  sometimes('egress', fc.array(rule('egress'), {maxLength: 3}), 1),
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
  )
  .map(([each, kind, spec]) => ({apiVersion, kind, metadata: {name: each}, spec}));

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
);
