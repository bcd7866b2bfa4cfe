import type {Value} from './value.ts';

/** A type of the Terraform language, as constraints write it and values have it. `any` fits everything. */
export type Type =
  | {readonly is: 'any' | 'string' | 'number' | 'bool'}
  | {readonly is: 'list' | 'set' | 'map'; readonly of: Type}
  | {readonly is: 'tuple'; readonly of: readonly Type[]}
  | {readonly is: 'object'; readonly of: ReadonlyMap<string, AttributeType>};

export interface AttributeType {
  readonly type: Type;
  /** May be left out; its value is then `otherwise`, else null. */
  readonly optional?: true;
  readonly otherwise?: Value;
}

export const anyType: Type = {is: 'any'};
export const stringType: Type = {is: 'string'};
export const numberType: Type = {is: 'number'};
export const boolType: Type = {is: 'bool'};

export function listOf(of: Type): Type {
  return {is: 'list', of};
}

export function setOf(of: Type): Type {
  return {is: 'set', of};
}

export function mapOf(of: Type): Type {
  return {is: 'map', of};
}

/** The type a value has. */
export function typeOf(value: Value): Type {
  switch (value.kind) {
    case 'null':
      return value.type ?? anyType;
    case 'bool':
    case 'number':
    case 'string':
      return {is: value.kind};
    case 'list':
    case 'set':
    case 'map':
      return {is: value.kind, of: value.element};
    case 'tuple':
      return {is: 'tuple', of: value.items.map(typeOf)};
    case 'object':
      return {is: 'object', of: new Map([...value.entries].map(([key, each]) => [key, {type: typeOf(each)}]))};
    case 'sensitive':
      return typeOf(value.value);
    case 'unknown':
    case 'failed':
      return anyType;
  }
}

/** `list(string)`, `object({a: number})`: how messages and tests name a type. */
export function printType(type: Type): string {
  switch (type.is) {
    case 'list':
    case 'set':
    case 'map':
      return `${type.is}(${printType(type.of)})`;
    case 'tuple':
      return `tuple([${type.of.map(printType).join(', ')}])`;
    case 'object':
      return `object({${[...type.of].map(([key, {type: each}]) => `${key}: ${printType(each)}`).join(', ')}})`;
    case 'any':
      return 'dynamic';
    default:
      return type.is;
  }
}

/**
 * The one type that all of these convert to, as conditionals and `tolist` need it; undefined when there is none
 * (terraform.md section 4.6: numbers and bools become strings beside a string; tuples of one length stay tuples, others
 * become lists; objects with other keys become maps).
 */
export function unify(types: readonly Type[]): Type | undefined {
  const [first, ...rest] = types.filter(({is}) => is !== 'any');
  if (!first) return anyType;
  return rest.reduce<Type | undefined>((type, next) => type && unifyTwo(type, next), first);
}

function unifyTwo(a: Type, b: Type): Type | undefined {
  if (a.is === 'any') return b;
  if (b.is === 'any') return a;
  if (isPrimitive(a) && isPrimitive(b)) {
    return a.is === b.is ? a : a.is === 'string' || b.is === 'string' ? stringType : undefined;
  }
  if (a.is === 'object' && b.is === 'object') return unifyObjects(a.of, b.of);
  if (isNamed(a) && isNamed(b)) {
    const of = unify([...partsOf(a), ...partsOf(b)]);
    return of && mapOf(of);
  }
  if (a.is === 'tuple' && b.is === 'tuple' && a.of.length === b.of.length) {
    const of = a.of.map((each, index) => unifyTwo(each, b.of[index] ?? anyType));
    const known = of.filter((each) => each !== undefined);
    return known.length === of.length ? {is: 'tuple', of: known} : undefined;
  }
  if (isRow(a) && isRow(b)) {
    const of = unify([...partsOf(a), ...partsOf(b)]);
    return of && (a.is === 'set' && b.is === 'set' ? setOf(of) : listOf(of));
  }
  return undefined;
}

function unifyObjects(a: ReadonlyMap<string, AttributeType>, b: ReadonlyMap<string, AttributeType>): Type | undefined {
  if (a.size !== b.size || [...a.keys()].some((key) => !b.has(key))) {
    const of = unify([...a.values(), ...b.values()].map(({type}) => type));
    return of && mapOf(of);
  }
  const of = new Map<string, AttributeType>();
  for (const [key, {type}] of a) {
    const shared = unifyTwo(type, b.get(key)?.type ?? anyType);
    if (!shared) return undefined;
    of.set(key, {type: shared});
  }
  return {is: 'object', of};
}

function isPrimitive(type: Type): boolean {
  return type.is === 'string' || type.is === 'number' || type.is === 'bool';
}

function isNamed(type: Type): boolean {
  return type.is === 'map' || type.is === 'object';
}

function isRow(type: Type): boolean {
  return type.is === 'list' || type.is === 'set' || type.is === 'tuple';
}

function partsOf(type: Type): readonly Type[] {
  if (type.is === 'tuple') return type.of;
  if (type.is === 'object') return [...type.of.values()].map((each) => each.type);
  return 'of' in type ? [type.of] : [];
}
