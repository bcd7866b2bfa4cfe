import {isObject, type Json, type Path} from '../../src/base/json.ts';
import {nearest} from '../../src/base/near.ts';
import {UnknownValue} from '../../src/base/unknown-value.ts';
import {homeInSchema} from './misplaced-field.ts';

/** The part of a CRD's schema that decides whether the API server takes an object. */
export type Schema =
  | {
      readonly is: 'object';
      readonly fields: Readonly<Record<string, Schema>>;
      readonly required?: readonly string[];
      /** How many fields must be set, at least and at most. */
      readonly count?: readonly [least: number, most: number];
      /** A rule over the whole object, where its fields are as the schema says. */
      readonly rule?: (value: Readonly<Record<string, unknown>>) => SchemaProblem | undefined;
    }
  | {
      readonly is: 'list';
      readonly of: Schema;
      readonly count: readonly [least: number, most: number];
      readonly unique?: true;
    }
  | {readonly is: 'map'; readonly of: Schema}
  | {readonly is: 'integer'; readonly low: number; readonly high: number}
  | {
      readonly is: 'text';
      readonly oneOf?: readonly string[];
      readonly most?: number;
      readonly check?: (text: string) => string | undefined;
    }
  | {readonly is: 'anything'};

export interface SchemaProblem {
  readonly kind: 'unknown-field' | 'type' | 'value';
  readonly path: Path;
  readonly value: Json;
  readonly reason: string;
  /** The field that was probably meant. */
  readonly hint?: string;
}

/**
 * What the server says of a value: unknown fields refuse the object before anything else is looked at, as strict
 * decoding does. A null field counts as absent; a null list item is of the wrong type (kubernetes.md B3).
 */
export function checkSchema(schema: Schema, value: unknown): readonly SchemaProblem[] {
  const found: SchemaProblem[] = [];
  check(schema, value, [], found);
  const unknown = found.filter(({kind}) => kind === 'unknown-field');
  if (unknown.length === 0) return found;
  return unknown.map((each) => {
    const hint = homeInSchema(schema, each.path, each.hint);
    return hint === undefined ? each : {...each, hint};
  });
}

function check(schema: Schema, value: unknown, path: Path, found: SchemaProblem[]): void {
  if (value instanceof UnknownValue) return;
  switch (schema.is) {
    case 'object':
      if (isObject(value)) checkObject(schema, value, path, found);
      else wrongType('an object', value, path, found);
      return;
    case 'map':
      if (!isObject(value)) wrongType('a map', value, path, found);
      else
        for (const [key, each] of Object.entries(value))
          if (each !== null) check(schema.of, each, [...path, key], found);
      return;
    case 'list':
      if (Array.isArray(value)) checkList(schema, value, path, found);
      else wrongType('a list', value, path, found);
      return;
    case 'integer':
      if (typeof value !== 'number' || !Number.isInteger(value)) wrongType('a whole number', value, path, found);
      else if (value < schema.low || value > schema.high)
        bad(path, value, `it must be from ${schema.low} to ${schema.high}`, found);
      return;
    case 'text':
      if (typeof value === 'string') checkText(schema, value, path, found);
      else wrongType('text', value, path, found);
      return;
    case 'anything':
      return;
  }
}

function checkObject(
  schema: Extract<Schema, {is: 'object'}>,
  value: Readonly<Record<string, unknown>>,
  path: Path,
  found: SchemaProblem[],
): void {
  const before = found.length;
  const set = Object.entries(value).filter(([, each]) => each !== null && each !== undefined);
  for (const [key, each] of set) {
    const field = Object.hasOwn(schema.fields, key) ? schema.fields[key] : undefined;
    if (field) check(field, each, [...path, key], found);
    else {
      const [hint] = nearest(key, Object.keys(schema.fields));
      found.push({
        kind: 'unknown-field',
        path: [...path, key],
        value: key,
        reason: 'unknown field',
        ...(hint && {hint}),
      });
    }
  }
  const names = set.map(([key]) => key);
  for (const key of schema.required ?? []) if (!names.includes(key)) bad([...path, key], null, 'it is required', found);
  if (schema.count) {
    const [least, most] = schema.count;
    if (names.length < least)
      bad(path, names.length, `${least} of ${Object.keys(schema.fields).join(', ')} is needed`, found);
    if (names.length > most) bad(path, names.length, `only ${most} of ${names.join(', ')} may be set`, found);
  }
  const broken = found.length === before ? schema.rule?.(value) : undefined;
  if (broken) found.push({...broken, path: [...path, ...broken.path]});
}

function checkList(
  schema: Extract<Schema, {is: 'list'}>,
  value: readonly unknown[],
  path: Path,
  found: SchemaProblem[],
): void {
  const [least, most] = schema.count;
  if (value.length < least) bad(path, value.length, `at least ${least} item is needed`, found);
  if (value.length > most) {
    bad(path, value.length, `at most ${most} items may be given`, found);
    return;
  }
  const seen = new Set<unknown>();
  value.forEach((each, index) => {
    if (schema.unique && seen.has(each)) bad([...path, index], String(each), 'it stands in the list twice', found);
    else check(schema.of, each, [...path, index], found);
    seen.add(each);
  });
}

function checkText(schema: Extract<Schema, {is: 'text'}>, value: string, path: Path, found: SchemaProblem[]): void {
  if (schema.oneOf && !schema.oneOf.includes(value)) bad(path, value, `use ${schema.oneOf.join(', ')}`, found);
  if (schema.most !== undefined && value.length > schema.most)
    bad(path, value, `at most ${schema.most} characters`, found);
  const reason = schema.check?.(value);
  if (reason !== undefined) bad(path, value, reason, found);
}

function wrongType(expected: string, value: unknown, path: Path, found: SchemaProblem[]): void {
  const type =
    value === null
      ? 'null'
      : Array.isArray(value)
        ? 'a list'
        : isObject(value)
          ? 'an object'
          : `the ${typeof value} ${value}`;
  found.push({kind: 'type', path, value: type, reason: expected});
}

function bad(path: Path, value: Json, reason: string, found: SchemaProblem[]): void {
  found.push({kind: 'value', path, value, reason});
}
