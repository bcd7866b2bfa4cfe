import {printFraction} from '../language/decimal.ts';
import {isMapping, isSequence, type Value} from '../language/value.ts';

/** JSON as `jsonencode` writes it: no spaces, keys sorted, `<`, `>` and `&` escaped, numbers exact. */
export function printJson(value: Value): string {
  if (value.kind === 'string') return printJsonText(value.value);
  if (value.kind === 'bool') return String(value.value);
  if (value.kind === 'number') return printFraction(value.value);
  if (isSequence(value)) return `[${value.items.map(printJson).join(',')}]`;
  if (isMapping(value)) {
    return `{${[...value.entries].map(([key, each]) => `${printJsonText(key)}:${printJson(each)}`).join(',')}}`;
  }
  return 'null';
}

function printJsonText(text: string): string {
  return JSON.stringify(text).replace(
    /[<>&\u2028\u2029]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
