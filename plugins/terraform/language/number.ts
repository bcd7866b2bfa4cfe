/**
 * Terraform's numbers: a fraction of two whole numbers. Terraform keeps 512 binary digits, enough for 0.1 + 0.2 to be
 * 0.3 and for 1e21 to keep every digit, so every result is rounded to as many (terraform.md section 4.6). A denominator
 * of 0 is infinity, which division by zero gives.
 */
export interface Fraction {
  readonly top: bigint;
  /** Never negative; without a common factor with `top`. */
  readonly bottom: bigint;
}

/** More digits than this are refused: no port, count or label needs them. */
const MOST_DIGITS = 1000;

/** Numbers with longer exponents are refused as well. */
const MOST_BITS = 16_384;

/** Binary digits that Terraform keeps of a number. */
const PRECISION = 512;
/** Whole numbers below this are exact. */
export const LIMIT = 1n << BigInt(PRECISION);

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
  const infinite = /^([+-]?)[Ii]nf$/.exec(text);
  if (infinite) return {top: infinite[1] === '-' ? -1n : 1n, bottom: 0n};
  const parts = /^([+-]?)(?=\.?\d)(\d*)\.?(\d*)(?:([eEpP])([+-]?\d+))?$/.exec(text);
  if (!parts || text.length > MOST_DIGITS) return undefined;
  const [, sign, wholes = '', decimals = '', mark = 'e', power = '0'] = parts;
  if (Math.abs(Number(power)) > MOST_DIGITS) return undefined;
  const digits = BigInt(wholes + decimals) * (sign === '-' ? -1n : 1n);
  const places = 10n ** BigInt(decimals.length);
  const scale = (mark.toLowerCase() === 'p' ? 2n : 10n) ** BigInt(Math.abs(Number(power)));
  return round(power.startsWith('-') ? fraction(digits, places * scale) : fraction(digits * scale, places));
}

/** The shortest fraction that reads back as this double; undefined for NaN. */
export function fromDouble(value: number): Fraction | undefined {
  if (value === Number.POSITIVE_INFINITY) return {top: 1n, bottom: 0n};
  if (value === Number.NEGATIVE_INFINITY) return {top: -1n, bottom: 0n};
  return parseFraction(String(value));
}

/** Undefined for the difference of infinities, and for absurd sizes, as for the others below. */
export function add(a: Fraction, b: Fraction): Fraction | undefined {
  if (a.bottom === 0n && b.bottom === 0n && a.top !== b.top) return undefined;
  if (a.bottom === 0n || b.bottom === 0n) return a.bottom === 0n ? a : b;
  return sensible(fraction(a.top * b.bottom + b.top * a.bottom, a.bottom * b.bottom));
}

export function negate(a: Fraction): Fraction {
  return {top: -a.top, bottom: a.bottom};
}

/** Undefined for zero times infinity. */
export function multiply(a: Fraction, b: Fraction): Fraction | undefined {
  if (a.bottom === 0n || b.bottom === 0n) {
    const top = sign(a) * sign(b);
    return top === 0n ? undefined : {top, bottom: 0n};
  }
  return sensible(fraction(a.top * b.top, a.bottom * b.bottom));
}

/** Undefined for zero by zero and infinity by infinity. */
export function divide(a: Fraction, b: Fraction): Fraction | undefined {
  if (b.bottom === 0n) return a.bottom === 0n ? undefined : fraction(0n);
  if (b.top !== 0n && a.bottom !== 0n) return sensible(fraction(a.top * b.bottom, a.bottom * b.top));
  return a.top === 0n ? undefined : {top: sign(a), bottom: 0n};
}

/** The remainder, with the sign of the dividend. Of a division by zero or by infinity it is the dividend. */
export function remainder(a: Fraction, b: Fraction): Fraction {
  if (b.top === 0n || a.bottom === 0n || b.bottom === 0n) return a;
  return fraction((a.top * b.bottom) % (b.top * a.bottom), a.bottom * b.bottom);
}

export function compare(a: Fraction, b: Fraction): number {
  if (a.bottom === 0n || b.bottom === 0n) return Number(infinity(a) - infinity(b));
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

/** The rounded number; undefined where it is so large or small that nobody can mean it. */
function sensible(value: Fraction): Fraction | undefined {
  const rounded = round(value);
  return Math.max(bitsOf(rounded.top), bitsOf(rounded.bottom)) > MOST_BITS ? undefined : rounded;
}

/** The nearest number with as many binary digits as are kept; halves go to the even one. */
export function round(value: Fraction): Fraction {
  const {top, bottom} = value;
  if (top === 0n || bottom === 0n || (bottom === 1n && bitsOf(top) <= PRECISION)) return value;
  const {mantissa, power} = binary(value);
  const signed = top < 0n ? -mantissa : mantissa;
  return power < 0 ? fraction(signed, 1n << BigInt(-power)) : {top: signed << BigInt(power), bottom: 1n};
}

/** The size of a finite number that is not zero, rounded: `mantissa` has all its binary digits, times 2 to a power. */
export function binary({top, bottom}: Fraction): {readonly mantissa: bigint; readonly power: number} {
  const size = top < 0n ? -top : top;
  // The quotient has as many digits as are kept, or one more.
  const power = bitsOf(size) - bitsOf(bottom) - PRECISION;
  const rounded = roundedQuotient(size, bottom, power);
  return rounded < LIMIT
    ? {mantissa: rounded, power}
    : {mantissa: roundedQuotient(size, bottom, power + 1), power: power + 1};
}

/** `size / bottom / 2 ** power` as a whole number; halves go to the even one. */
function roundedQuotient(size: bigint, bottom: bigint, power: number): bigint {
  const dividend = power < 0 ? size << BigInt(-power) : size;
  const divisor = power < 0 ? bottom : bottom << BigInt(power);
  const quotient = dividend / divisor;
  const twice = 2n * (dividend % divisor);
  return twice > divisor || (twice === divisor && quotient % 2n === 1n) ? quotient + 1n : quotient;
}

/** Binary digits of a whole number. */
function bitsOf(value: bigint): number {
  const text = (value < 0n ? -value : value).toString(2);
  return value === 0n ? 0 : text.length;
}

/** Which infinity it is: 1, -1, or 0 for a finite number. */
function infinity({top, bottom}: Fraction): bigint {
  return bottom === 0n ? top : 0n;
}

function gcd(a: bigint, b: bigint): bigint {
  let [larger, smaller] = [a, b];
  while (smaller !== 0n) [larger, smaller] = [smaller, larger % smaller];
  return larger;
}
