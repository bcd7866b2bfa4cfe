import {parseCidr, printCidr} from '../../src/base/cidr.ts';
import type {WorldPart} from '../../src/ir/world.ts';
import {type Decoded, listOf, partOf, text, textMap} from './decode.ts';
import {addresses, items, known, knownLabels} from './workloads.ts';

/** Where Calico notes the addresses of its overlay devices (cni.md section 3.2). */
const tunnelAnnotations = [
  'projectcalico.org/IPv4IPIPTunnelAddr',
  'projectcalico.org/IPv4VXLANTunnelAddr',
  'projectcalico.org/IPv6VXLANTunnelAddr',
];

export const nodeShape = partOf({
  metadata: partOf({name: text, labels: textMap, annotations: textMap}),
  spec: partOf({podCIDR: text, podCIDRs: listOf(text, '')}),
  status: partOf({addresses: listOf(partOf({type: text, address: text}), {})}),
});

/** A node with its own addresses; host names are no addresses. */
export function nodePart(object: Decoded<typeof nodeShape>): WorldPart {
  const {name, labels, annotations} = known(object.metadata) ?? {};
  const noted = knownLabels(annotations);
  const tunnels = addresses(tunnelAnnotations.map((key) => noted[key]));
  const {podCIDR, podCIDRs} = known(object.spec) ?? {};
  const own = items(known(object.status)?.addresses).map(({address}) => known(address));
  const ranges = [...items(podCIDRs), known(podCIDR) ?? ''].flatMap((each) => parseCidr(each)?.cidr ?? []);
  const podCidrs = [...new Set(ranges.map(printCidr))];
  return {
    nodes: [
      {
        name: known(name) ?? '',
        labels: knownLabels(labels),
        addresses: addresses(own),
        podCidrs,
        ...(tunnels.length > 0 && {tunnelAddresses: tunnels}),
      },
    ],
  };
}
