import {convert} from '../language/convert.ts';
import {add, compare, type Fraction, fraction, sign} from '../language/number.ts';
import {anyType, listOf, numberType, printType, stringType, typeOf, unify} from '../language/type.ts';
import {
  bool,
  elementsOf,
  failed,
  isMapping,
  isSequence,
  key,
  list,
  map,
  nothing,
  number,
  object,
  type Sequence,
  text,
  tuple,
  type Value,
} from '../language/value.ts';
import type {Functions} from './definition.ts';
import {listOfItems, mappingOf, sequenceOf, textOf, textsOf, wholeOf} from './inputs.ts';
import {letters} from './letters.ts';

/** Functions of lists and maps. Pitfalls: terraform.md section 4.6. */
export const collectionFunctions: Functions = {
  alltrue: {least: 1, most: 1, run: ([items]) => truths(items, (all) => all.every(Boolean))},
  anytrue: {least: 1, most: 1, run: ([items]) => truths(items, (all) => all.some(Boolean))},
  chunklist: {least: 2, most: 2, partial: true, run: ([items, size]) => chunks(items, wholeOf(size))},
  coalescelist: {least: 1, nulls: true, partial: true, run: coalesceList},
  compact: {least: 1, most: 1, run: ([items]) => compact(items)},
  concat: {least: 1, partial: true, run: concat},
  contains: {least: 2, most: 2, run: ([items, item]) => contains(items, item)},
  distinct: {least: 1, most: 1, run: ([items]) => distinct(items)},
  element: {least: 2, most: 2, partial: true, run: ([items, index]) => element(items, wholeOf(index))},
  flatten: {least: 1, most: 1, partial: true, run: ([items]) => (sequenceOf(items) ? tuple(flat(items)) : notAList)},
  index: {least: 2, most: 2, run: ([items, item]) => indexIn(items, item)},
  keys: {least: 1, most: 1, partial: true, run: ([entries]) => keys(entries)},
  length: {least: 1, most: 1, partial: true, run: ([value]) => length(value)},
  lookup: {least: 2, most: 3, nulls: true, partial: true, run: lookup},
  matchkeys: {least: 3, most: 3, run: matchKeys},
  merge: {least: 0, nulls: true, partial: true, run: merge},
  one: {least: 1, most: 1, partial: true, run: ([items]) => one(items)},
  range: {least: 1, most: 3, run: range},
  reverse: {least: 1, most: 1, partial: true, run: ([items]) => reverse(items)},
  slice: {least: 3, most: 3, partial: true, run: ([items, from, to]) => slice(items, wholeOf(from), wholeOf(to))},
  sort: {least: 1, most: 1, run: ([items]) => sort(items)},
  transpose: {least: 1, most: 1, run: ([entries]) => transpose(entries)},
  values: {least: 1, most: 1, partial: true, run: ([entries]) => values(entries)},
  zipmap: {least: 2, most: 2, partial: true, run: ([names, items]) => zipMap(names, items)},
};

const notAList = failed('a list is required');
const notAMap = failed('a map or object is required');

/** A list keeps being one, with its type; anything else becomes a tuple. */
function like(source: Sequence, items: readonly Value[]): Value {
  return source.kind === 'tuple' ? tuple(items) : list(items, source.element);
}

function truths(items: Value | undefined, test: (all: readonly boolean[]) => boolean): Value {
  const converted = sequenceOf(items)?.items.map((item) => convert(item, {is: 'bool'}));
  if (!converted) return notAList;
  const failure = converted.find(({kind}) => kind === 'failed');
  return failure ?? bool(test(converted.map((item) => item.kind === 'bool' && item.value)));
}

function chunks(items: Value | undefined, size: number | undefined): Value {
  const source = sequenceOf(items);
  if (!source || size === undefined || size < 0) return failed('a list and a size are required');
  const step = size === 0 ? source.items.length : size;
  const rows: Value[] = [];
  for (let at = 0; at < source.items.length; at += step) rows.push(listOfItems(source.items.slice(at, at + step)));
  return listOfItems(rows);
}

