import fc from 'fast-check';
import type {JsonObject} from '../../base/json.ts';
import {apps, namespaces, portNames} from '../laws/vocabulary.ts';

/** The fifth namespace has no object in any world: its labels are not known. */
export const spaces = [...namespaces, 'elk'] as const;

export const accounts = ['default', 'runner'] as const;

/** Addresses of pods of the laws' worlds, of nodes and of outside parties, so that one address stands for several. */
const sharedAddresses = ['10.0.1.1', '10.0.2.2', '10.0.3.1', '192.168.0.1', '203.0.113.5', 'fd00::1:1', 'fd00::2:2'];

/** Numbers at the edges, and next to each other. */
export const edgePorts = [1, 79, 80, 81, 8080, 8081, 65534, 65535] as const;

const where = fc.constantFrom(...spaces);
const app = fc.constantFrom(...apps, undefined);

/** Pods with an account, an owner, a cluster-wide repeated name, an address that others have too, or none. */
const pod: fc.Arbitrary<JsonObject> = fc
  .record({
    namespace: where,
    name: fc.constantFrom('x0', 'x1', 'x2'),
    app,
    open: fc.constantFrom('x1', 'x2', undefined, undefined),
    addresses: fc.oneof(
      fc.subarray(sharedAddresses, {minLength: 1, maxLength: 1}),
      fc.constantFrom<string[]>([], ['fd00::9:1'], ['10.0.9.1', 'fd00::9:2'], ['10.0.9.3']),
    ),
    serviceAccountName: fc.constantFrom(...accounts, undefined),
    nodeName: fc.constantFrom('one', 'two', 'three', undefined),
    hostNetwork: fc.constantFrom(false, false, false, true),
    owner: fc.constantFrom('r1', undefined, undefined),
    ports: fc.uniqueArray(
      fc.record({
        name: fc.constantFrom(...portNames),
        containerPort: fc.constantFrom(...edgePorts),
        protocol: fc.constantFrom('TCP', 'UDP', 'SCTP'),
      }),
      {maxLength: 2, selector: ({name}) => name},
    ),
  })
  .map(({namespace, name, app: own, open, addresses, owner, ports, hostNetwork, serviceAccountName, nodeName}) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      labels: {...(own && {app: own}), ...(open && {'pod-template-hash': open})},
      ...(owner && {ownerReferences: [{apiVersion: 'apps/v1', kind: 'ReplicaSet', name: owner, controller: true}]}),
    },
    spec: {
      ...(serviceAccountName && {serviceAccountName}),
      ...(nodeName && {nodeName}),
      ...(hostNetwork && {hostNetwork}),
      containers: [{name: 'main', ports}],
    },
    status: {
      phase: 'Running',
      ...(addresses[0] !== undefined && {podIP: addresses[0], podIPs: addresses.map((ip) => ({ip}))}),
    },
  }));

const account: fc.Arbitrary<JsonObject> = fc
  .tuple(where, fc.constantFrom(...accounts), fc.constantFrom<JsonObject>({}, {grade: 'high'}, {grade: 'low'}))
  .map(([namespace, name, labels]) => ({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: {name, namespace, labels},
  }));

/** Services with and without selector, by the names that policies speak of. */
const service: fc.Arbitrary<JsonObject> = fc
  .tuple(
    fc.constantFrom('ant', 'bee'),
    fc.constantFrom('web', 'api'),
    fc.constantFrom<JsonObject>({}, {selector: {app: 'a'}}, {selector: {app: 'b'}}),
    fc.constantFrom<JsonObject>({port: 80, targetPort: 8080}, {port: 80, targetPort: 'http'}, {port: 8081}),
  )
  .map(([namespace, name, selector, port]) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {name, namespace, labels: {role: name}},
    spec: {...selector, clusterIP: '10.96.0.1', ports: [{...port, protocol: 'TCP'}]},
  }));

/** What stands behind a service. */
export const slice: fc.Arbitrary<JsonObject> = fc
  .tuple(
    fc.constantFrom('ant', 'bee'),
    fc.constantFrom('web', 'api'),
    fc.subarray(['10.0.1.1', '10.0.2.2', '203.0.113.5'], {minLength: 1}),
    fc.constantFrom(80, 8080, 65535),
  )
  .map(([namespace, name, addresses, port]) => ({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {name: `${name}-s`, namespace, labels: {'kubernetes.io/service-name': name}},
    addressType: 'IPv4',
    endpoints: addresses.map((each) => ({addresses: [each]})),
    ports: [{port, protocol: 'TCP'}],
  }));

/** What clusters hold beside the worlds of the laws: no two of one kind, namespace and name. */
export const clusterDocuments: fc.Arbitrary<readonly JsonObject[]> = fc.uniqueArray(
  fc.oneof(
    {weight: 5, arbitrary: pod},
    {weight: 1, arbitrary: account},
    {weight: 2, arbitrary: service},
    {weight: 1, arbitrary: slice},
  ),
  {maxLength: 8, selector: ({kind, metadata}) => JSON.stringify([kind, identityOf(metadata)])},
);

function identityOf(metadata: JsonObject[string] | undefined): readonly unknown[] {
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) return [];
  const {name, namespace} = metadata as JsonObject;
  return [name, namespace];
}
