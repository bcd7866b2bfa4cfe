import {type Address, type Cidr, cidrRange, parseCidr} from '../../base/cidr.ts';

/**
 * The place of an address among blocks: a number that is the same for two addresses of one family exactly when the same
 * blocks contain both. 0: none does.
 */
export interface AddressPlaces {
  readonly of: (address: Address) => number;
  /** Of an IPv4 address in canonical text; undefined for any other text. */
  readonly ofIpv4: (text: string) => number | undefined;
}

/**
 * Blocks never overlap but by containing each other, so that the innermost block says all. Looked up among sorted
 * starts: as many steps as the logarithm of the number of blocks.
 */
export function addressPlaces(cidrs: Iterable<string>): AddressPlaces {
  const blocks = [...cidrs].flatMap((text) => parseCidr(text)?.cidr ?? []);
  const four = placesOf(blocks.filter(({family}) => family === 4));
  const six = placesOf(blocks.filter(({family}) => family === 6));
  const starts = Float64Array.from(four.starts, Number);
  return {
    of: ({family, value}) => (family === 4 ? four : six).of(value),
    ofIpv4: (text) => {
      const value = ipv4Number(text);
      return value === undefined ? undefined : four.places[lastAtMost(starts, value)];
    },
  };
}

/** Millions of addresses are read here: without big numbers, without any allocation. */
function ipv4Number(text: string): number | undefined {
  let value = 0;
  let octet = 0;
  let dots = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 48 && code <= 57) octet = octet * 10 + code - 48;
    else if (code === 46) {
      value = value * 256 + octet;
      octet = 0;
      dots++;
    } else return undefined;
  }
  return dots === 3 ? value * 256 + octet : undefined;
}

interface Places {
  readonly starts: readonly bigint[];
  readonly places: readonly number[];
  readonly of: (value: bigint) => number;
}

function placesOf(blocks: readonly Cidr[]): Places {
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
  return {starts, places, of: (value) => places[lastAtMost(starts, value)] ?? 0};
}

/** The position of the last start at or below a value; the first start is 0. */
function lastAtMost<T extends number | bigint>(starts: ArrayLike<T>, value: T): number {
  let from = 0;
  let to = starts.length - 1;
  while (from < to) {
    const middle = (from + to + 1) >> 1;
    const start = starts[middle];
    if (start !== undefined && start <= value) from = middle;
    else to = middle - 1;
  }
  return from;
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
