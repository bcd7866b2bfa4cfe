import {type Cidr, cidrCovers, cidrRange, parseCidr, printCidr} from '../../../src/base/cidr.ts';
import {isObject, type JsonObject} from '../../../src/base/json.ts';

/** The blocks of an ipBlock: `networks` know no `except`, so what is around the holes is written out (kubernetes.md B7). */
export function networksOf(ipBlock: unknown): readonly string[] {
  if (!isObject(ipBlock)) return [];
  const outer = parseCidr(String(ipBlock['cidr']))?.cidr;
  const {except} = ipBlock;
  const holes = Array.isArray(except) ? except.flatMap((text) => parseCidr(String(text))?.cidr ?? []) : [];
  return outer ? around(outer, holes).map(printCidr) : [];
}

/** The fewest blocks that hold every address of a block but those in the holes. */
function around(outer: Cidr, holes: readonly Cidr[]): readonly Cidr[] {
  if (holes.some((hole) => cidrCovers(hole, outer))) return [];
  const inner = holes.filter((hole) => cidrCovers(outer, hole));
  return inner.length === 0 ? [outer] : halves(outer).flatMap((half) => around(half, inner));
}

function halves(cidr: Cidr): readonly Cidr[] {
  const [first, last] = cidrRange(cidr);
  const prefix = cidr.prefix + 1;
  const middle = first.value + (last.value - first.value + 1n) / 2n;
  return [first.value, middle].map((network) => ({family: cidr.family, network, prefix}));
}

/** Every address of both families. */
export const everyNetwork: JsonObject = {networks: ['0.0.0.0/0', '::/0']};
