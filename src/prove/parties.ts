import {type Cidr, parseCidr} from '../base/cidr.ts';
import {compareText} from '../base/order.ts';
import {anyOutside, outside} from '../evaluate/outside.ts';
import type {Policy} from '../ir/policy.ts';
import {type Endpoint, endpointKey, type World} from '../ir/world.ts';
import {addressClasses, addressPlace} from './address-classes.ts';

export interface Parties {
  /** Pods and workloads first, then nodes, then outside parties; by name. */
  readonly endpoints: readonly Endpoint[];
  /** How many replicas were left out, since others like them stand for them. */
  readonly likeOthers: number;
}

/**
 * Who is compared with whom: every endpoint of the world, one outside address for each class of them, and a name for
 * each domain pattern. Of the pods of one owner that no policy can tell apart two stand for all.
 */
export function partiesOf(
  world: World,
  policies: readonly Policy[],
  cidrs: readonly string[],
  domains: readonly string[],
): Parties {
  const blocks = cidrs.flatMap((text) => parseCidr(text)?.cidr ?? []);
  const inside = withoutReplicas(world.endpoints, blocks);
  const taken = new Set(world.endpoints.flatMap(({addresses}) => addresses));
  const addresses = addressClasses(cidrs, taken, anyOutside(policies, world).addresses);
  const outsiders = [
    ...addresses.map((address) => outside(address, {addresses: [address]})),
    ...domains.map(nameOf).map((domain) => outside(domain, {domain, addresses: world.domains[domain] ?? []})),
  ];
  const endpoints = [...inside, ...outsiders].sort(
    (a, b) => order(a) - order(b) || compareText(endpointKey(a), endpointKey(b)),
  );
  return {endpoints, likeOthers: world.endpoints.length - inside.length};
}

function order({kind, hostNetwork}: Endpoint): number {
  if (kind === 'external') return 2;
  return kind === 'pod' && !hostNetwork ? 0 : 1;
}

const STANDING = 2;

function withoutReplicas(endpoints: readonly Endpoint[], blocks: readonly Cidr[]): readonly Endpoint[] {
  const seen = new Map<string, number>();
  return endpoints.filter((endpoint) => {
    if (!endpoint.owner || endpoint.workload) return true;
    const key = likeness(endpoint, blocks);
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return count <= STANDING;
  });
}

/** Everything about a pod that a policy can test but its name, its node and the address within its blocks. */
function likeness(endpoint: Endpoint, blocks: readonly Cidr[]): string {
  const {name, addresses, node, origin, labels, ...rest} = endpoint;
  const places = addresses.map((address) => addressPlace(address, blocks));
  return JSON.stringify([rest, Object.entries(labels).sort(([a], [b]) => compareText(a, b)), places]);
}

/** A name that the pattern matches: each wildcard stands for a letter (cilium.md 6.7). */
function nameOf(pattern: string): string {
  return pattern.toLowerCase().replace(/\.$/, '').replaceAll(/\*+/g, 'a');
}
