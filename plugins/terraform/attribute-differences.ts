import type {Path} from '../../src/base/json.ts';
import {compareText} from '../../src/base/order.ts';
import {UnknownValue} from '../../src/base/unknown-value.ts';
import {isEmpty, isPlainArray, isPlainObject, type Plain} from './plain.ts';

/** Deeper down, two values are one attribute. */
const DEEPEST = 100;

/**
 * The paths at which two values differ, the innermost ones. Null, empty texts, lists and objects, and what is not there
 * are the same (terraform.md section 2.4).
 */
export function attributeDifferences(a: Plain | undefined, b: Plain | undefined, path: Path = []): readonly Path[] {
  if (isNothing(a) && isNothing(b)) return [];
  if (path.length > DEEPEST) return [path];
  if (isPlainArray(a) && isPlainArray(b)) {
    const length = Math.max(a.length, b.length);
    return Array.from({length}, (_, index) => {
      const at = [...path, index];
      // An empty block is not the same as no block.
      return index < a.length && index < b.length ? attributeDifferences(a[index], b[index], at) : [at];
    }).flat();
  }
  if (isPlainObject(a) && isPlainObject(b)) {
    const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort(compareText);
    return keys.flatMap((key) => attributeDifferences(own(a, key), own(b, key), [...path, key]));
  }
  if (a instanceof UnknownValue && b instanceof UnknownValue) return a.reason === b.reason ? [] : [path];
  return a === b ? [] : [path];
}

/** The paths of what is not known. */
export function unknownAttributes(value: Plain | undefined, path: Path = []): readonly Path[] {
  if (value instanceof UnknownValue) return [path];
  if (isPlainArray(value)) return value.flatMap((each, index) => unknownAttributes(each, [...path, index]));
  if (!isPlainObject(value)) return [];
  return Object.entries(value).flatMap(([key, each]) => unknownAttributes(each, [...path, key]));
}

/** Empty all the way down, as blocks are that hold nothing. A list of one empty block is something. */
function isNothing(value: Plain | undefined): boolean {
  if (isPlainObject(value)) return Object.values(value).every(isNothing);
  return !(value instanceof UnknownValue) && isEmpty(value);
}

function own(value: {readonly [key: string]: Plain}, key: string): Plain | undefined {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}
