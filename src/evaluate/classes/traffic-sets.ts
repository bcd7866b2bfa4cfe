import {pairKey} from '../../base/interner.ts';
import {difference, type Interval, type Intervals, intersection, union} from '../../base/intervals.ts';

/** The number of a set in a `TrafficSets`. */
export type TrafficId = number;

/**
 * Sets of traffic of one IP family as numbers: equal sets have one number, and what was once united or cut is looked up
 * (design.md section 4, point 10). A set is intervals on one line: protocol * 65536 + port, or + ICMP type * 256 + code;
 * a protocol without either fills its stretch or none of it.
 */
export interface TrafficSets {
  readonly idOf: (set: Intervals) => TrafficId;
  readonly intervals: (id: TrafficId) => Intervals;
  readonly union: (a: TrafficId, b: TrafficId) => TrafficId;
  readonly intersection: (a: TrafficId, b: TrafficId) => TrafficId;
  readonly difference: (a: TrafficId, b: TrafficId) => TrafficId;
  readonly size: () => number;
}

/** No traffic, and all of it, in every `TrafficSets`. */
export const NONE: TrafficId = 0;
export const ALL: TrafficId = 1;

/** How much of the line one protocol has. */
export const STRETCH = 65_536;

export const wholeLine: Interval = [0, 256 * STRETCH - 1];

export function trafficSets(): TrafficSets {
  const sets: Intervals[] = [];
  const ids = new Map<string, TrafficId>();
  const idOf = (set: Intervals): TrafficId => {
    const key = set.join(' ');
    const known = ids.get(key);
    if (known !== undefined) return known;
    ids.set(key, sets.length);
    sets.push(set);
    return sets.length - 1;
  };
  const intervals = (id: TrafficId): Intervals => sets[id] ?? [];
  const remembered = (operation: (a: Intervals, b: Intervals) => Intervals) => {
    const results = new Map<number, TrafficId>();
    return (a: TrafficId, b: TrafficId): TrafficId => {
      const key = pairKey(a, b);
      const known = results.get(key);
      if (known !== undefined) return known;
      const result = idOf(operation(intervals(a), intervals(b)));
      results.set(key, result);
      return result;
    };
  };
  idOf([]);
  idOf([wholeLine]);
  const unite = remembered(union);
  const cut = remembered(intersection);
  const subtract = remembered(difference);
  return {
    idOf,
    intervals,
    union: (a, b) => (a === b || b === NONE || a === ALL ? a : a === NONE || b === ALL ? b : unite(a, b)),
    intersection: (a, b) => (a === b || b === ALL || a === NONE ? a : a === ALL || b === NONE ? b : cut(a, b)),
    difference: (a, b) => (b === NONE || a === NONE ? a : a === b || b === ALL ? NONE : subtract(a, b)),
    size: () => sets.length,
  };
}
