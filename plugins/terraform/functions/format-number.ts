import {type Decimal, printDecimal, shortest, withDecimals} from '../language/decimal.ts';
import type {Fraction} from '../language/number.ts';
import type {Verb} from './format.ts';

/** A number as Go's verbs print it; undefined for a verb that does not fit. */
export function formatNumber(verb: Verb, value: Fraction): string | undefined {
  return 'bdoxX'.includes(verb.letter) ? formatInteger(verb, value) : formatDecimal(verb, value);
}

const bases: Readonly<Record<string, {readonly base: number; readonly prefix: string}>> = {
  b: {base: 2, prefix: '0b'},
  d: {base: 10, prefix: ''},
  o: {base: 8, prefix: '0'},
  x: {base: 16, prefix: '0x'},
  X: {base: 16, prefix: '0X'},
};

/** The precision is a number of digits; with one, zeros do not fill up the width. */
function formatInteger({letter, flags, width, precision}: Verb, {top, bottom}: Fraction): string | undefined {
  const form = bases[letter];
  if (!form || bottom !== 1n) return undefined;
  if (top === 0n && precision === 0) return '';
  const digits = (top < 0n ? -top : top).toString(form.base).padStart(precision ?? 0, '0');
  const sign = signOf(top < 0n, flags) + (flags.includes('#') ? form.prefix : '');
  const cased = letter === 'X' ? digits.toUpperCase() : digits;
  if (flags.includes('-')) return (sign + cased).padEnd(width);
  const fills = flags.includes('0') && precision === undefined;
  return fills ? sign + cased.padStart(width - sign.length, '0') : (sign + cased).padStart(width);
}

function formatDecimal({letter, flags, width, precision}: Verb, value: Fraction): string | undefined {
  const finite = value.bottom !== 0n;
  const digits = finite ? digitsOf(letter, precision, value) : 'Inf';
  if (digits === undefined) return undefined;
  const sign = finite || value.top < 0n ? signOf(value.top < 0n, flags) : flags.includes(' ') ? ' ' : '+';
  if (flags.includes('0') && finite) return sign + digits.padStart(width - sign.length, '0');
  return flags.includes('-') ? (sign + digits).padEnd(width) : (sign + digits).padStart(width);
}

function signOf(isNegative: boolean, flags: string): string {
  if (isNegative) return '-';
  return flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
}

function digitsOf(letter: string, precision: number | undefined, value: Fraction): string | undefined {
  switch (letter) {
    case 'f': {
      const places = precision ?? 6;
      const {digits, exponent} = withDecimals(value, places);
      const kept = digits === '' ? '' : digits.padEnd(exponent + places, '0');
      return digits === '' ? printZero(places) : printDecimal(kept, exponent);
    }
    case 'e':
    case 'E':
      return scientific(significant(value, (precision ?? 6) + 1), precision ?? 6, letter);
    case 'g':
    case 'G':
      return general(letter === 'g' ? 'e' : 'E', precision, value);
    default:
      return undefined;
  }
}

function printZero(places: number): string {
  return places === 0 ? '0' : `0.${'0'.repeat(places)}`;
}

/** With an exponent only where that is below -4, or beyond the digits asked for. */
function general(letter: string, precision: number | undefined, value: Fraction): string {
  const decimal = precision === undefined ? shortest(value) : significant(value, Math.max(precision, 1));
  const {digits, exponent} = decimal;
  const asked = Math.max(precision ?? 6, 1);
  const limit = precision !== undefined && asked > digits.length && digits.length >= exponent ? digits.length : asked;
  if (digits !== '' && (exponent - 1 < -4 || exponent - 1 >= limit)) {
    return scientific(decimal, digits.length - 1, letter);
  }
  return printDecimal(digits, exponent);
}

/** The nearest number with so many digits. */
function significant(value: Fraction, count: number): Decimal {
  return withDecimals(value, count - shortest(value).exponent);
}

/** At least two digits of exponent. */
function scientific({digits, exponent}: Decimal, places: number, letter: string): string {
  const [first = '0', ...rest] = digits;
  const power = digits === '' ? 0 : exponent - 1;
  const decimals = places > 0 ? `.${rest.join('').padEnd(places, '0')}` : '';
  return `${first}${decimals}${letter}${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}
