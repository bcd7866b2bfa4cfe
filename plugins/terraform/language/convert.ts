import {printFraction} from './decimal.ts';
import {parseFraction} from './number.ts';
import {type AttributeType, printType, type Type, typeOf, unify} from './type.ts';
import {
  bool,
  failed,
  isMapping,
  isSequence,
  list,
  map,
  marked,
  number,
  object,
  set,
  text,
  tuple,
  type Value,
} from './value.ts';

/** The value as this type, or `failed` with the reason (terraform.md section 4.2). Unknown parts stay unknown. */
export function convert(value: Value, type: Type): Value {
  if (value.kind === 'unknown' || value.kind === 'failed') return value;
  if (value.kind === 'sensitive') {
    return marked(convert(value.value, type), value.reason);
  }
  if (type.is === 'any') return value;
  if (value.kind === 'null') return {kind: 'null', type};
  switch (type.is) {
    case 'string':
      return toText(value);
    case 'number':
      return toNumber(value);
    case 'bool':
      return toBool(value);
    case 'list':
    case 'set':
      return toRow(value, type.is, type.of);
    case 'map':
      return toMap(value, type.of);
    case 'tuple':
      return toTuple(value, type.of);
    case 'object':
      return toObject(value, type.of);
  }
}

/** The text of a string, number or bool, as templates and labels have it; undefined for anything else. */
export function plainText(value: Value): string | undefined {
  if (value.kind === 'string') return value.value;
  if (value.kind === 'bool') return String(value.value);
  return value.kind === 'number' ? printFraction(value.value) : undefined;
}

function toText(value: Value): Value {
  if (value.kind === 'string') return value;
  const plain = plainText(value);
  return plain === undefined ? failed('string required') : text(plain);
}

function toNumber(value: Value): Value {
  if (value.kind === 'number') return value;
  const parsed = value.kind === 'string' ? parseFraction(value.value) : undefined;
  return parsed ? number(parsed) : failed('a number is required');
}

function toBool(value: Value): Value {
  if (value.kind === 'bool') return value;
  if (value.kind === 'string' && (value.value === 'true' || value.value === '1')) return bool(true);
  if (value.kind === 'string' && (value.value === 'false' || value.value === '0')) return bool(false);
  return failed('a bool is required');
}

function toRow(value: Value, is: 'list' | 'set', type: Type): Value {
  const build = is === 'list' ? list : set;
  if (!isSequence(value)) return failed(`${is} of ${printType(type)} required`);
  const of = elementType(value.items, type);
  if (!of) return failed('all elements must have the same type');
  const items = value.items.map((item) => convert(item, of));
  return firstFailure(items, (index) => `element ${index}`) ?? build(items, of);
}

function toMap(value: Value, type: Type): Value {
  if (!isMapping(value)) return failed(`map of ${printType(type)} required`);
  if (value.kind === 'object' && value.others) return value.others;
  const of = elementType([...value.entries.values()], type);
  if (!of) return failed('all map elements must have the same type');
  const entries = [...value.entries].map(([key, each]) => [key, convert(each, of)] as const);
  const failure = firstFailure(
    entries.map(([, each]) => each),
    (index) => `element ${JSON.stringify(entries[index]?.[0])}`,
  );
  return failure ?? map(entries, of);
}

function toTuple(value: Value, types: readonly Type[]): Value {
  if (!isSequence(value) || value.items.length !== types.length) return failed(`tuple of ${types.length} required`);
  const items = value.items.map((item, index) => convert(item, types[index] ?? {is: 'any'}));
  return firstFailure(items, (index) => `element ${index}`) ?? tuple(items);
}

/** Undeclared attributes are dropped; absent optional ones get their default, which is converted too. */
function toObject(value: Value, types: ReadonlyMap<string, AttributeType>): Value {
  if (!isMapping(value)) return failed('object required');
  const entries: [string, Value][] = [];
  for (const [key, {type, optional, otherwise}] of types) {
    const given = value.entries.get(key) ?? (value.kind === 'object' ? value.others : undefined);
    if (!given && !optional) return failed(`attribute ${JSON.stringify(key)} is required`);
    const missing = !given || given.kind === 'null';
    const converted = convert(missing && otherwise ? otherwise : (given ?? {kind: 'null'}), type);
    if (converted.kind === 'failed') return failed(`attribute ${JSON.stringify(key)}: ${converted.message}`);
    entries.push([key, converted]);
  }
  return object(entries);
}

/** The type that elements get: the one asked for, else the one they share. */
function elementType(items: readonly Value[], asked: Type): Type | undefined {
  return asked.is === 'any' ? unify(items.map(typeOf)) : asked;
}

function firstFailure(items: readonly Value[], name: (index: number) => string): Value | undefined {
  const index = items.findIndex(({kind}) => kind === 'failed');
  const found = items[index];
  return found?.kind === 'failed' ? failed(`${name(index)}: ${found.message}`) : undefined;
}
