import type {Family} from '../base/cidr.ts';
import type {SideTraffic} from './classes/side-walk.ts';
import type {FamilyMap} from './matrix-rows.ts';
import type {Rectangle} from './reachability.ts';

/** Who takes part, by the position of the party. */
export interface Taking {
  readonly takesFrom: readonly boolean[];
  readonly takesTo: readonly boolean[];
  readonly inFocus: readonly boolean[];
  readonly matters: (passes: SideTraffic, family: Family) => boolean;
}

/**
 * How many rows a matrix has, from the sizes of rectangles alone. Pairs that rectangles leave to others, and a party
 * beside itself, are counted too: it is never too small.
 */
export function matrixEstimate(maps: readonly FamilyMap[], taking: Taking): number {
  const {takesFrom, takesTo, inFocus, matters} = taking;
  const all = (at: number): Count => [takesFrom[at] ? 1 : 0, takesTo[at] ? 1 : 0];
  const outOfFocus = (at: number): Count => (inFocus[at] ? [0, 0] : all(at));
  return maps.reduce((sum, map) => {
    const rectangles = map.rectangles.filter(({passes}) => matters(passes, map.family));
    return sum + rowsOf(rectangles, map, all) - rowsOf(rectangles, map, outOfFocus);
  }, 0);
}

/** How many parties send and take. */
type Count = readonly [senders: number, receivers: number];

function rowsOf(rectangles: readonly Rectangle[], {placesOf}: FamilyMap, countOf: (at: number) => Count): number {
  const known = new Map<number, ReadonlyMap<string | undefined, Count>>();
  const bySlot = (slot: number): ReadonlyMap<string | undefined, Count> => {
    const before = known.get(slot);
    if (before) return before;
    const counts = new Map<string | undefined, Count>();
    for (const [namespace, places] of placesOf(slot)) {
      const found = places.map(countOf);
      counts.set(namespace, [total(found, 0), total(found, 1)]);
    }
    known.set(slot, counts);
    return counts;
  };
  return rectangles.reduce((sum, {senders, receivers, sameNamespace}) => {
    const from = byNamespace(senders.map(bySlot), 0);
    const to = byNamespace(receivers.map(bySlot), 1);
    let inside = 0;
    for (const [namespace, count] of from) if (namespace !== undefined) inside += count * (to.get(namespace) ?? 0);
    return sum + (sameNamespace ? inside : totalOf(from) * totalOf(to) - inside);
  }, 0);
}

function byNamespace(
  slots: readonly ReadonlyMap<string | undefined, Count>[],
  end: 0 | 1,
): ReadonlyMap<string | undefined, number> {
  const sums = new Map<string | undefined, number>();
  for (const slot of slots)
    for (const [namespace, count] of slot) sums.set(namespace, (sums.get(namespace) ?? 0) + count[end]);
  return sums;
}

function total(counts: readonly Count[], end: 0 | 1): number {
  return counts.reduce((sum, each) => sum + each[end], 0);
}

function totalOf(sums: ReadonlyMap<string | undefined, number>): number {
  return [...sums.values()].reduce((sum, each) => sum + each, 0);
}
