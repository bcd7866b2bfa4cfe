import {convert} from '../language/convert.ts';
import {anyType, type Type, typeOf, unify} from '../language/type.ts';
import {failed, type Value} from '../language/value.ts';
import type {Functions} from './definition.ts';
import {textOf} from './inputs.ts';

/** Conversions, and the functions that choose a value. */
export const typeFunctions: Functions = {
  coalesce: {least: 1, nulls: true, partial: true, run: coalesce},
  // Ephemeral values come from ephemeral blocks alone, which are not evaluated.
  ephemeralasnull: {least: 1, most: 1, nulls: true, partial: true, run: ([value]) => value ?? missing},
  sensitive: {least: 1, most: 1, nulls: true, partial: true, run: ([value]) => hidden(value ?? missing)},
  tobool: to({is: 'bool'}),
  tolist: to({is: 'list', of: anyType}),
  tomap: to({is: 'map', of: anyType}),
  tonumber: to({is: 'number'}),
  toset: to({is: 'set', of: anyType}),
  tostring: to({is: 'string'}),
};

const missing = failed('an argument is missing');

function to(type: Type): Functions[string] {
  const run = ([value]: readonly Value[]): Value => {
    const isText = value?.kind === 'null' && ['bool', 'number', 'string'].includes(value.type?.is ?? '');
    return isText && 'of' in type
      ? failed(`a null ${value.type?.is} cannot be a ${type.is}`)
      : convert(value ?? missing, type);
  };
  return {least: 1, most: 1, nulls: true, partial: true, run};
}

function hidden(value: Value): Value {
  return {kind: 'sensitive', value, reason: 'a sensitive value'};
}

/** The first that is neither null nor an empty text, converted to the type all of them share. */
function coalesce(inputs: readonly Value[]): Value {
  const type = unify(inputs.map(typeOf));
  if (!type) return failed('all arguments must have the same type');
  const found = inputs.find((input) => input.kind !== 'null' && !(input.kind === 'string' && input.value === ''));
  if (!found) return failed('no argument is neither null nor empty');
  return textOf(found) === '' ? failed('no argument is neither null nor empty') : convert(found, type);
}
