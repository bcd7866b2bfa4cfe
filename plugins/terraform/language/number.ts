/**
 * Terraform's numbers, exactly: a fraction of two whole numbers, so that 0.1 + 0.2 is 0.3 and 1e21 keeps every digit
 * (terraform.md section 4.6). A denominator of 0 is infinity, which division by zero gives.
 */
export interface Fraction {
  readonly top: bigint;
  /** Never negative; without a common factor with `top`. */
  readonly bottom: bigint;
}

/** More digits than this are refused: no port, count or label needs them. */
const MOST_DIGITS = 1000;

/** Digits that a fraction without an end is printed with, as many as Terraform keeps. */
const DIGITS_OF_ENDLESS = 154;

export function fraction(top: bigint, bottom = 1n): Fraction {
  if (bottom < 0n) return fraction(-top, -bottom);
  const shared = gcd(top < 0n ? -top : top, bottom);
  return shared > 1n ? {top: top / shared, bottom: bottom / shared} : {top, bottom};
}

export function whole(value: number): Fraction {
  return {top: BigInt(value), bottom: 1n};
}

/** Reads a decimal number; undefined for anything else (`0x10`, ` 5`, an absurd exponent). */
export function parseFraction(text: string): Fraction | undefined {
  const parts = /^([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$|^([+-]?)\.(\d+)(?:[eE]([+-]?\d+))?$/.exec(text);
  if (!parts || text.length > MOST_DIGITS) return undefined;
  const sign = parts[1] ?? parts[5];
  const decimals = parts[3] ?? parts[6] ?? '';
  const exponent = Number(parts[4] ?? parts[7] ?? '0') - decimals.length;
  if (Math.abs(exponent) > MOST_DIGITS) return undefined;
  const digits = BigInt((parts[2] ?? '') + decimals);
  const signed = sign === '-' ? -digits : digits;
  return exponent >= 0 ? fraction(signed * 10n ** BigInt(exponent)) : fraction(signed, 10n ** BigInt(-exponent));
}

/** The shortest fraction that reads back as this double; undefined for NaN. */
export function fromDouble(value: number): Fraction | undefined {
  if (value === Number.POSITIVE_INFINITY) return {top: 1n, bottom: 0n};
  if (value === Number.NEGATIVE_INFINITY) return {top: -1n, bottom: 0n};
  return parseFraction(String(value));
}

export function toDouble(value: Fraction): number {
  if (value.bottom === 1n) return Number(value.top);
  return value.bottom === 0n ? Number(value.top) * Number.POSITIVE_INFINITY : Number(printFraction(value));
}

/** Decimal digits without exponent, as short as exact allows. */
export function printFraction({top, bottom}: Fraction): string {
  if (bottom === 0n) return top < 0n ? '-Inf' : '+Inf';
  if (bottom === 1n) return top.toString();
  const sign = top < 0n ? '-' : '';
  const size = top < 0n ? -top : top;
  const places = decimalPlaces(bottom) ?? DIGITS_OF_ENDLESS;
  const scaled = roundedDivision(size * 10n ** BigInt(places), bottom)
    .toString()
    .padStart(places + 1, '0');
  const decimals = scaled.slice(scaled.length - places).replace(/0+$/, '');
  return `${sign}${scaled.slice(0, scaled.length - places)}${decimals && `.${decimals}`}`;
}

export function add(a: Fraction, b: Fraction): Fraction {
  if (a.bottom === 0n || b.bottom === 0n) return a.bottom === 0n ? a : b;
  return fraction(a.top * b.bottom + b.top * a.bottom, a.bottom * b.bottom);
}

export function negate(a: Fraction): Fraction {
  return {top: -a.top, bottom: a.bottom};
}

export function multiply(a: Fraction, b: Fraction): Fraction {
  return fraction(a.top * b.top, a.bottom * b.bottom);
}

export function divide(a: Fraction, b: Fraction): Fraction {
  return b.top === 0n ? {top: sign(a), bottom: 0n} : fraction(a.top * b.bottom, a.bottom * b.top);
}

/** The remainder, with the sign of the dividend; undefined when there is none. */
export function remainder(a: Fraction, b: Fraction): Fraction | undefined {
  if (b.top === 0n || a.bottom === 0n || b.bottom === 0n) return undefined;
  return fraction((a.top * b.bottom) % (b.top * a.bottom), a.bottom * b.bottom);
}

export function compare(a: Fraction, b: Fraction): number {
  if (a.bottom === 0n || b.bottom === 0n) return toDouble(a) - toDouble(b) || 0;
  const difference = a.top * b.bottom - b.top * a.bottom;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** The largest whole number that is not above it; undefined for infinity. */
export function floor(value: Fraction): bigint | undefined {
  if (value.bottom === 0n) return undefined;
  const quotient = value.top / value.bottom;
  return value.top < 0n && quotient * value.bottom !== value.top ? quotient - 1n : quotient;
}

/** The value as a whole JavaScript number; undefined when it has decimals or is too large for one. */
export function toWhole(value: Fraction): number | undefined {
  const number = Number(value.top);
  return value.bottom === 1n && Number.isSafeInteger(number) ? number : undefined;
}

export function sign(value: Fraction): bigint {
  return value.top > 0n ? 1n : value.top < 0n ? -1n : 0n;
}

/** Rounds half up. */
function roundedDivision(top: bigint, bottom: bigint): bigint {
  return (2n * top + bottom) / (2n * bottom);
}

/** How many decimals the fraction has; undefined when they never end. */
function decimalPlaces(bottom: bigint): number | undefined {
  let rest = bottom;
  let twos = 0;
  let fives = 0;
  for (; rest % 2n === 0n; rest /= 2n) twos++;
  for (; rest % 5n === 0n; rest /= 5n) fives++;
  return rest === 1n ? Math.max(twos, fives) : undefined;
}

function gcd(a: bigint, b: bigint): bigint {
  let [larger, smaller] = [a, b];
  while (smaller !== 0n) [larger, smaller] = [smaller, larger % smaller];
  return larger;
}
