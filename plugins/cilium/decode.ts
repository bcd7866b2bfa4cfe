import {isObject, type Json, type Path} from '../../src/base/json.ts';
import {UnknownValue} from '../../src/base/unknown-value.ts';

/**
 * Decoding of a plain value into the shape of `schema.ts`, by Go's rules: null is absence, a wrong type is an error of
 * the whole object, an unknown field is named and left out. What a carrier could not know is left out too and named as
 * open, so that nobody takes it for absent.
 */
export interface Decoded {
  readonly wrongTypes: readonly {readonly path: Path; readonly found: string; readonly expected: string}[];
  readonly unknownFields: readonly {readonly path: Path; readonly hint?: string}[];
  readonly open: readonly {readonly path: Path; readonly reason: string}[];
}

interface Sink {
  readonly wrongTypes: Decoded['wrongTypes'][number][];
  readonly unknownFields: Decoded['unknownFields'][number][];
  readonly open: Decoded['open'][number][];
}

export type Decoder<T> = (value: unknown, path: Path, sink: Sink) => T | undefined;
export type Shape<D> = D extends Decoder<infer T> ? T : never;

/** Decodes a whole value; undefined where it does not even have the right type. */
export function decode<T>(decoder: Decoder<T>, value: unknown, path: Path): {readonly value: T | undefined} & Decoded {
  const sink: Sink = {wrongTypes: [], unknownFields: [], open: []};
  return {value: decoder(value, path, sink), ...sink};
}

export const text: Decoder<string> = (value, path, sink) =>
  plain(value, path, sink, 'text', (it) => typeof it === 'string');

export const flag: Decoder<boolean> = (value, path, sink) =>
  plain(value, path, sink, 'true or false', (it) => typeof it === 'boolean');

export const integer: Decoder<number> = (value, path, sink) =>
  plain(value, path, sink, 'a whole number', (it) => Number.isSafeInteger(it));

export const textOrInteger: Decoder<string | number> = (value, path, sink) =>
  plain(value, path, sink, 'a whole number or text', (it) => typeof it === 'string' || Number.isSafeInteger(it));

/** Any JSON value, kept as it stands. */
export const json: Decoder<Json> = (value, path, sink) => {
  if (value === null || value === undefined) return undefined;
  return plain<Json>(value, path, sink, 'a JSON value', (it): it is Json => isJson(it, 0));
};

/** A list; null entries are no values of the API. */
export function listOf<T>(item: Decoder<T>): Decoder<readonly T[]> {
  return (value, path, sink) => {
    const items = plain<readonly unknown[]>(value, path, sink, 'a list', Array.isArray);
    return items?.flatMap((each, index): T[] => {
      if (each === null) sink.wrongTypes.push({path: [...path, index], found: 'null', expected: 'a value'});
      const decoded = item(each, [...path, index], sink);
      return decoded === undefined ? [] : [decoded];
    });
  };
}

/** Text by key. The API server drops keys whose value is null (cilium.md 4). */
export const textMap: Decoder<Readonly<Record<string, string>>> = (value, path, sink) => {
  const map = plain(value, path, sink, 'a map', isObject);
  if (!map) return undefined;
  const entries = Object.entries(map).flatMap(([key, each]): [string, string][] => {
    const decoded = text(each, [...path, key], sink);
    return decoded === undefined ? [] : [[key, decoded]];
  });
  return Object.fromEntries(entries);
};

type Fields = Readonly<Record<string, Decoder<unknown>>>;
type Struct<F extends Fields> = {readonly [K in keyof F]?: Shape<F[K]>};

/** An object with these fields, all optional. */
export function struct<F extends Fields>(fields: F): Decoder<Struct<F>> {
  return (value, path, sink) => {
    const map = plain(value, path, sink, 'an object', isObject);
    if (!map) return undefined;
    const result: {[key: string]: unknown} = {};
    for (const [key, each] of Object.entries(map)) {
      const decoder = Object.hasOwn(fields, key) ? fields[key] : undefined;
      if (!decoder) {
        const hint = Object.keys(fields).find((name) => name.toLowerCase() === key.toLowerCase());
        sink.unknownFields.push({path: [...path, key], ...(hint !== undefined && {hint})});
        continue;
      }
      const decoded = decoder(each, [...path, key], sink);
      if (decoded !== undefined) result[key] = decoded;
    }
    // Each key of the result was made by the decoder of that key, just above.
    return result as Struct<F>;
  };
}

function plain<T>(
  value: unknown,
  path: Path,
  sink: Sink,
  expected: string,
  test: ((it: unknown) => it is T) | ((it: unknown) => boolean),
): T | undefined {
  if (value === null || value === undefined) return undefined;
  if (value instanceof UnknownValue) {
    sink.open.push({path, reason: value.reason});
    return undefined;
  }
  // The test has just said that it is one.
  if (test(value)) return value as T;
  sink.wrongTypes.push({path, found: typeName(value), expected});
  return undefined;
}

function typeName(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (isObject(value)) return 'an object';
  return typeof value === 'string' ? 'text' : `the ${typeof value} ${String(value)}`;
}

const DEEPEST = 50;

function isJson(value: unknown, depth: number): value is Json {
  if (depth > DEEPEST || value instanceof UnknownValue) return false;
  if (Array.isArray(value)) return value.every((each) => isJson(each, depth + 1));
  if (isObject(value)) return Object.values(value).every((each) => isJson(each, depth + 1));
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}
