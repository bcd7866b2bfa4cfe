import {type Cidr, cidrCovers, type Family, hostCidr, parseAddress, parseCidr, printCidr} from '../../src/base/cidr.ts';
import type {JsonObject} from '../../src/base/json.ts';
import type {Conjunction} from '../../src/ir/conjunctions.ts';
import type {Endpoint, World} from '../../src/ir/world.ts';
import {hostsOf, podsOf} from './write-world.ts';

export const wholeFamily: Readonly<Record<Family, string>> = {4: '0.0.0.0/0', 6: '::/0'};

/** The addresses in all blocks that must hold them and in none that must not, whoever has them (kubernetes.md A9.4). */
export function addressBlocks(all: Conjunction, family: Family | undefined): readonly JsonObject[] {
  const cidrs = (holds: boolean): readonly Cidr[] =>
    all.flatMap((each) =>
      each.holds === holds && each.fact.is === 'address' ? (parseCidr(each.fact.cidr)?.cidr ?? []) : [],
    );
  const families = ([4, 6] as const).filter((each) => family === undefined || each === family);
  const whole = families.flatMap((each) => parseCidr(wholeFamily[each])?.cidr ?? []);
  const inside = cidrs(true).reduce<readonly Cidr[]>(
    (kept, cidr) => kept.flatMap((each) => (cidrCovers(each, cidr) ? [cidr] : cidrCovers(cidr, each) ? [each] : [])),
    whole,
  );
  return inside.flatMap((each) => blockItem(each, cidrs(false)));
}

/** One block with its holes; nothing when a hole swallows it. Holes elsewhere change nothing. */
function blockItem(outer: Cidr, holes: readonly Cidr[]): readonly JsonObject[] {
  if (holes.some((hole) => cidrCovers(hole, outer))) return [];
  const inner = holes.filter((hole) => cidrCovers(outer, hole));
  const except = [...new Set(inner.map(printCidr))];
  return [{ipBlock: {cidr: printCidr(outer), ...(except.length > 0 && {except})}}];
}

/** Blocks that these addresses are in, of pods or nodes that must not be meant; undefined when some are not known. */
export type Insiders = readonly Cidr[] | undefined;

/** The addresses of all pods; those of pods without one are covered by the ranges that nodes give out. */
export function podAddresses(world: World): Insiders {
  const pods = podsOf(world);
  const ranges = world.nodes.flatMap(({podCidrs}) => podCidrs.flatMap((text) => parseCidr(text)?.cidr ?? []));
  const covered = world.nodes.length > 0 && world.nodes.every(({podCidrs}) => podCidrs.length > 0);
  if (pods.length === 0 || (!covered && pods.some(({addresses}) => addresses.length === 0))) return undefined;
  return [...ranges, ...addressesOf(pods)];
}

/** The addresses of all nodes, where every node has some. */
export function nodeAddresses(world: World): Insiders {
  const hosts = hostsOf(world);
  return hosts.every(({addresses}) => addresses.length > 0) ? addressesOf(hosts) : undefined;
}

function addressesOf(endpoints: readonly Endpoint[]): readonly Cidr[] {
  return endpoints.flatMap(({addresses}) => addresses.flatMap((text) => parseAddress(text) ?? [])).map(hostCidr);
}

/** The item without these addresses. Of two nested holes the larger is enough. */
export function cutOut(item: JsonObject, holes: readonly Cidr[]): readonly JsonObject[] {
  const {ipBlock} = item;
  if (typeof ipBlock !== 'object' || ipBlock === null || !('cidr' in ipBlock)) return [];
  const outer = parseCidr(String(ipBlock.cidr))?.cidr;
  if (!outer) return [];
  const written = Array.isArray(ipBlock['except']) ? ipBlock['except'].map(String) : [];
  const inner = holes.filter((hole) => cidrCovers(outer, hole) || cidrCovers(hole, outer));
  if (inner.length === 0) return [item];
  const all = [...written.flatMap((text) => parseCidr(text)?.cidr ?? []), ...inner];
  return blockItem(
    outer,
    all.filter((hole) => !all.some((each) => each.prefix < hole.prefix && cidrCovers(each, hole))),
  );
}

/** One item an address, without repeats. */
export function addressItems(endpoints: readonly Endpoint[]): readonly JsonObject[] {
  return [...new Set(addressesOf(endpoints).map(printCidr))].map((cidr) => ({ipBlock: {cidr}}));
}
