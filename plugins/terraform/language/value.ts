import {compareText} from '../../../src/base/order.ts';
import {printFraction} from './decimal.ts';
import {compare, type Fraction, whole} from './number.ts';
import type {Type} from './type.ts';

/**
 * A value of the Terraform language. Three kinds stand for what is not simply known: `unknown` (nobody can say before
 * apply, or without a variable), `sensitive` (known, but never to be shown) and `failed` (an evaluation error; it
 * spreads until `try` or the argument that holds it). `static` errors are those `try` does not catch.
 */
export type Value =
  | {readonly kind: 'null'; readonly type?: Type}
  | {readonly kind: 'bool'; readonly value: boolean}
  | {readonly kind: 'number'; readonly value: Fraction}
  | {readonly kind: 'string'; readonly value: string}
  | {readonly kind: 'tuple'; readonly items: readonly Value[]}
  | {readonly kind: 'list' | 'set'; readonly items: readonly Value[]; readonly element: Type}
  | ObjectValue
  | {readonly kind: 'map'; readonly entries: ReadonlyMap<string, Value>; readonly element: Type}
  | Unknown
  | {readonly kind: 'sensitive'; readonly value: Value; readonly reason: string}
  | Failed;

export interface ObjectValue {
  readonly kind: 'object';
  readonly entries: ReadonlyMap<string, Value>;
  /** What an attribute is that is not listed, for objects of which only a part is known. */
  readonly others?: Unknown;
  /** The address of such an object, so that the attribute can be named. */
  readonly address?: string;
}

export interface Unknown {
  readonly kind: 'unknown';
  /** Why: a variable without a value, an attribute known after apply, and where. */
  readonly reason: string;
}

export interface Failed {
  readonly kind: 'failed';
  readonly message: string;
  readonly static?: true;
}

/** A value with items, in order. */
export type Sequence = Extract<Value, {readonly items: readonly Value[]}>;

/** A value with named entries. */
export type Mapping = Extract<Value, {readonly entries: ReadonlyMap<string, Value>}>;

export const nothing: Value = Object.freeze({kind: 'null'});

/** A text in composed form (NFC), as Terraform keeps them. Below U+0300 nothing composes. */
export function text(value: string): Value {
  return {kind: 'string', value: composed(value)};
}

function composed(value: string): string {
  return /[\u0300-\uffff]/.test(value) ? value.normalize('NFC') : value;
}

export function bool(value: boolean): Value {
  return {kind: 'bool', value};
}

export function number(value: Fraction | number): Value {
  return {kind: 'number', value: typeof value === 'number' ? whole(value) : value};
}

export function tuple(items: readonly Value[]): Value {
  return {kind: 'tuple', items};
}

/** An object; its entries are sorted by key, as every walk over them is. */
export function object(entries: Iterable<readonly [string, Value]>): ObjectValue {
  return {kind: 'object', entries: sorted(entries)};
}

/** An object of which other attributes are known only after apply. */
export function openObject(entries: Iterable<readonly [string, Value]>, address: string): ObjectValue {
  return {...object(entries), address, others: unknown(`${address} is known only after apply`)};
}

export function map(entries: Iterable<readonly [string, Value]>, element: Type): Value {
  return {kind: 'map', entries: sorted(entries), element};
}

export function list(items: readonly Value[], element: Type): Value {
  return {kind: 'list', items, element};
}

/** A set: sorted by its elements, without repeats. */
export function set(items: readonly Value[], element: Type): Value {
  const found = new Map(items.map((item) => [key(item), item] as const));
  return {kind: 'set', items: [...found.values()].sort(compareInSet), element};
}

export function unknown(reason: string): Unknown {
  return {kind: 'unknown', reason};
}

export function failed(message: string): Failed {
  return {kind: 'failed', message};
}

/** An error that `try` and `can` do not catch, such as a reference to what is not declared. */
export function staticError(message: string): Failed {
  return {kind: 'failed', message, static: true};
}

