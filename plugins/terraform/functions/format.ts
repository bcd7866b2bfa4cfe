import {convert, plainText} from '../language/convert.ts';
import {type Fraction, floor, printFraction, toDouble} from '../language/number.ts';
import {failed, isSequence, list, text, unknown, type Value} from '../language/value.ts';
import {printJson} from './print-json.ts';

const verb = /%(?:%|([-+# 0]*)(\d+)?(?:\.(\d+))?(?:\[(\d+)\])?([a-zA-Z]))/g;

/** `format`: Go's verbs for one text (terraform.md section 4.6). */
export function format([template, ...inputs]: readonly Value[]): Value {
  if (template?.kind !== 'string') return failed('a format text is required');
  let next = 0;
  let used = 0;
  let problem: Value | undefined;
  const result = template.value.replace(verb, (whole, flags = '', width, precision, position, letter) => {
    if (whole === '%%') return '%';
    if (position !== undefined) next = Number(position) - 1;
    const input = inputs[next++];
    used = Math.max(used, next);
    const printed = input
      ? printVerb(letter, String(flags), numberOr(precision), input)
      : failed('not enough arguments');
    if (typeof printed !== 'string') {
      problem = printed;
      return '';
    }
    return padded(printed, String(flags), Number(width ?? 0), letter);
  });
  if (problem) return problem;
  return used < inputs.length ? failed(`too many arguments; only ${used} used by the format`) : text(result);
}

/** `formatlist`: once for each element; single values are repeated. */
export function formatList([template, ...inputs]: readonly Value[]): Value {
  if (!template) return failed('a format text is required');
  const lengths = inputs.flatMap((input) => (isSequence(input) ? [input.items.length] : []));
  const length = lengths[0] ?? 1;
  if (lengths.some((each) => each !== length)) return failed('the lists must have the same length');
  const rows = Array.from({length}, (_, row) =>
    format([template, ...inputs.map((input) => (isSequence(input) ? (input.items[row] ?? input) : input))]),
  );
  return rows.find(({kind}) => kind !== 'string') ?? list(rows, {is: 'string'});
}

function printVerb(letter: unknown, flags: string, precision: number | undefined, input: Value): string | Value {
  if (input.kind === 'null')
    return letter === 'v' ? unknown('a null value in format') : failed('null cannot be formatted');
  switch (letter) {
    case 's': {
      const plain = plainText(input);
      if (plain === undefined) return failed('string required');
      return precision === undefined ? plain : [...plain].slice(0, precision).join('');
    }
    case 'v':
      return (flags.includes('#') ? undefined : plainText(input)) ?? printJson(input);
    case 'q':
      return JSON.stringify(plainText(input) ?? '');
    case 't': {
      const converted = convert(input, {is: 'bool'});
      return converted.kind === 'bool' ? String(converted.value) : failed('a bool is required');
    }
    default: {
      const converted = convert(input, {is: 'number'});
      if (converted.kind !== 'number') return failed('a number is required');
      return printNumber(String(letter), flags, precision, converted.value);
    }
  }
}

function printNumber(letter: string, flags: string, precision: number | undefined, value: Fraction): string | Value {
  const plus = flags.includes('+') && value.top >= 0n ? '+' : '';
  const bases: Readonly<Record<string, number>> = {d: 10, b: 2, o: 8, x: 16, X: 16};
  const base = Object.hasOwn(bases, letter) ? bases[letter] : undefined;
  if (base !== undefined) {
    const whole = value.top < 0n ? -(floor({top: -value.top, bottom: value.bottom}) ?? 0n) : (floor(value) ?? 0n);
    const digits = whole.toString(base);
    return plus + (letter === 'X' ? digits.toUpperCase() : digits);
  }
  const double = toDouble(value);
  if (letter === 'f' || letter === 'F') return plus + double.toFixed(Math.min(precision ?? 6, 100));
  if (letter === 'e' || letter === 'E') return plus + exponent(double, precision ?? 6);
  if (letter === 'g' || letter === 'G') {
    return (
      plus +
      (precision === undefined ? printFraction(value) : String(Number(double.toPrecision(Math.max(precision, 1)))))
    );
  }
  return failed(`the verb %${letter} is not supported`);
}

/** Go writes at least two digits of an exponent. */
function exponent(value: number, precision: number): string {
  return value.toExponential(Math.min(precision, 100)).replace(/e([+-])(\d)$/, 'e$10$2');
}

function padded(printed: string, flags: string, width: number, letter: unknown): string {
  const bounded = Math.min(width, 10_000);
  if (flags.includes('-')) return printed.padEnd(bounded);
  if (!flags.includes('0') || letter === 's' || letter === 'q' || letter === 'v') return printed.padStart(bounded);
  const sign = /^[+-]/.exec(printed)?.[0] ?? '';
  return sign + printed.slice(sign.length).padStart(bounded - sign.length, '0');
}

function numberOr(value: unknown): number | undefined {
  return value === undefined ? undefined : Number(value);
}
