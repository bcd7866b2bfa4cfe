import {type Path, printPath} from '../../src/base/json.ts';
import {UnknownValue} from '../../src/base/unknown-value.ts';
import type {Secrets} from '../dialect.ts';
import {toDouble} from './language/decimal.ts';
import {fromDouble} from './language/number.ts';
import {
  bool,
  failed,
  isSequence,
  type Mapping,
  nothing,
  number,
  object,
  text,
  tuple,
  unknown,
  type Value,
} from './language/value.ts';

/** A plain value as documents hold it, with `UnknownValue` where nothing is known. */
export type Plain = null | boolean | number | string | UnknownValue | readonly Plain[] | PlainObject;
export interface PlainObject {
  readonly [key: string]: Plain;
}

/** Deeper nesting than this is not carried over. */
const DEEPEST = 200;

/** Where a value stands in its resource, and what becomes of its sensitive parts. */
interface PlainOptions {
  readonly path?: Path;
  readonly secrets?: Secrets;
}

/**
 * The value as documents hold it. Sensitive values leave as unknown ones, so that no report can show them, unless they
 * are `used`.
 *
 * Two unknowns are the same fact when their reasons are the same text. One variable may stand in many places, in which
 * it decides different things, so each reason begins with its place: `where` is the address of the resource.
 */
export function toPlain(value: Value, where: string, options: PlainOptions = {}): Plain {
  const {path = [], secrets = 'hidden'} = options;
  switch (value.kind) {
    case 'null':
      return null;
    case 'bool':
    case 'string':
      return value.value;
    case 'number':
      return toDouble(value.value);
    case 'sensitive':
      if (secrets === 'used') return toPlain(value.value, where, options);
      return new UnknownValue(`${where}.${printPath(path)}: ${value.reason}`);
    case 'unknown':
      return new UnknownValue(`${where}.${printPath(path)}: ${value.reason}`);
    case 'failed':
      return new UnknownValue(`${where}.${printPath(path)}: ${value.message}`);
  }
  const inside = (step: string | number): PlainOptions => ({secrets, path: [...path, step]});
  if (isSequence(value)) return value.items.map((item, index) => toPlain(item, where, inside(index)));
  return toPlainObject(value, where, options);
}

/** The entries of an object or map as documents hold them. */
export function toPlainObject(value: Mapping, where: string, options: PlainOptions = {}): PlainObject {
  const {path = []} = options;
  const entries = [...value.entries].map(([key, each]) => [
    key,
    toPlain(each, where, {...options, path: [...path, key]}),
  ]);
  return Object.fromEntries(entries);
}

/** A JSON or YAML value as the language has it: arrays are tuples, maps are objects. */
export function fromPlain(value: unknown, depth = 0): Value {
  if (depth > DEEPEST) return failed('the value is nested too deeply');
  if (value === null || value === undefined) return nothing;
  if (typeof value === 'string') return text(value);
  if (typeof value === 'boolean') return bool(value);
  if (typeof value === 'number') {
    const exact = fromDouble(value);
    return exact ? number(exact) : failed('not a number');
  }
  if (typeof value === 'bigint') return number({top: value, bottom: 1n});
  if (value instanceof UnknownValue) return unknown(value.reason);
  if (Array.isArray(value)) return tuple(value.map((item) => fromPlain(item, depth + 1)));
  if (typeof value === 'object') {
    return object(Object.entries(value).map(([key, each]) => [key, fromPlain(each, depth + 1)]));
  }
  return failed(`a ${typeof value} is no value of the language`);
}

export function isPlainObject(value: Plain | undefined): value is PlainObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof UnknownValue);
}

export function isPlainArray(value: Plain | undefined): value is readonly Plain[] {
  return Array.isArray(value);
}

/** Nothing there: null, an empty text, list or map are all the same to the provider (terraform.md section 2.4). */
export function isEmpty(value: Plain | undefined): boolean {
  if (value === null || value === undefined || value === '') return true;
  if (isPlainArray(value)) return value.length === 0;
  return isPlainObject(value) && Object.keys(value).length === 0;
}

/** The blocks of one type: a list of objects, where an element or the whole may be unknown. */
export function blocksOf(values: PlainObject, type: string): readonly Plain[] | UnknownValue {
  const found = Object.hasOwn(values, type) ? values[type] : undefined;
  if (found instanceof UnknownValue) return found;
  return isPlainArray(found) ? found : [];
}

/** The only block of a type; undefined when there is none. A null element is an empty block. */
export function blockOf(values: PlainObject, type: string): PlainObject | UnknownValue | undefined {
  const blocks = blocksOf(values, type);
  if (blocks instanceof UnknownValue) return blocks;
  const [first] = blocks;
  if (first === undefined) return undefined;
  if (first instanceof UnknownValue) return first;
  return isPlainObject(first) ? first : {};
}

/** An own argument of a block, null when it is not there. */
export function argument(values: PlainObject, name: string): Plain {
  return (Object.hasOwn(values, name) ? values[name] : null) ?? null;
}

/** The object without its entries that are undefined. */
export function present(entries: Readonly<Record<string, Plain | undefined>>): PlainObject {
  const kept: Record<string, Plain> = {};
  for (const [key, value] of Object.entries(entries)) if (value !== undefined) kept[key] = value;
  return kept;
}