function coalesceList(inputs: readonly Value[]): Value {
  if (inputs.some(({kind}) => kind !== 'list' && kind !== 'tuple')) return failed('lists are required');
  return inputs.find((input) => elementsOf(input).length > 0) ?? failed('no list has elements');
}

function compact(items: Value | undefined): Value {
  const source = items && convert(items, listOf(stringType));
  if (source?.kind !== 'list') return source ?? notAList;
  return list(
    source.items.filter((item) => item.kind !== 'null' && textOf(item) !== ''),
    stringType,
  );
}

/** Lists of one type stay a list, anything else becomes a tuple. */
function concat(inputs: readonly Value[]): Value {
  const sources = inputs.map(sequenceOf);
  const known = sources.filter((source): source is Sequence => source !== undefined && source.kind !== 'set');
  if (known.length < sources.length) return notAList;
  const items = known.flatMap((source) => source.items);
  const element = known.every((source) => source.kind === 'list') ? unify(known.map(typeOf)) : undefined;
  return element?.is === 'list' ? convert(list(items, element.of), element) : tuple(items);
}

/** Compares without converting: the text "80" is not the number 80. */
function contains(items: Value | undefined, item: Value | undefined): Value {
  const source = sequenceOf(items);
  if (!source || !item) return notAList;
  const wanted = key(item);
  return bool(source.items.some((each) => key(each) === wanted));
}

function distinct(items: Value | undefined): Value {
  const source = sequenceOf(items);
  if (!source) return notAList;
  const row = listOfItems(source.items);
  if (!isSequence(row) || row.kind === 'tuple') return row;
  return {...row, items: [...new Map(row.items.map((item) => [key(item), item])).values()]};
}

function element(items: Value | undefined, index: number | undefined): Value {
  const source = sequenceOf(items);
  if (!source || source.kind === 'set' || index === undefined) return failed('a list and a whole number are required');
  if (source.items.length === 0) return failed('the list is empty');
  if (index < 0) return failed('a negative index is not allowed');
  return source.items[index % source.items.length] ?? nothing;
}

function flat(value: Value | undefined): readonly Value[] {
  if (!value) return [];
  return isSequence(value) ? value.items.flatMap(flat) : [value];
}

function indexIn(items: Value | undefined, item: Value | undefined): Value {
  const source = sequenceOf(items);
  if (!source || source.kind === 'set' || !item) return notAList;
  const wanted = key(item);
  const found = source.items.findIndex((each) => key(each) === wanted);
  return found < 0 ? failed('the item is not in the list') : number(found);
}

function keys(entries: Value | undefined): Value {
  const source = mappingOf(entries);
  if (!source) return notAMap;
  const names = [...source.entries.keys()].map(text);
  if (source.kind === 'map') return list(names, stringType);
  return source.others ?? tuple(names);
}

function values(entries: Value | undefined): Value {
  const source = mappingOf(entries);
  if (!source) return notAMap;
  const items = [...source.entries.values()];
  return source.kind === 'map' ? list(items, source.element) : (source.others ?? tuple(items));
}

function length(value: Value | undefined): Value {
  if (value?.kind === 'string') return number(letters(value.value).length);
  if (value?.kind === 'object' && value.others) return value.others;
  if (!value || !(isSequence(value) || isMapping(value))) return failed('a text, a list or a map is required');
  return number(elementsOf(value).length);
}

function lookup([entries, name, otherwise]: readonly Value[]): Value {
  const source = mappingOf(entries);
  const key = textOf(name);
  if (!source || key === undefined) return failed('a map and a key are required');
  const found = source.entries.get(key) ?? (source.kind === 'object' ? source.others : undefined) ?? otherwise;
  if (!found) return failed(`there is no key ${JSON.stringify(key)}`);
  return source.kind === 'map' ? convert(found, source.element) : found;
}

/** Keys and what is searched for are converted to one type, values to that of their list. */
function matchKeys(inputs: readonly Value[]): Value {
  const lists = inputs.map((input) => convert(input, listOf(anyType)));
  const [values, names, wanted] = lists.map(sequenceOf);
  if (!values || !names || !wanted) return notAList;
  if (values.items.length !== names.items.length) return failed('as many keys as values are required');
  const type = unify([names, wanted].map(typeOf));
  if (!type) return failed('the keys and what is searched for must have the same type');
  const searched = new Set(elementsOf(convert(wanted, type)).map(key));
  const kept = elementsOf(convert(names, type)).map((name) => searched.has(key(name)));
  return like(
    values,
    values.items.filter((_, index) => kept[index]),
  );
}

