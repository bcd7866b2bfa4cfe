import {evaluate, type Scope} from '../expressions.ts';
import type {Expression} from './syntax.ts';
import {type AttributeType, anyType, type Type} from './type.ts';
import {failed} from './value.ts';

/**
 * The type that a `type` argument writes: `list(object({port = optional(number, 80)}))`. Undefined for what is no type.
 * Older files write the primitive names and `list`, `map` in quotes.
 */
export function typeConstraint(expression: Expression): Type | undefined {
  const name = nameOf(expression);
  if (name !== undefined) return namedType(name);
  if (expression.is !== 'call') return undefined;
  const [inner] = expression.inputs;
  if (!inner) return undefined;
  switch (expression.name) {
    case 'list':
    case 'set':
    case 'map': {
      const of = typeConstraint(inner);
      return of && {is: expression.name, of};
    }
    case 'tuple': {
      if (inner.is !== 'tuple') return undefined;
      const of = inner.items.map(typeConstraint);
      const known = of.filter((type) => type !== undefined);
      return known.length === of.length ? {is: 'tuple', of: known} : undefined;
    }
    case 'object':
      return inner.is === 'object' ? objectType(inner) : undefined;
    default:
      return undefined;
  }
}

function namedType(name: string): Type | undefined {
  switch (name) {
    case 'string':
    case 'number':
    case 'bool':
    case 'any':
      return {is: name};
    case 'list':
    case 'set':
    case 'map':
      return {is: name, of: anyType};
    default:
      return undefined;
  }
}

function nameOf(expression: Expression): string | undefined {
  if (expression.is === 'reference' && expression.steps.length === 0) return expression.root;
  if (expression.is === 'literal' && expression.value.kind === 'string') return expression.value.value;
  return undefined;
}

function objectType({items}: Extract<Expression, {readonly is: 'object'}>): Type | undefined {
  const of = new Map<string, AttributeType>();
  for (const {key, value} of items) {
    const attribute = attributeType(value);
    const name = key.is === 'literal' && key.value.kind === 'string' ? key.value.value : nameOf(key);
    if (name === undefined || !attribute) return undefined;
    of.set(name, attribute);
  }
  return {is: 'object', of};
}

function attributeType(expression: Expression): AttributeType | undefined {
  if (expression.is !== 'call' || expression.name !== 'optional') {
    const type = typeConstraint(expression);
    return type && {type};
  }
  const [inner, otherwise] = expression.inputs;
  const type = inner && typeConstraint(inner);
  if (!type) return undefined;
  return {type, optional: true, ...(otherwise && {otherwise: evaluate(otherwise, literalScope)})};
}

/** Defaults, types and variable files are literal: neither references nor functions are allowed (section 4.2). */
export const literalScope: Scope = {
  resolve: () => failed('variables may not be used here'),
  call: () => failed('functions may not be called here'),
  spend: () => true,
  deeper: (compute) => compute(),
};
