import {convert} from '../language/convert.ts';
import {toDouble} from '../language/decimal.ts';
import {add, compare, type Fraction, floor, fraction, fromDouble, negate, sign} from '../language/number.ts';
import {failed, number, type Value} from '../language/value.ts';
import type {Functions} from './definition.ts';
import {sequenceOf, wholeOf} from './inputs.ts';

/** Functions of numbers. */
export const numberFunctions: Functions = {
  abs: {least: 1, most: 1, run: (inputs) => withNumbers(inputs, (a) => (sign(a) < 0n ? negate(a) : a))},
  ceil: {
    least: 1,
    most: 1,
    run: (inputs) => withNumbers(inputs, (a) => rounded(a, (each) => -(floor(negate(each)) ?? 0n))),
  },
  floor: {least: 1, most: 1, run: (inputs) => withNumbers(inputs, (a) => rounded(a, (each) => floor(each) ?? 0n))},
  log: {
    least: 2,
    most: 2,
    run: (inputs) => withNumbers(inputs, (a, b) => double(Math.log(toDouble(a)) / Math.log(toDouble(b)))),
  },
  max: {least: 1, run: (inputs) => extreme(inputs, 1)},
  min: {least: 1, run: (inputs) => extreme(inputs, -1)},
  parseint: {least: 2, most: 2, run: ([digits, base]) => parseDigits(digits, wholeOf(base))},
  pow: {least: 2, most: 2, run: (inputs) => withNumbers(inputs, (a, b) => double(toDouble(a) ** toDouble(b)))},
  signum: {least: 1, most: 1, run: ([value]) => signOf(wholeOf(value))},
  sum: {least: 1, most: 1, run: ([items]) => sum(items)},
};

function numbersOf(inputs: readonly Value[]): readonly Fraction[] | undefined {
  const converted = inputs.map((input) => convert(input, {is: 'number'}));
  const known = converted.flatMap((each) => (each.kind === 'number' ? [each.value] : []));
  return known.length === inputs.length ? known : undefined;
}

function withNumbers(inputs: readonly Value[], run: (a: Fraction, b: Fraction) => Fraction | undefined): Value {
  const [a, b = a] = numbersOf(inputs) ?? [];
  const result = a && b && run(a, b);
  return result ? number(result) : failed('a number is required');
}

function rounded(value: Fraction, round: (value: Fraction) => bigint): Fraction {
  return value.bottom === 0n ? value : fraction(round(value));
}

function double(value: number): Fraction | undefined {
  return fromDouble(value);
}

function extreme(inputs: readonly Value[], direction: number): Value {
  const known = numbersOf(inputs);
  if (!known) return failed('numbers are required');
  const [first, ...rest] = known;
  if (!first) return failed('at least one number is required');
  return number(rest.reduce((best, each) => (compare(each, best) * direction > 0 ? each : best), first));
}

function sum(items: Value | undefined): Value {
  const source = sequenceOf(items);
  const known = source && numbersOf(source.items);
  if (!known) return failed('a list of numbers is required');
  if (known.length === 0) return failed('an empty list has no sum');
  const total = known.reduce<Fraction | undefined>((sum, each) => sum && add(sum, each), fraction(0n));
  return total ? number(total) : failed('opposing infinities have no sum');
}

function signOf(value: number | undefined): Value {
  return value === undefined ? failed('a whole number is required') : number(Math.sign(value));
}

/** Longer numbers are not read: they would take too long. */
const LONGEST = 1000;

/** Up to base 36 capitals are as good as small letters; beyond, they are the larger digits. */
function digitValue(digit: string, base: number): number {
  const value = Number.parseInt(digit, 36);
  return base > 36 && /[A-Z]/.test(digit) ? value + 26 : value;
}

function parseDigits(source: Value | undefined, base: number | undefined): Value {
  if (source?.kind !== 'string' || base === undefined || base < 2 || base > 62) {
    return failed('a text and a base from 2 to 62 are required');
  }
  const digits = source.value;
  const found = digits.length <= LONGEST ? /^([-+]?)([0-9a-z]+)$/i.exec(digits) : undefined;
  const values = [...(found?.[2] ?? '')].map((digit) => digitValue(digit, base));
  if (!found || values.some((value) => value >= base))
    return failed(`${JSON.stringify(digits)} is no number of base ${base}`);
  const size = values.reduce((total, value) => total * BigInt(base) + BigInt(value), 0n);
  return number(fraction(found[1] === '-' ? -size : size));
}
