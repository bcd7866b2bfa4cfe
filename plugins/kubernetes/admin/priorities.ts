/** One policy among those of its tier, in the order of evaluation. */
export interface Slot {
  /** The priority it would like to keep. */
  readonly wish?: number;
  /** Slots of one group share a priority in the source; their order is their names'. */
  readonly tie?: string;
}

const HIGHEST = 1000;

/**
 * Priorities in ascending order, 0 to 1000, as near to the wishes as the order allows (kubernetes.md B7). No two are
 * equal but where the source has them so. Undefined when there are more policies than numbers.
 */
export function priorities(slots: readonly Slot[]): readonly number[] | undefined {
  const found: number[] = [];
  for (const [index, {wish, tie}] of slots.entries()) {
    const before = found[index - 1];
    const tied = tie !== undefined && tie === slots[index - 1]?.tie;
    const least = before === undefined ? 0 : tied ? before : before + 1;
    found.push(Math.max(wish ?? least, least));
  }
  for (let index = found.length - 1, most = HIGHEST; index >= 0; index--) {
    const own = Math.min(found[index] ?? 0, most);
    if (own < 0) return undefined;
    found[index] = own;
    const tie = slots[index]?.tie;
    most = tie !== undefined && tie === slots[index - 1]?.tie ? own : own - 1;
  }
  return found;
}
