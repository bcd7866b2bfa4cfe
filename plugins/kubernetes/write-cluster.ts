import type {JsonObject} from '../../src/base/json.ts';
import {protocolName} from '../../src/base/protocols.ts';
import type {Endpoint, Service, ServiceBackends, World} from '../../src/ir/world.ts';

/** The namespaces, accounts, nodes, pods and slices of a small world, as documents that can be read and applied. */
export function writeCluster({
  namespaces,
  serviceAccounts,
  endpoints,
  services,
  backends,
}: World): readonly JsonObject[] {
  return [
    ...namespaces.map(({name, labels}) => ({apiVersion: 'v1', kind: 'Namespace', metadata: {name, labels}})),
    ...serviceAccounts.map(({namespace, name, labels}) => ({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: {name, namespace, labels},
    })),
    ...endpoints.flatMap((each) => (each.kind === 'host' ? [nodeDocument(each)] : [])),
    ...endpoints.flatMap((each) => (each.kind === 'pod' ? [podDocument(each)] : [])),
    ...services.map(serviceDocument),
    ...backends.map(sliceDocument),
  ];
}

function nodeDocument({node = '', labels, addresses}: Endpoint): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {name: node, labels},
    status: {addresses: addresses.map((address) => ({type: 'InternalIP', address}))},
  };
}

function podDocument(pod: Endpoint): JsonObject {
  const {name, namespace = '', labels, node, serviceAccount, hostNetwork, addresses, ports} = pod;
  const declared = ports.map((each) => ({
    name: each.name,
    containerPort: each.port,
    protocol: protocolName(each.protocol) ?? each.protocol,
  }));
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {name: name.slice(name.indexOf('/') + 1), namespace, labels},
    spec: {
      ...(node !== undefined && {nodeName: node}),
      ...(serviceAccount !== undefined && {serviceAccountName: serviceAccount}),
      ...(hostNetwork && {hostNetwork}),
      containers: [{name: 'main', image: 'main', ...(declared.length > 0 && {ports: declared})}],
    },
    status: {
      phase: 'Running',
      ...(addresses[0] !== undefined && {podIP: addresses[0]}),
      podIPs: addresses.map((ip) => ({ip})),
    },
  };
}

/** What selects its backends; where it leads to is in the slices. */
function serviceDocument({namespace, name, labels, selector}: Service): JsonObject {
  const spec = {...(selector && {selector}), ports: [{port: 80, protocol: 'TCP'}]};
  return {apiVersion: 'v1', kind: 'Service', metadata: {name, namespace, ...(labels && {labels})}, spec};
}

function sliceDocument({namespace, service, addresses, ports}: ServiceBackends, index: number): JsonObject {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {name: `${service}-${index}`, namespace, labels: {'kubernetes.io/service-name': service}},
    addressType: addresses[0]?.includes(':') ? 'IPv6' : 'IPv4',
    endpoints: addresses.length > 0 ? [{addresses}] : [],
    ports: ports.flatMap(({protocol, port}) =>
      port === undefined ? [] : [{port, protocol: protocolName(protocol) ?? protocol}],
    ),
  };
}
