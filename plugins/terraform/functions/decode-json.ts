import {parseFraction} from '../language/number.ts';
import {bool, failed, nothing, number, object, text, tuple, type Value} from '../language/value.ts';

/** Deeper nesting than this is refused. */
const DEEPEST = 200;

/** A string, or a number. */
const TOKEN = /"((?:[^"\\]|\\.)*)"|-?\d[\d.eE+-]*/g;

/**
 * `jsondecode`. JavaScript's own reader judges the text, but would round its numbers: it is given them as strings, with
 * a first letter that tells the two apart.
 */
export function decodeJson(encoded = ''): Value {
  try {
    JSON.parse(encoded);
  } catch (error) {
    return failed(error instanceof Error ? error.message : 'not JSON');
  }
  return unmarked(
    JSON.parse(encoded.replace(TOKEN, (token, inner) => `"${inner === undefined ? `n${token}` : `s${inner}`}"`)),
    0,
  );
}

function unmarked(marked: unknown, depth: number): Value {
  if (depth > DEEPEST) return failed('the value is nested too deeply');
  if (typeof marked === 'boolean') return bool(marked);
  if (typeof marked === 'string') return marked.startsWith('s') ? text(marked.slice(1)) : numberOf(marked.slice(1));
  if (typeof marked !== 'object' || marked === null) return nothing;
  const names = Array.isArray(marked) ? undefined : Object.keys(marked).map((name) => name.slice(1));
  const values = Object.values(marked).map((each) => unmarked(each, depth + 1));
  const failure = values.find(({kind}) => kind === 'failed');
  if (failure) return failure;
  return names ? object(values.map((value, index) => [names[index] ?? '', value])) : tuple(values);
}

function numberOf(digits: string): Value {
  const exact = parseFraction(digits);
  return exact ? number(exact) : failed(`${digits} is not a number that can be used`);
}