export function isSequence(value: Value): value is Sequence {
  return value.kind === 'tuple' || value.kind === 'list' || value.kind === 'set';
}

export function isMapping(value: Value): value is Mapping {
  return value.kind === 'object' || value.kind === 'map';
}

/** The elements of a collection, none for anything else. */
export function elementsOf(value: Value): readonly Value[] {
  if (isSequence(value)) return value.items;
  return isMapping(value) ? [...value.entries.values()] : [];
}

/** The first part, at any depth, that is unknown; undefined when all is known. */
export function firstUnknown(value: Value): Unknown | undefined {
  if (value.kind === 'unknown') return value;
  if (value.kind === 'sensitive') return firstUnknown(value.value);
  if (value.kind === 'object' && value.others) return value.others;
  for (const part of elementsOf(value)) {
    const found = firstUnknown(part);
    if (found) return found;
  }
  return undefined;
}

/** The reason of the first sensitive mark, at any depth. */
export function firstMark(value: Value): string | undefined {
  if (value.kind === 'sensitive') return value.reason;
  for (const part of elementsOf(value)) {
    const found = firstMark(part);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The same value without its sensitive marks. */
export function withoutMarks(value: Value): Value {
  if (value.kind === 'sensitive') return withoutMarks(value.value);
  if (isSequence(value)) return {...value, items: value.items.map(withoutMarks)};
  if (isMapping(value)) return {...value, entries: new Map([...value.entries].map(([k, v]) => [k, withoutMarks(v)]))};
  return value;
}

/**
 * The value marked sensitive for this reason; unchanged without one, and where there is nothing to hide. What is wrong
 * with a sensitive value is not told: it would show it.
 */
export function marked(value: Value, reason: string | undefined): Value {
  if (reason === undefined || value.kind === 'sensitive' || value.kind === 'unknown') return value;
  if (value.kind === 'failed') return {...value, message: `it fails with a value that is not shown (${reason})`};
  return {kind: 'sensitive', value, reason};
}

/** A text that is equal for equal values. Kind and type count, as `==` has it. */
export function key(value: Value): string {
  switch (value.kind) {
    case 'null':
      return 'null';
    case 'bool':
      return `bool ${value.value}`;
    case 'number':
      return `number ${printFraction(value.value)}`;
    case 'string':
      return `text ${value.value}`;
    case 'object':
    case 'map':
      return `${value.kind} {${[...value.entries].map(([k, v]) => `${JSON.stringify(k)}=${nested(v)}`).join()}}`;
    case 'tuple':
    case 'list':
    case 'set':
      return `${value.kind} [${value.items.map(nested).join()}]`;
    case 'sensitive':
      return key(value.value);
    case 'unknown':
      return `unknown ${value.reason}`;
    case 'failed':
      return `failed ${value.message}`;
  }
}

function nested(value: Value): string {
  return JSON.stringify(key(value));
}

/** Numbers by size, texts by code point, null last; anything else by a text that stands for it. */
function compareInSet(a: Value, b: Value): number {
  if (a.kind === 'null' || b.kind === 'null') return Number(a.kind === 'null') - Number(b.kind === 'null');
  if (a.kind === 'number' && b.kind === 'number') return compare(a.value, b.value);
  return a.kind === 'string' && b.kind === 'string'
    ? compareText(a.value, b.value)
    : compareText(orderText(a), orderText(b));
}

function orderText(value: Value): string {
  if (value.kind === 'string') return JSON.stringify(value.value);
  if (value.kind === 'number') return printFraction(value.value);
  if (!isSequence(value) && !isMapping(value)) return key(value);
  const parts = elementsOf(value).map((each) => `${orderText(each)};`);
  return value.kind === 'list' || value.kind === 'set' ? `[${parts.join('')}]` : `<${parts.join('')}>`;
}

function sorted(entries: Iterable<readonly [string, Value]>): ReadonlyMap<string, Value> {
  const byKey = new Map([...entries].map(([name, value]) => [composed(name), value] as const));
  return new Map([...byKey].sort(([a], [b]) => compareText(a, b)));
}