/** Shallow; null inputs are skipped, null values kept. Maps of one type stay a map. */
function merge(inputs: readonly Value[]): Value {
  const given = inputs.filter(({kind}) => kind !== 'null');
  // A null is passed over, but not one of a type that could never be merged.
  const typed = inputs.flatMap((input) => (input.kind === 'null' && input.type ? [input.type.is] : []));
  if (typed.some((is) => is !== 'map' && is !== 'object' && is !== 'any')) return notAMap;
  const sources = given.map(mappingOf);
  const known = sources.filter((source) => source !== undefined);
  if (known.length < sources.length) return notAMap;
  const open = known.find((source) => source.kind === 'object' && source.others);
  if (open?.kind === 'object' && open.others) return open.others;
  const entries = known.flatMap((source) => [...source.entries]);
  const types = new Set(known.map((source) => (source.kind === 'map' ? printType(source.element) : undefined)));
  const [first] = known;
  return types.size === 1 && first?.kind === 'map' ? map(entries, first.element) : object(entries);
}

function one(items: Value | undefined): Value {
  const source = sequenceOf(items);
  if (!source || source.items.length > 1) return failed('a list with no or one element is required');
  return source.items[0] ?? nothing;
}

function range(inputs: readonly Value[]): Value {
  const known = inputs
    .map((input) => convert(input, numberType))
    .flatMap((each) => (each.kind === 'number' ? [each.value] : []));
  if (known.length < inputs.length) return failed('numbers are required');
  const [start = zero, end = zero] = known.length === 1 ? [zero, known[0]] : known;
  const way = compare(end, start);
  const step = known[2] ?? fraction(way < 0 ? -1n : 1n);
  if (Math.sign(way) * Number(sign(step)) < 0 || step.top === 0n) return failed('the step leads nowhere');
  const found: Value[] = [];
  for (let at: Fraction | undefined = start; at && compare(at, end) * Number(sign(step)) < 0; at = add(at, step)) {
    if (found.length === 1024) return failed('more than 1024 numbers');
    found.push(number(at));
  }
  return list(found, numberType);
}

const zero = fraction(0n);

function reverse(items: Value | undefined): Value {
  const source = sequenceOf(items);
  return source ? like(source, [...source.items].reverse()) : notAList;
}

function slice(items: Value | undefined, from: number | undefined, to: number | undefined): Value {
  const source = sequenceOf(items);
  if (!source || source.kind === 'set' || from === undefined || to === undefined) return notAList;
  if (from < 0 || to < from || to > source.items.length) return failed('the positions are outside of the list');
  return like(source, source.items.slice(from, to));
}

function sort(items: Value | undefined): Value {
  const texts = textsOf(items);
  if (!texts) return failed('a list of strings is required');
  const ordered = [...texts].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return list(ordered.map(text), stringType);
}

function transpose(entries: Value | undefined): Value {
  const source = mappingOf(entries);
  if (!source) return notAMap;
  const turned = new Map<string, string[]>();
  for (const [name, items] of source.entries) {
    const texts = textsOf(items);
    if (!texts) return failed('a map of lists of strings is required');
    for (const item of texts) {
      const names = turned.get(item) ?? [];
      names.push(name);
      turned.set(item, names);
    }
  }
  const lists = [...turned].map(([name, items]) => [name, list(items.map(text), stringType)] as const);
  return map(lists, listOf(stringType));
}

function zipMap(names: Value | undefined, items: Value | undefined): Value {
  const keysOfItems = textsOf(names);
  const source = sequenceOf(items);
  if (!keysOfItems || !source) return notAList;
  if (keysOfItems.length !== source.items.length) return failed('as many keys as values are required');
  const entries = keysOfItems.map((name, index) => [name, source.items[index] ?? nothing] as const);
  return source.kind === 'tuple' ? object(entries) : map(entries, source.element ?? anyType);
}
