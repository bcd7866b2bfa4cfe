import {elementsOf, failed, type Value} from './value.ts';

/** How large a value is: its parts at every depth, each as often as it occurs, and how deep they nest. */
export interface Size {
  /** Eight letters of a text count as one part. */
  readonly weight: number;
  readonly depth: number;
}

/** Some 16 MB of text. Values share their parts, so that a short text can make a value larger than any memory. */
export const MOST_WEIGHT = 2_000_000;
const DEEPEST = 200;

/** What a value weighs is remembered, so that only what is new about it is walked. */
const known = new WeakMap<Value, Size>();

export function sizeOf(value: Value): Size {
  if (value.kind === 'string') return {weight: 1 + value.value.length / 8, depth: 0};
  if (value.kind === 'sensitive') return sizeOf(value.value);
  const parts = elementsOf(value);
  if (parts.length === 0) return {weight: 1, depth: 0};
  const found = known.get(value);
  if (found) return found;
  let weight = 1;
  let depth = 0;
  for (const part of parts) {
    const size = sizeOf(part);
    weight += size.weight;
    depth = Math.max(depth, size.depth + 1);
  }
  const size = {weight, depth};
  known.set(value, size);
  return size;
}

/** The value, unless no configuration needs one so large. Whoever walks a value later relies on it. */
export function bounded(value: Value): Value {
  const {weight, depth} = sizeOf(value);
  if (weight > MOST_WEIGHT) return failed('the value is too large');
  return depth > DEEPEST ? failed('the value is nested too deeply') : value;
}

/** Letters that a text may have. */
export const LONGEST_TEXT = MOST_WEIGHT * 8;

/** What is said instead of building a text that is too long. */
export const tooLong = failed('the text is too long');
