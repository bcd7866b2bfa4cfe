import {firstMark, firstUnknown, marked, type Value, withoutMarks} from './value.ts';

/**
 * Applies a function of known values: a failed input fails, an unknown one makes the result unknown, a sensitive one
 * marks it. `deep` looks into collections too, for functions that read every element.
 */
export function lift(inputs: readonly Value[], apply: (known: readonly Value[]) => Value, deep = false): Value {
  const failure = inputs.find(({kind}) => kind === 'failed');
  if (failure) return failure;
  const open = inputs.map((input) => (deep ? firstUnknown(input) : openAtTop(input))).find((each) => each);
  if (open) return open;
  const marks = inputs.map((input) =>
    deep ? firstMark(input) : input.kind === 'sensitive' ? input.reason : undefined,
  );
  const mark = marks.find((each) => each !== undefined);
  if (mark === undefined) return apply(inputs);
  return marked(apply(inputs.map((input) => (deep ? withoutMarks(input) : unmarked(input)))), mark);
}

function unmarked(value: Value): Value {
  return value.kind === 'sensitive' ? value.value : value;
}

function openAtTop(value: Value): Value | undefined {
  if (value.kind === 'unknown') return value;
  return value.kind === 'sensitive' ? openAtTop(value.value) : undefined;
}
