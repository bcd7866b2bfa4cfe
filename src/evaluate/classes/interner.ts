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
      const id = known.get(value) ?? texts.idOf(print(value));
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
