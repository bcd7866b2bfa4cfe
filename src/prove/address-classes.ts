import {
  type Address,
  type Cidr,
  cidrContains,
  cidrRange,
  type Family,
  parseAddress,
  parseCidr,
  printAddress,
} from '../base/cidr.ts';

/**
 * One address for each way in which addresses of a family can lie in the blocks, those of endpoints left out: enough to
 * stand for every outside address (design.md section 6, point 8). The preferred ones come first and stand for their
 * own class; the others follow in numeric order.
 */
export function addressClasses(
  cidrs: readonly string[],
  taken: ReadonlySet<string>,
  preferred: readonly string[],
): readonly string[] {
  const blocks = cidrs.flatMap((text) => parseCidr(text)?.cidr ?? []);
  const found = new Map(preferred.map((text) => [addressPlace(text, blocks), text] as const));
  for (const address of ([4, 6] as const).flatMap((family) => edges(blocks, family))) {
    const place = placeOf(address, blocks);
    const free = found.has(place) ? undefined : freeFrom(address, blocks, taken);
    if (free) found.set(place, printAddress(free));
  }
  return [...found.values()];
}

/** Which blocks hold the address: equal for addresses that no rule tells apart. */
export function addressPlace(text: string, blocks: readonly Cidr[]): string {
  const address = parseAddress(text);
  return address ? placeOf(address, blocks) : text;
}

function placeOf(address: Address, blocks: readonly Cidr[]): string {
  const inside = blocks.flatMap((block, index) => (cidrContains(block, address) ? [index] : []));
  return `${address.family}:${inside.join(',')}`;
}

/** The first address of every stretch between two borders of blocks; none where the family is not spoken of. */
function edges(blocks: readonly Cidr[], family: Family): readonly Address[] {
  const last = family === 4 ? 2n ** 32n : 2n ** 128n;
  const borders = blocks.flatMap((block) => {
    if (block.family !== family) return [];
    const [from, to] = cidrRange(block);
    return [from.value, to.value + 1n];
  });
  return [...new Set(borders.length > 0 ? [0n, ...borders] : [])]
    .filter((value) => value < last)
    .sort((a, b) => (a < b ? -1 : 1))
    .map((value) => ({family, value}));
}

/**
 * An address of the same place that no endpoint has. The first of a block is rather the network than a host, so it is
 * tried last.
 */
function freeFrom(address: Address, blocks: readonly Cidr[], taken: ReadonlySet<string>): Address | undefined {
  const place = placeOf(address, blocks);
  const isFree = (each: Address): boolean => placeOf(each, blocks) === place && !taken.has(printAddress(each));
  for (let step = 1n; step < 256n; step++) {
    const next = {...address, value: address.value + step};
    if (isFree(next)) return next;
  }
  return isFree(address) ? address : undefined;
}
