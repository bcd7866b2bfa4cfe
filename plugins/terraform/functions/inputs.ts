import {convert, plainText} from '../language/convert.ts';
import {toWhole} from '../language/number.ts';
import {type Type, typeOf, unify} from '../language/type.ts';
import {failed, isMapping, isSequence, list, type Mapping, type Sequence, type Value} from '../language/value.ts';

/** Inputs of functions in the form they need; the second kind of result is the error. */

/** The text of a string, number or bool; undefined for anything else. */
export function textOf(value: Value | undefined): string | undefined {
  return value && plainText(value);
}

/** A whole number, also from text. */
export function wholeOf(value: Value | undefined): number | undefined {
  const converted = value && convert(value, {is: 'number'});
  return converted?.kind === 'number' ? toWhole(converted.value) : undefined;
}

export function sequenceOf(value: Value | undefined): Sequence | undefined {
  return value && isSequence(value) ? value : undefined;
}

export function mappingOf(value: Value | undefined): Mapping | undefined {
  return value && isMapping(value) ? value : undefined;
}

/** The texts of all items; undefined when one is no text. */
export function textsOf(value: Value | undefined): readonly string[] | undefined {
  const texts = sequenceOf(value)?.items.map(textOf);
  const known = texts?.filter((text) => text !== undefined);
  return known && known.length === texts?.length ? known : undefined;
}

/** Runs with all inputs as texts. */
export function withTexts(inputs: readonly Value[], run: (...texts: string[]) => Value): Value {
  const texts = inputs.map(textOf);
  const known = texts.filter((text) => text !== undefined);
  return known.length === texts.length ? run(...known) : failed('string required');
}

/** A list of the one type that the items share. */
export function listOfItems(items: readonly Value[]): Value {
  const type: Type | undefined = unify(items.map(typeOf));
  return type ? convert(list(items, type), {is: 'list', of: type}) : failed('all elements must have the same type');
}
