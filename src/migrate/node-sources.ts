import {hostCidr, parseAddress, parseCidr, printCidr} from '../base/cidr.ts';
import {sortedUnique} from '../base/order.ts';
import type {Node, World} from '../ir/world.ts';
import {addressesListed, type GeneratedPolicy} from './generated.ts';

/** Where the connections of nodes come from, as pods on other nodes see them. */
export interface NodeSources {
  /** One `/32` or `/128` each, sorted; empty: none is known. */
  readonly cidrs: readonly string[];
  /** Listed by `hn-nodes`, and no node's any more. */
  readonly stale: readonly string[];
  /** A node's, and not listed by every `hn-nodes`. */
  readonly missing: readonly string[];
}

/**
 * The addresses of the nodes' overlay devices: those that Calico notes, and the first of each pod range, which is
 * flannel's device on Canal (migration.md section 1.3). Without nodes in the input what `hn-nodes` lists is all that is
 * known, and nothing can be called stale.
 */
export function nodeSources({nodes}: World, generated: readonly GeneratedPolicy[]): NodeSources {
  const lists = generated.filter(({role}) => role === 'nodes').map(({policy}) => addressesListed(policy));
  const listed = sortedUnique(lists.flat());
  const known = sortedUnique(nodes.flatMap(overlayAddresses));
  if (known.length === 0) return {cidrs: listed, stale: [], missing: []};
  // Rancher lists IPv4 alone, since Canal polices no IPv6.
  const expected = known.filter((each) => !each.includes(':'));
  const missing = expected.filter((each) => lists.length > 0 && !lists.every((list) => list.includes(each)));
  return {cidrs: known, stale: listed.filter((each) => !known.includes(each)), missing};
}

/** As single addresses in the form of a block. */
export function overlayAddresses({podCidrs, tunnelAddresses = []}: Node): readonly string[] {
  const noted = tunnelAddresses.flatMap((text) => parseAddress(text) ?? []).map(hostCidr);
  const first = podCidrs
    .flatMap((text) => parseCidr(text)?.cidr ?? [])
    .map(({family, network}) => hostCidr({family, value: network}));
  return [...noted, ...first].map(printCidr);
}
