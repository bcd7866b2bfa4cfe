import {convert} from '../language/convert.ts';
import {MOST_WEIGHT, sizeOf} from '../language/size.ts';
import {anyType, type Type, typeOf, unify} from '../language/type.ts';
import {failed, key, list, set, tuple, type Value} from '../language/value.ts';
import type {Functions} from './definition.ts';
import {sequenceOf} from './inputs.ts';

/** Functions of sets. */
export const setFunctions: Functions = {
  setintersection: {least: 1, run: (inputs) => combine(inputs, (a, b) => among(a, b, true))},
  setproduct: {least: 2, run: product},
  setsubtract: {least: 2, most: 2, run: (inputs) => combine(inputs, (a, b) => among(a, b, false))},
  setunion: {least: 1, run: (inputs) => combine(inputs, (a, b) => [...a, ...b])},
};

function combine(
  inputs: readonly Value[],
  join: (a: readonly Value[], b: readonly Value[]) => readonly Value[],
): Value {
  const sources = inputs.map(sequenceOf);
  const known = sources.filter((source) => source !== undefined);
  const element = unify(
    known.flatMap((source) => (source.kind === 'tuple' ? source.items.map(typeOf) : [source.element])),
  );
  if (known.length < sources.length || !element) return failed('sets of one type are required');
  const rows = known.map((source) => source.items.map((item) => convert(item, element)));
  const joined = rows.slice(1).reduce<readonly Value[]>(join, rows[0] ?? []);
  return set(joined, element);
}

/** Every combination, the first input slowest. Of sets alone it is a set, else a list. */
function product(inputs: readonly Value[]): Value {
  const sources = inputs.map(sequenceOf);
  const known = sources.filter((source) => source !== undefined);
  if (known.length < sources.length) return failed('lists or sets are required');
  const size = known.reduce((total, source) => total * source.items.length, 1);
  const heaviest = Math.max(...known.map((source) => sizeOf(source).weight / Math.max(source.items.length, 1)));
  if (size > 100_000 || size * known.length * heaviest > MOST_WEIGHT) return failed('the product is too large');
  const rows = known.reduce<readonly (readonly Value[])[]>(
    (before, source) => before.flatMap((row) => source.items.map((item) => [...row, item])),
    [[]],
  );
  const of = known.map((source) => elementType(source));
  const element: Type = {is: 'tuple', of};
  const items = rows.map((row) => convert(tuple(row), element));
  return known.some(({kind}) => kind === 'set') ? set(items, element) : list(items, element);
}

function elementType(source: NonNullable<ReturnType<typeof sequenceOf>>): Type {
  return source.kind === 'tuple' ? (unify(source.items.map(typeOf)) ?? anyType) : source.element;
}

/** The items that others have too, or have not. */
function among(items: readonly Value[], others: readonly Value[], wanted: boolean): readonly Value[] {
  const known = new Set(others.map(key));
  return items.filter((item) => known.has(key(item)) === wanted);
}
