import type {ServiceBackends, ServicePort, WorldPart} from '../../src/ir/world.ts';
import {type Decoded, integer, integerOrText, listOf, partOf, text, textMap} from './decode.ts';
import {addresses, items, known, knownLabels, objectMeta, protocolOf} from './workloads.ts';

const backendPort = partOf({name: text, port: integer, protocol: text});

export const service = partOf({
  metadata: objectMeta,
  spec: partOf({
    type: text,
    selector: textMap,
    clusterIP: text,
    clusterIPs: listOf(text, ''),
    externalIPs: listOf(text, ''),
    loadBalancerIP: text,
    externalName: text,
    ports: listOf(partOf({name: text, port: integer, protocol: text, targetPort: integerOrText}), {}),
  }),
  status: partOf({loadBalancer: partOf({ingress: listOf(partOf({ip: text}), {})})}),
});

export const endpointSlice = partOf({
  metadata: objectMeta,
  addressType: text,
  endpoints: listOf(partOf({addresses: listOf(text, '')}), {}),
  ports: listOf(backendPort, {}),
});

export const endpoints = partOf({
  metadata: objectMeta,
  subsets: listOf(
    partOf({
      addresses: listOf(partOf({ip: text}), {}),
      notReadyAddresses: listOf(partOf({ip: text}), {}),
      ports: listOf(backendPort, {}),
    }),
    {},
  ),
});

export function servicePart(object: Decoded<typeof service>, namespace: string): WorldPart {
  const name = known(known(object.metadata)?.name) ?? '';
  const spec = known(object.spec) ?? {};
  const labels = knownLabels(known(object.metadata)?.labels);
  const type = known(spec.type) ?? 'ClusterIP';
  const externalName = type === 'ExternalName' ? known(spec.externalName) : undefined;
  // An alias selects nothing, whatever stands there.
  const selector = type === 'ExternalName' ? undefined : known(spec.selector);
  const balancer = known(known(object.status)?.loadBalancer);
  const outerIps = addresses([
    ...items(spec.externalIPs),
    known(spec.loadBalancerIP),
    ...items(balancer?.ingress).map(({ip}) => known(ip)),
  ]);
  const headless = known(spec.clusterIP) === 'None' || items(spec.clusterIPs).includes('None');
  const clusterIps = addresses([...items(spec.clusterIPs), known(spec.clusterIP)]);
  const ports = items(spec.ports).flatMap((each): readonly ServicePort[] => {
    const port = known(each.port);
    const [portName, targetPort] = [known(each.name), known(each.targetPort)];
    if (port === undefined) return [];
    return [
      {
        port,
        protocol: protocolOf(known(each.protocol)),
        ...(portName !== undefined && {name: portName}),
        ...(targetPort !== undefined && targetPort !== 0 && targetPort !== '' && {targetPort}),
      },
    ];
  });
  return {
    services: [
      {
        namespace,
        name,
        type,
        ports,
        clusterIps,
        ...(outerIps.length > 0 && {outerIps}),
        ...(headless && {headless}),
        ...(Object.keys(labels).length > 0 && {labels}),
        ...(selector && {selector: knownLabels(selector)}),
        ...(externalName !== undefined && {externalName}),
      },
    ],
  };
}

/** The addresses behind a service, ready or not; a slice of domain names holds none. */
export function backendsPart(object: Decoded<typeof endpointSlice>, namespace: string): WorldPart {
  const name = knownLabels(known(object.metadata)?.labels)['kubernetes.io/service-name'];
  if (name === undefined || known(object.addressType) === 'FQDN') return {};
  const own = items(object.endpoints).flatMap((each) => items(each.addresses));
  return {backends: [backends(namespace, name, own, items(object.ports))]};
}

export function endpointsPart(object: Decoded<typeof endpoints>, namespace: string): WorldPart {
  const name = known(known(object.metadata)?.name) ?? '';
  return {
    backends: items(object.subsets).map((subset) => {
      const own = [...items(subset.addresses), ...items(subset.notReadyAddresses)].map(({ip}) => known(ip) ?? '');
      return backends(namespace, name, own, items(subset.ports));
    }),
  };
}

function backends(
  namespace: string,
  name: string,
  own: readonly string[],
  ports: readonly Decoded<typeof backendPort>[],
): ServiceBackends {
  return {
    namespace,
    service: name,
    addresses: addresses(own),
    ports: ports.map((each) => {
      const [portName, port] = [known(each.name), known(each.port)];
      return {
        protocol: protocolOf(known(each.protocol)),
        ...(portName !== undefined && portName !== '' && {name: portName}),
        ...(port !== undefined && {port}),
      };
    }),
  };
}
