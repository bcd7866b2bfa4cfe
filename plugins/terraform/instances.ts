import {convert} from './language/convert.ts';
import {toWhole} from './language/number.ts';
import {numberType} from './language/type.ts';
import {number, object, text, type Value} from './language/value.ts';

/** One instance of a resource or module, by `count` or `for_each`. */
export interface Instance {
  /** What stands in the brackets of its address; null: not known; absent without `count` and `for_each`. */
  readonly key?: string | number | null;
  /** `each` or `count`, for the expressions inside. */
  readonly names: Readonly<Record<string, Value>>;
}

export type Instances =
  | {readonly kind: 'single' | 'count' | 'each'; readonly instances: readonly Instance[]}
  | {readonly kind: 'unknown'; readonly reason: string}
  | {readonly kind: 'failed'; readonly message: string};

/** More instances than this are not written out. */
const MOST = 100_000;

export const singleInstance: Instances = {kind: 'single', instances: [{names: {}}]};

/** The instances of a `count` (terraform.md section 4.4): a whole number, or text that is one. */
export function countInstances(count: Value): Instances {
  const value = convert(count, numberType);
  if (value.kind === 'unknown') return value;
  if (value.kind === 'sensitive') return failure('count must not be sensitive');
  if (value.kind === 'failed') return failure(value.message);
  if (value.kind !== 'number') return failure('count is null; a whole number is required');
  const total = toWhole(value.value);
  if (total === undefined) return failure('count must be a whole number');
  if (total < 0) return failure('count must not be negative');
  if (total > MOST) return failure(`count is larger than ${MOST}`);
  const instances = Array.from({length: total}, (_, index) => ({
    key: index,
    names: {count: object([['index', number(index)]])},
  }));
  return {kind: 'count', instances};
}

/** The instances of a `for_each` (section 4.4): a map, an object or a set of strings; in the order of their keys. */
export function eachInstances(collection: Value): Instances {
  if (collection.kind === 'unknown') return collection;
  if (collection.kind === 'failed') return failure(collection.message);
  if (collection.kind === 'sensitive') return failure('for_each must not be sensitive');
  if (collection.kind === 'null') return failure('for_each is null; a map or a set of strings is required');
  if (collection.kind === 'set') {
    const open = collection.items.find((item) => item.kind === 'unknown');
    if (open?.kind === 'unknown') return open;
    const keys = collection.items.map((item) => (item.kind === 'string' ? item.value : undefined));
    const known = keys.filter((key) => key !== undefined);
    if (known.length !== keys.length) return failure('for_each takes maps and sets of strings, not a set of others');
    return {kind: 'each', instances: known.map((key) => eachInstance(key, text(key)))};
  }
  if (collection.kind === 'object' && collection.others) return collection.others;
  if (collection.kind !== 'map' && collection.kind !== 'object') {
    return failure(`for_each must be a map or a set of strings, not a ${collection.kind}; toset() makes one`);
  }
  return {kind: 'each', instances: [...collection.entries].map(([key, value]) => eachInstance(key, value))};
}

/** `[0]`, `["key"]`, `[?]` or nothing: how an address names the instance. */
export function printKey(key: string | number | null | undefined): string {
  if (key === undefined) return '';
  if (key === null) return '[?]';
  return typeof key === 'number' ? `[${key}]` : `[${JSON.stringify(key)}]`;
}

function eachInstance(key: string, value: Value): Instance {
  return {
    key,
    names: {
      each: object([
        ['key', text(key)],
        ['value', value],
      ]),
    },
  };
}

function failure(message: string): Instances {
  return {kind: 'failed', message};
}
