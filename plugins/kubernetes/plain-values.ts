import {pairInterner, sequenceInterner} from '../../src/base/interner.ts';

/** A value that is made once, with its number among others of its sort: equal values are one object. */
export interface Known<T> {
  readonly id: number;
  readonly value: T;
}

/** Values by a key that is equal for equal ones, numbers from 0. */
export interface KnownBy<K, T> {
  readonly get: (key: K) => Known<T> | undefined;
  readonly add: (key: K, value: T) => Known<T>;
}

export function knownByText<T>(number = counter()): KnownBy<string, T> {
  const known = new Map<string, Known<T>>();
  return {
    get: (text) => known.get(text),
    add: (text, value) => {
      const made = {id: number(), value};
      known.set(text, made);
      return made;
    },
  };
}

/** By small numbers, such as those that are found for a pair or a list of others: no text is made for a key. */
export function knownByNumber<T>(number = counter()): KnownBy<number, T> {
  const known: Known<T>[] = [];
  return {
    get: (key) => known[key],
    add: (key, value) => {
      const made = {id: number(), value};
      known[key] = made;
      return made;
    },
  };
}

/** The next number each time, from 0: one for several tables whose values must not be mixed up. */
export function counter(): () => number {
  let count = 0;
  return () => count++;
}

/** The number of a list of known values, equal for equal lists. */
export function listNumbers(): (items: readonly Known<unknown>[]) => number {
  const lists = sequenceInterner();
  return (items) => {
    let list = 0;
    for (const {id} of items) list = lists(list, id);
    return list;
  };
}

/** The number of four others, equal for equal ones in the same order. */
export function numberOfFour(): (a: number, b: number, c: number, d: number) => number {
  const [first, second, both] = [pairInterner(), pairInterner(), pairInterner()];
  return (a, b, c, d) => both(first(a, b), second(c, d));
}

/** What is known of each item, none for a list that is missing; undefined where one of them is a doubt. */
export function knownItems<T>(
  list: unknown,
  read: (item: unknown) => Known<T> | undefined,
): readonly Known<T>[] | undefined {
  if (list === undefined) return none;
  if (!Array.isArray(list)) return undefined;
  const found: Known<T>[] = [];
  for (const item of list) {
    const known = read(item);
    if (!known) return undefined;
    found.push(known);
  }
  return found;
}

const none = [] as const;

/**
 * The same pure function, which repeats its answer for an object that it saw before: equal parts of many documents are
 * often one object (kept-fields.ts). It remembers the first few thousand; where more differ they are rarely shared, and
 * keeping each alive costs more than it spares.
 */
export function repeating<R>(read: (part: unknown) => R): (part: unknown) => R {
  const answers = new Map<unknown, {readonly answer: R}>();
  return (part) => {
    const before = answers.get(part);
    if (before) return before.answer;
    const answer = read(part);
    if (answers.size < MOST_SHARED) answers.set(part, {answer});
    return answer;
  };
}

const MOST_SHARED = 5000;

/** Whether an object has no fields but these: an unknown value has another one. */
export function hasOnly(object: Readonly<Record<string, unknown>>, fields: readonly string[]): boolean {
  for (const field in object) if (!fields.includes(field)) return false;
  return true;
}
