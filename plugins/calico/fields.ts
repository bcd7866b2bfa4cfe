import {isObject, type Json, printPath} from '../../src/base/json.ts';
import {nearest} from '../../src/base/near.ts';
import {UnknownValue} from '../../src/base/unknown-value.ts';
import type {Layer, Severity} from '../../src/diagnostics/diagnostic.ts';
import {type Diagnostic, type DiagnosticDetails, diagnostic} from '../../src/diagnostics/diagnostic.ts';
import {type Origin, within} from '../../src/diagnostics/origin.ts';

/** Where problems of one document are gathered while it is read. */
export interface Problems {
  readonly add: (problem: Diagnostic) => void;
  /** True once an error was added: the object is refused. */
  readonly refused: () => boolean;
  readonly all: () => readonly Diagnostic[];
}

export function gatherProblems(): Problems {
  const found: Diagnostic[] = [];
  return {
    add: (problem) => found.push(problem),
    refused: () => found.some(({severity}) => severity === 'error'),
    all: () => found,
  };
}

/** An object of the document whose values are not looked at yet. */
export interface Fields {
  readonly values: Readonly<Record<string, unknown>>;
  readonly origin: Origin;
  readonly problems: Problems;
}

/** A value of an object or list, with its place. */
export interface Item {
  readonly value: unknown;
  readonly origin: Origin;
  readonly problems: Problems;
}

/**
 * The fields of an object. Null counts as absent, with a warning: people write `selector:` and mean nothing by it. A key
 * that is not among `known` is reported; undefined `known` allows any.
 */
export function fieldsOf(item: Item, known?: readonly string[]): Fields | undefined {
  const {value, origin, problems} = item;
  if (value === undefined) return undefined;
  if (!isObject(value) || value instanceof UnknownValue) {
    wrongType(item, 'an object');
    return undefined;
  }
  for (const key of Object.keys(value)) {
    if (known && !known.includes(key)) unknownField(within(origin, key), key, known, problems);
  }
  return {values: value, origin, problems};
}

export function field(fields: Fields, key: string): Item {
  const origin = within(fields.origin, key);
  const value = Object.hasOwn(fields.values, key) ? fields.values[key] : undefined;
  if (value !== null) return {value, origin, problems: fields.problems};
  fields.problems.add(diagnostic('null-absent', origin, {arguments: {path: printPath(origin.path)}}));
  return {value: undefined, origin, problems: fields.problems};
}

/** The fields of an object in which each of `keys`, and no other, must stand. */
export function required(item: Item, keys: readonly string[]): Fields | undefined {
  const fields = fieldsOf(item, keys);
  if (!fields) return undefined;
  for (const key of keys) {
    if (!isPresent(fields, key)) missing({...item, origin: within(item.origin, key)});
  }
  return fields;
}

export function isPresent(fields: Fields, key: string): boolean {
  return Object.hasOwn(fields.values, key) && fields.values[key] !== null;
}

export function text(item: Item): string | undefined {
  return checked(item, (value) => typeof value === 'string', 'a text');
}

export function flag(item: Item): boolean | undefined {
  return checked(item, (value) => typeof value === 'boolean', 'true or false');
}

export function number(item: Item): number | undefined {
  return checked(item, (value): value is number => typeof value === 'number' && Number.isFinite(value), 'a number');
}

/** A whole number of a range; outside of it the value is refused by `layer`. */
export function integer(item: Item, low: number, high: number, layer: Layer = 'api-server'): number | undefined {
  const value = checked(item, (each): each is number => Number.isInteger(each), 'a whole number');
  if (value === undefined || (value >= low && value <= high)) return value;
  invalid(item, `it must be from ${low} to ${high}`, layer);
  return undefined;
}

export function oneOfTexts<T extends string>(item: Item, allowed: readonly T[]): T | undefined {
  const value = text(item);
  const found = allowed.find((each) => each === value);
  if (value !== undefined && found === undefined)
    invalid(item, `it must be one of ${allowed.join(', ')}`, 'api-server');
  return found;
}

