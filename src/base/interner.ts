/** Numbers for values, from 0 in the order of their first appearance: equal values have equal numbers. */
export interface Interner<K> {
  readonly idOf: (value: K) => number;
  readonly size: () => number;
}

/** For texts, numbers, and objects that are one and the same. */
export function interner<K>(): Interner<K> {
  const ids = new Map<K, number>();
  return {
    idOf: (value) => {
      const known = ids.get(value);
      if (known !== undefined) return known;
      ids.set(value, ids.size);
      return ids.size - 1;
    },
    size: () => ids.size,
  };
}

/** For objects that are equal when their texts are: the text is made once for each object. */
export function textInterner<K extends object>(print: (value: K) => string): Interner<K> {
  const known = new Map<K, number>();
  const texts = interner<string>();
  return {
    idOf: (value) => {
      const before = known.get(value);
      if (before !== undefined) return before;
      const id = texts.idOf(print(value));
      known.set(value, id);
      return id;
    },
    size: texts.size,
  };
}

/** Two numbers as one key that is exact: each must be below 2^26. */
export function pairKey(a: number, b: number): number {
  return a * 0x4000000 + b;
}

/** The two numbers of a key. */
export function pairOf(key: number): readonly [a: number, b: number] {
  const a = Math.floor(key / 0x4000000);
  return [a, key - a * 0x4000000];
}

/**
 * Numbers for pairs of numbers, from 0 in the order of their first appearance. Each must be below 2^31. One table of
 * integers, since every endpoint asks: neither keys nor lists are made.
 */
export function pairInterner(): (a: number, b: number) => number {
  let pairs = new Int32Array(2 * 16);
  /** The number of the pair that lies at a place, plus one; 0: none does. At least half of them are free. */
  let places = new Int32Array(2 * 16);
  let count = 0;
  const placeOf = (a: number, b: number): number => {
    const mask = places.length - 1;
    let place = mixed(a, b) & mask;
    for (;;) {
      const id = (places[place] ?? 0) - 1;
      if (id < 0 || (pairs[id * 2] === a && pairs[id * 2 + 1] === b)) return place;
      place = (place + 1) & mask;
    }
  };
  const grow = (): void => {
    const before = pairs;
    pairs = new Int32Array(before.length * 2);
    pairs.set(before);
    places = new Int32Array(pairs.length);
    for (let id = 0; id < count; id++) places[placeOf(pairs[id * 2] ?? 0, pairs[id * 2 + 1] ?? 0)] = id + 1;
  };
  return (a, b) => {
    const place = placeOf(a, b);
    const known = (places[place] ?? 0) - 1;
    if (known >= 0) return known;
    pairs[count * 2] = a;
    pairs[count * 2 + 1] = b;
    places[place] = count + 1;
    count++;
    if (count * 2 === pairs.length) grow();
    return count - 1;
  };
}

/** Numbers for sequences of numbers, made step by step from the empty one, which is 0. */
export function sequenceInterner(): (sequence: number, next: number) => number {
  const idOf = pairInterner();
  return (sequence, next) => idOf(sequence, next) + 1;
}

/** Spreads neighbouring numbers far apart. */
function mixed(a: number, b: number): number {
  const hash = Math.imul(Math.imul(a, 0x9e3779b1) ^ (a >>> 15) ^ b, 0x85ebca6b);
  return hash ^ (hash >>> 13) ^ (hash >>> 22);
}
