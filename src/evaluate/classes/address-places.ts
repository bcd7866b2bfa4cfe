import {type Address, type Cidr, cidrRange, parseCidr} from '../../base/cidr.ts';

/**
 * The place of an address among blocks: a number that is the same for two addresses exactly when the same blocks
 * contain both. 0: none does.
 */
export type AddressPlaces = (address: Address) => number;

/**
 * Blocks never overlap but by containing each other, so that the innermost block says all. Looked up among sorted
 * starts: as many steps as the logarithm of the number of blocks.
 */
export function addressPlaces(cidrs: Iterable<string>): AddressPlaces {
  const blocks = [...cidrs].flatMap((text) => parseCidr(text)?.cidr ?? []);
  const four = placesOf(blocks.filter(({family}) => family === 4));
  const six = placesOf(blocks.filter(({family}) => family === 6));
  // Families never cross: their numbers may be the same.
  return ({family, value}) => (family === 4 ? four(value) : six(value));
}

function placesOf(blocks: readonly Cidr[]): (value: bigint) => number {
  const ranges = blocks
    .map((block) => cidrRange(block).map(({value}) => value) as [bigint, bigint])
    .sort(([a, end], [b, other]) => (a === b ? compare(other, end) : compare(a, b)));
  const starts: bigint[] = [0n];
  const places: number[] = [0];
  const open: {readonly end: bigint; readonly place: number}[] = [];
  const begin = (at: bigint): void => {
    const place = open.at(-1)?.place ?? 0;
    if (starts.at(-1) === at) places[places.length - 1] = place;
    else {
      starts.push(at);
      places.push(place);
    }
  };
  const closeBefore = (at: bigint | undefined): void => {
    for (let last = open.at(-1); last && (at === undefined || last.end < at); last = open.at(-1)) {
      open.pop();
      begin(last.end + 1n);
    }
  };
  ranges.forEach(([start, end], index) => {
    closeBefore(start);
    open.push({end, place: index + 1});
    begin(start);
  });
  closeBefore(undefined);
  return (value) => places[lastAtMost(starts, value)] ?? 0;
}

function lastAtMost(starts: readonly bigint[], value: bigint): number {
  let from = 0;
  let to = starts.length - 1;
  while (from < to) {
    const middle = (from + to + 1) >> 1;
    if ((starts[middle] ?? 0n) <= value) from = middle;
    else to = middle - 1;
  }
  return from;
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
