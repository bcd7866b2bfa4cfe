import {isObject, type Path} from '../../src/base/json.ts';
import {nearest} from '../../src/base/near.ts';
import {UnknownValue} from '../../src/base/unknown-value.ts';

/**
 * Decoding of a plain value into the shape of `schema.ts` as the API server does it (kubernetes.md A3): null is absent,
 * a null list item is the zero object, a null label value the empty text, another type refuses the whole object, an
 * unknown field is named. What a carrier could not know passes through as it is.
 */
export type Decoder<T> = (value: unknown, path: Steps, found: Findings) => T | UnknownValue | undefined;

/** The way to the value that is being decoded: one list that grows and shrinks, since hardly ever anybody asks for it. */
type Steps = (string | number)[];

/** What decoding met, in the order of the document. */
export interface Findings {
  readonly types: {readonly path: Path; readonly found: string; readonly expected: string}[];
  readonly fields: {readonly path: Path; readonly hint?: string}[];
  readonly nulls: {readonly path: Path}[];
}

export function noFindings(): Findings {
  return {types: [], fields: [], nulls: []};
}

export type Decoded<D> = D extends Decoder<infer T> ? T : never;

export const text: Decoder<string> = (value, path, found) =>
  plain(value, path, found, 'text', (each) => typeof each === 'string');

/** int32, as Go decodes it: `80.0` arrives as 80, a fraction or a larger number does not decode. */
export const integer: Decoder<number> = (value, path, found) => plain(value, path, found, 'a whole number', isInt32);

/** Numbers stay numbers and texts stay texts: `"80"` is a name (A3.2). */
export const integerOrText: Decoder<number | string> = (value, path, found) =>
  plain(value, path, found, 'a whole number or a name', (each) => typeof each === 'string' || isInt32(each));

/** The same decoder, which looks at the same object once where nothing is wrong with it: many documents share parts. */
export function shared<T>(decoder: Decoder<T>): Decoder<T> {
  const known = new WeakMap<object, T>();
  return (value, path, found) => {
    const before = typeof value === 'object' && value !== null ? known.get(value) : undefined;
    if (before !== undefined) return before;
    const met = found.types.length + found.fields.length + found.nulls.length;
    const decoded = decoder(value, path, found);
    const isClean = met === found.types.length + found.fields.length + found.nulls.length;
    if (
      isClean &&
      typeof value === 'object' &&
      value !== null &&
      decoded !== undefined &&
      !(decoded instanceof UnknownValue)
    ) {
      known.set(value, decoded);
    }
    return decoded;
  };
}

export const anyValue: Decoder<true> = (value) => (value === undefined || value === null ? undefined : true);

export function listOf<T>(item: Decoder<T>, zero: T): Decoder<readonly (T | UnknownValue)[]> {
  return (value, path, found) => {
    const items = plain<readonly unknown[]>(value, path, found, 'a list', (each) => Array.isArray(each));
    if (items === undefined || items instanceof UnknownValue) return items;
    const decoded = items.map((each, index) => {
      if (each === null || each === undefined) found.nulls.push({path: [...path, index]});
      return at(index, item, each, path, found) ?? zero;
    });
    // Each item was decoded to itself, just above, where the lists are equal.
    return decoded.every((each, index) => each === items[index]) ? (items as typeof decoded) : decoded;
  };
}

export const textMap: Decoder<Readonly<Record<string, string | UnknownValue>>> = (value, path, found) => {
  const map = plain(value, path, found, 'a map of text', isObject);
  if (map === undefined || map instanceof UnknownValue) return map;
  if (isTextMap(map)) return map;
  return Object.fromEntries(Object.entries(map).map(([key, each]) => [key, at(key, text, each, path, found) ?? '']));
};

export function isTextMap(map: unknown): map is Readonly<Record<string, string>> {
  return (
    isObject(map) && !(map instanceof UnknownValue) && Object.values(map).every((each) => typeof each === 'string')
  );
}

type Shape = Readonly<Record<string, Decoder<unknown>>>;
type Struct<S extends Shape> = {readonly [K in keyof S]?: Decoded<S[K]> | UnknownValue};

/** An object with these fields; another field is named, with the one that was probably meant. */
export function struct<S extends Shape>(shape: S): Decoder<Struct<S>> {
  return fields(shape, true);
}

/** An object of which only these fields are looked at: the parts of a Pod or Service that policies can see. */
export function partOf<S extends Shape>(shape: S): Decoder<Struct<S>> {
  return fields(shape, false);
}

function fields<S extends Shape>(shape: S, all: boolean): Decoder<Struct<S>> {
  return (value, path, found) => {
    const map = plain(value, path, found, 'an object', isObject);
    if (map === undefined || map instanceof UnknownValue) return map;
    // An object in which everything is as it should be needs no copy.
    let changed: {[key: string]: unknown} | undefined;
    const keys = Object.keys(map);
    for (let index = 0; index < keys.length; index++) {
      const key = keys[index] ?? '';
      const decoder = Object.hasOwn(shape, key) ? shape[key] : undefined;
      const decoded = decoder && at(key, decoder, map[key], path, found);
      if (!decoder && all) {
        const [hint] = nearest(key, Object.keys(shape));
        found.fields.push({path: [...path, key], ...(hint !== undefined && {hint})});
      }
      if (decoder ? decoded !== map[key] : all) changed ??= knownFields(map, keys.slice(0, index), shape);
      if (changed && decoded !== undefined) changed[key] = decoded;
    }
    // Each key was decoded by the decoder of that key, just above; what stands beside them in `map` nobody looks at.
    return (changed ?? map) as Struct<S>;
  };
}

function knownFields(map: Readonly<Record<string, unknown>>, keys: readonly string[], shape: Shape) {
  const own = keys.filter((key) => Object.hasOwn(shape, key));
  return Object.fromEntries(own.map((key) => [key, map[key]]));
}

/** Decodes what stands one step further in. */
function at<T>(step: string | number, decoder: Decoder<T>, value: unknown, path: Steps, found: Findings) {
  path.push(step);
  const decoded = decoder(value, path, found);
  path.pop();
  return decoded;
}

function plain<T>(
  value: unknown,
  path: Path,
  found: Findings,
  expected: string,
  test: (each: unknown) => each is T,
): T | UnknownValue | undefined {
  if (value === undefined || value === null) return undefined;
  if (test(value) || value instanceof UnknownValue) return value;
  found.types.push({path: [...path], found: typeName(value), expected});
  return undefined;
}

function isInt32(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= -(2 ** 31) && value < 2 ** 31;
}

function typeName(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (isObject(value)) return 'an object';
  return typeof value === 'string' ? `the text ${JSON.stringify(value.slice(0, 60))}` : `the ${typeof value} ${value}`;
}
