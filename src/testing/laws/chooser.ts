/** Choices from a numeric seed, the same on every machine. */
export interface Chooser {
  /** A whole number from 0 to one below the limit. */
  readonly below: (limit: number) => number;
  /** True in that part of the cases, from 0 to 1. */
  readonly chance: (part: number) => boolean;
  /** One of them; undefined of none. */
  readonly pick: <T>(items: readonly T[]) => T | undefined;
  readonly shuffled: <T>(items: readonly T[]) => readonly T[];
}

export function chooser(seed: number): Chooser {
  const next = mulberry32(seed);
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    below,
    chance: (part) => next() < part,
    pick: (items) => items[below(items.length)],
    shuffled(items) {
      const left = [...items];
      return items.flatMap(() => left.splice(below(left.length), 1));
    },
  };
}

/** A small generator of numbers from 0 to below 1; good enough to choose by. */
function mulberry32(seed: number): () => number {
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
