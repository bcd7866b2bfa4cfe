import {type Cidr, cidrCovers, hostCidr, parseAddress, parseCidr, printCidr} from '../../src/base/cidr.ts';
import {sortedUnique} from '../../src/base/order.ts';
import type {World} from '../../src/ir/world.ts';

/** The addresses of the nodes, as blocks; a snapshot of the world. */
export function nodeNets(world: World): readonly string[] {
  const texts = world.endpoints.filter(({kind, hostNetwork}) => kind === 'host' || hostNetwork);
  return blocks([...texts.flatMap(({addresses}) => addresses), ...world.nodes.flatMap(({addresses}) => addresses)]);
}

/**
 * Blocks for everything inside the cluster: pod ranges of the nodes, addresses of pods outside of those, and nodes.
 */
export function clusterNets(world: World): readonly string[] {
  const ranges = world.nodes.flatMap(({podCidrs}) => podCidrs).flatMap((text) => parseCidr(text)?.cidr ?? []);
  const pods = blocks(world.endpoints.filter(({kind}) => kind === 'pod').flatMap(({addresses}) => addresses));
  return sortedUnique([
    ...ranges.map(printCidr),
    ...pods.filter((text) => !ranges.some((range) => coversText(range, text))),
    ...nodeNets(world),
  ]);
}

/** What of the cluster lies in one of the nets and in none of the others: what outside-only rules must leave out. */
export function insidersIn(world: World, nets: readonly string[], notNets: readonly string[]): readonly string[] {
  const wanted = parsed(nets);
  const holes = parsed(notNets);
  const open = world.endpoints.some(({kind, addresses}) => kind === 'pod' && addresses.length === 0);
  const ranges = open
    ? world.nodes.flatMap(({podCidrs}) => podCidrs).flatMap((text) => parseCidr(text)?.cidr ?? [])
    : [];
  const everything = [
    ...ranges.map(printCidr),
    ...blocks(world.endpoints.flatMap(({addresses}) => addresses)),
    ...nodeNets(world),
  ];
  return sortedUnique(everything).filter((text) => {
    const inWanted = wanted.length === 0 || wanted.some((net) => meets(net, text));
    return inWanted && !holes.some((net) => coversText(net, text));
  });
}

/**
 * True when something inside the cluster has an address that nobody knows here, so that it may lie anywhere. Pods are
 * known well enough by the ranges of the nodes.
 */
export function hasOpenAddresses(world: World): boolean {
  const ranges = world.nodes.flatMap(({podCidrs}) => podCidrs);
  return world.endpoints.some(({kind, hostNetwork, addresses}) =>
    addresses.length > 0 ? false : kind === 'host' || hostNetwork || ranges.length === 0,
  );
}

/** The addresses that EndpointSlices list for a service, as blocks. */
export function backendNets(world: World, namespace: string, name: string): readonly string[] {
  const slices = world.backends.filter((each) => each.namespace === namespace && each.service === name);
  return blocks(slices.flatMap(({addresses}) => addresses));
}

function blocks(addresses: readonly string[]): readonly string[] {
  return sortedUnique(
    addresses.flatMap((text) => {
      const address = parseAddress(text);
      return address ? [printCidr(hostCidr(address))] : [];
    }),
  );
}

function parsed(nets: readonly string[]): readonly Cidr[] {
  return nets.flatMap((text) => parseCidr(text)?.cidr ?? []);
}

function coversText(outer: Cidr, text: string): boolean {
  const inner = parseCidr(text)?.cidr;
  return inner !== undefined && cidrCovers(outer, inner);
}

function meets(one: Cidr, text: string): boolean {
  const other = parseCidr(text)?.cidr;
  return other !== undefined && (cidrCovers(one, other) || cidrCovers(other, one));
}
