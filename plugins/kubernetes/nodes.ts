import {parseCidr, printCidr} from '../../src/base/cidr.ts';
import type {WorldPart} from '../../src/ir/world.ts';
import {type Decoded, listOf, partOf, text} from './decode.ts';
import {addresses, items, known, knownLabels, objectMeta} from './workloads.ts';

export const nodeShape = partOf({
  metadata: objectMeta,
  spec: partOf({podCIDR: text, podCIDRs: listOf(text, '')}),
  status: partOf({addresses: listOf(partOf({type: text, address: text}), {})}),
});

/** A node with its own addresses; host names are no addresses. */
export function nodePart(object: Decoded<typeof nodeShape>): WorldPart {
  const {name, labels} = known(object.metadata) ?? {};
  const {podCIDR, podCIDRs} = known(object.spec) ?? {};
  const own = items(known(object.status)?.addresses).map(({address}) => known(address));
  const ranges = [...items(podCIDRs), known(podCIDR) ?? ''].flatMap((each) => parseCidr(each)?.cidr ?? []);
  const podCidrs = [...new Set(ranges.map(printCidr))];
  return {nodes: [{name: known(name) ?? '', labels: knownLabels(labels), addresses: addresses(own), podCidrs}]};
}
