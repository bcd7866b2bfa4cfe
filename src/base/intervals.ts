/**
 * Sets of whole numbers as sorted, disjoint, non-adjacent closed intervals.
 *
 * Used for ports (0..65535), IP protocols (0..255) and ICMP (type * 256 + code). The form is canonical: two equal sets
 * are equal arrays.
 */
export type Interval = readonly [low: number, high: number];
export type Intervals = readonly Interval[];

/** Builds the canonical set from intervals in any order; reversed ones (low > high) are empty. */
export function intervals(parts: Iterable<Interval>): Intervals {
  const sorted = [...parts].filter(([low, high]) => low <= high).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const result: [number, number][] = [];
  for (const [low, high] of sorted) {
    const last = result[result.length - 1];
    if (last && low <= last[1] + 1) last[1] = Math.max(last[1], high);
    else result.push([low, high]);
  }
  return result;
}

/** The set of one number. */
export function single(value: number): Intervals {
  return [[value, value]];
}

export function contains(set: Intervals, value: number): boolean {
  let from = 0;
  let to = set.length - 1;
  while (from <= to) {
    const middle = (from + to) >> 1;
    const [low, high] = set[middle] ?? [0, -1];
    if (value < low) to = middle - 1;
    else if (value > high) from = middle + 1;
    else return true;
  }
  return false;
}

export function union(a: Intervals, b: Intervals): Intervals {
  return intervals([...a, ...b]);
}

export function intersection(a: Intervals, b: Intervals): Intervals {
  const result: Interval[] = [];
  for (let left = 0, right = 0; left < a.length && right < b.length; ) {
    const [low, high] = a[left] ?? [0, -1];
    const [otherLow, otherHigh] = b[right] ?? [0, -1];
    const from = Math.max(low, otherLow);
    const to = Math.min(high, otherHigh);
    if (from <= to) result.push([from, to]);
    if (high < otherHigh) left++;
    else right++;
  }
  return result;
}

/** The numbers of low..high that are not in the set. */
export function complement(set: Intervals, low: number, high: number): Intervals {
  const result: Interval[] = [];
  let next = low;
  for (const [from, to] of set) {
    if (from > next) result.push([next, Math.min(from - 1, high)]);
    next = Math.max(next, to + 1);
  }
  if (next <= high) result.push([next, high]);
  return intervals(result);
}

export function difference(a: Intervals, b: Intervals): Intervals {
  const top = a.at(-1)?.[1];
  const bottom = a[0]?.[0];
  return top === undefined || bottom === undefined ? [] : intersection(a, complement(b, bottom, top));
}

/** `80,443,8000-8080`, the form of cli.md section 3. */
export function printIntervals(set: Intervals): string {
  return set.map(([low, high]) => (low === high ? `${low}` : `${low}-${high}`)).join(',');
}