export function list(item: Item): readonly Item[] | undefined {
  const values = checked(item, (value): value is readonly unknown[] => Array.isArray(value), 'a list');
  return values?.map((value, index) => ({value, origin: within(item.origin, index), problems: item.problems}));
}

/** A list of texts; entries that are none are reported and left out. */
export function texts(item: Item): readonly string[] | undefined {
  return list(item)?.flatMap((each) => text(each) ?? []);
}

/**
 * A mapping of texts to texts, such as labels; undefined when it is absent. An unquoted number or `true` is a text to the
 * project's own tool, and refused by kubectl.
 */
export function textMap(item: Item): Readonly<Record<string, string>> | undefined {
  const fields = fieldsOf(item);
  if (!fields) return undefined;
  const entries = Object.keys(fields.values).map((key) => [key, textOrScalar(field(fields, key))] as const);
  return Object.fromEntries(entries.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
}

function textOrScalar(item: Item): string | undefined {
  const {value} = item;
  if (typeof value !== 'boolean' && typeof value !== 'number') return text(item);
  misleading(item, `it is no text; kubectl refuses it, calicoctl reads ${JSON.stringify(String(value))}; quote it`);
  return String(value);
}

export function invalid(item: Item, reason: string, layer: Layer): void {
  add(item, 'value-invalid', {layer, arguments: {value: jsonOf(item.value), reason}});
}

/** The API server refuses the object without this field. */
export function missing(item: Omit<Item, 'value'>): void {
  add(item, 'field-missing', {layer: 'api-server'});
}

/** Fields that do not go together (calico.md 3.4). */
export function conflict(item: Omit<Item, 'value'>, reason: string, layer: Layer): void {
  add(item, 'combination-invalid', {layer, arguments: {reason}});
}

/** Accepted, but it hardly means what its author thinks. */
export function misleading(item: Omit<Item, 'value'>, reason: string, severity: Severity = 'warning'): void {
  add(item, 'value-misleading', {layer: 'engine', severity, arguments: {reason}});
}

export function add(item: Omit<Item, 'value'>, code: Diagnostic['code'], details: DiagnosticDetails): void {
  const path = printPath(item.origin.path);
  item.problems.add(diagnostic(code, item.origin, {...details, arguments: {path, ...details.arguments}}));
}

/** No policy document is deeper. */
const DEEPEST = 40;

/** A plain copy of a value for a message or a remainder; what no JSON can hold is named. */
function jsonOf(value: unknown, depth = 0): Json {
  if (value instanceof UnknownValue) return `(${value.reason})`;
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (depth > DEEPEST) return '...';
  if (Array.isArray(value)) return value.map((each) => jsonOf(each, depth + 1));
  if (isObject(value))
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, jsonOf(each, depth + 1)]));
  return String(value);
}

/** Narrows by a test on the same value; reports another type. */
function checked<T>(item: Item, test: (value: unknown) => value is T, expected: string): T | undefined {
  const {value} = item;
  if (value === undefined) return undefined;
  if (test(value)) return value;
  wrongType(item, expected);
  return undefined;
}

function wrongType(item: Item, expected: string): void {
  add(item, 'field-type', {layer: 'api-server', arguments: {found: typeName(item.value), expected}});
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (value instanceof UnknownValue) return 'a value that is not known yet';
  if (Array.isArray(value)) return 'a list';
  if (isObject(value)) return 'an object';
  if (typeof value === 'string') return `the text ${JSON.stringify(value.slice(0, 60))}`;
  return `the ${typeof value} ${String(value).slice(0, 60)}`;
}

/** Features of the commercial product must not be taken for mistyped ones (calico.md 3.2). */
const COMMERCIAL = ['domains', 'allowedEgressDomains'];

function unknownField(origin: Origin, key: string, known: readonly string[], problems: Problems): void {
  const place = {origin, problems};
  if (COMMERCIAL.includes(key)) {
    add(place, 'field-unsupported', {
      severity: 'error',
      layer: 'api-server',
      arguments: {effect: 'domain names belong to the commercial product; open source Calico refuses the object'},
    });
    return;
  }
  const [hint] = nearest(key, known);
  add(place, 'field-unknown', {
    layer: 'api-server',
    arguments: {...(hint !== undefined && {hint})},
  });
}
