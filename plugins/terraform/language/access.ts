import {convert, plainText} from './convert.ts';
import {toWhole} from './number.ts';
import type {Step} from './syntax.ts';
import {numberType} from './type.ts';
import {failed, isMapping, isSequence, marked, nothing, text, unknown, type Value} from './value.ts';

/** Follows steps into a value: `.name`, `[0]`, `["key"]` (terraform.md section 4.6, index). */
export function follow(value: Value, steps: readonly Step[]): Value {
  return steps.reduce<Value>((at, step) => {
    if ('attribute' in step) return attributeOf(at, step.attribute);
    return indexOf(at, step.index === null ? nothing : text(step.index));
  }, value);
}

export function attributeOf(value: Value, name: string): Value {
  if (value.kind === 'unknown' || value.kind === 'failed') return value;
  if (value.kind === 'sensitive') return marked(attributeOf(value.value, name), value.reason);
  if (value.kind === 'null') return failed(`a null value has no attribute ${quoted(name)}`);
  if (!isMapping(value)) return failed(`a ${value.kind} has no attribute ${quoted(name)}`);
  const found = value.entries.get(name);
  if (found) return found;
  if (value.kind === 'object' && value.others) {
    return value.address === undefined ? value.others : unknown(`${value.address}.${name} is known only after apply`);
  }
  return failed(`there is no attribute or element ${quoted(name)}`);
}

/** The element under a key: names of maps and objects, positions of lists and tuples. Sets have none. */
export function indexOf(value: Value, key: Value): Value {
  if (value.kind === 'failed' || key.kind === 'failed') return value.kind === 'failed' ? value : key;
  if (value.kind === 'sensitive') return marked(indexOf(value.value, key), value.reason);
  if (key.kind === 'sensitive') return marked(indexOf(value, key.value), key.reason);
  if (value.kind === 'unknown' || key.kind === 'unknown') return value.kind === 'unknown' ? value : key;
  if (value.kind === 'null') return failed('a null value has no elements');
  if (key.kind === 'null') return failed('null is no index');
  if (isMapping(value)) {
    const name = plainText(key);
    return name === undefined ? failed('the index must be a string') : attributeOf(value, name);
  }
  if (value.kind === 'set' || !isSequence(value)) return failed(`a ${value.kind} has no indexes`);
  return itemAt(value.items, key);
}

function itemAt(items: readonly Value[], key: Value): Value {
  const converted = convert(key, numberType);
  const position = converted.kind === 'number' ? toWhole(converted.value) : undefined;
  if (position === undefined) return failed('the index must be a whole number');
  if (position < 0) return failed('a negative number is no index');
  return items[position] ?? failed(`there is no element ${position}, only ${items.length}`);
}

/** What a splat walks over: the items of a sequence, nothing for null, else the value alone. */
export function splatItems(value: Value): readonly Value[] {
  if (value.kind === 'null') return [];
  return isSequence(value) ? value.items : [value];
}

function quoted(name: string): string {
  return JSON.stringify(name);
}
