import {binary, type Fraction, LIMIT} from './number.ts';

/** `0.DIGITS` times ten to the power of `exponent`; no digits for zero. */
export interface Decimal {
  readonly digits: string;
  readonly exponent: number;
}

/** Decimal digits without exponent: the fewest that read back as the same number, as Terraform prints it. */
export function printFraction(value: Fraction): string {
  if (value.bottom === 0n) return value.top < 0n ? '-Inf' : '+Inf';
  if (value.bottom === 1n && value.top < LIMIT && value.top > -LIMIT) return value.top.toString();
  const {digits, exponent} = shortest(value);
  return (value.top < 0n ? '-' : '') + printDecimal(digits, exponent);
}

/** The digits with their decimal point. */
export function printDecimal(digits: string, exponent: number): string {
  if (exponent <= 0) return digits === '' ? '0' : `0.${'0'.repeat(-exponent)}${digits}`;
  const wholes = digits.slice(0, exponent).padEnd(exponent, '0');
  return digits.length > exponent ? `${wholes}.${digits.slice(exponent)}` : wholes;
}

export function toDouble(value: Fraction): number {
  if (value.bottom === 1n) return Number(value.top);
  return value.bottom === 0n ? Number(value.top) * Number.POSITIVE_INFINITY : Number(printFraction(value));
}

/** Digits that tell the size of a finite number from its neighbours: as few as possible, and of those the nearest. */
export function shortest(value: Fraction): Decimal {
  if (value.top === 0n) return {digits: '', exponent: 0};
  const {mantissa, power} = binary(value);
  // In quarters of the last binary digit: halfway to both neighbours, the lower one being nearer below a power of two.
  const middle = quarters(4n * mantissa, power);
  const lower = quarters(4n * mantissa - ((mantissa & (mantissa - 1n)) === 0n ? 1n : 2n), power);
  const upper = quarters(4n * mantissa + 2n, power);
  const unit = quarters(0n, power).unit;
  const inclusive = mantissa % 2n === 0n;
  for (let place = decimalDigits(middle.size, unit); ; place--) {
    const step = place < 0 ? unit : unit * 10n ** BigInt(place);
    const scale = place < 0 ? 10n ** BigInt(-place) : 1n;
    const down = (middle.size * scale) / step;
    const fromLower = down * step - lower.size * scale;
    const toUpper = upper.size * scale - (down + 1n) * step;
    const okDown = down > 0n && (fromLower > 0n || (inclusive && fromLower === 0n));
    const okUp = toUpper > 0n || (inclusive && toUpper === 0n);
    if (!okDown && !okUp) continue;
    const isNearerUp = 2n * (middle.size * scale - down * step) >= step;
    return decimal(okUp && (isNearerUp || !okDown) ? down + 1n : down, place);
  }
}

/** A size in quarters of a binary digit, as a whole number of `1 / unit`. */
function quarters(size: bigint, power: number): {readonly size: bigint; readonly unit: bigint} {
  return power >= 2 ? {size: size << BigInt(power - 2), unit: 1n} : {size, unit: 1n << BigInt(2 - power)};
}

/** The size of a finite number with so many decimals; halves go to the even digit. */
export function withDecimals(value: Fraction, places: number): Decimal {
  const size = value.top < 0n ? -value.top : value.top;
  const dividend = places < 0 ? size : size * 10n ** BigInt(places);
  const divisor = places < 0 ? value.bottom * 10n ** BigInt(-places) : value.bottom;
  const quotient = dividend / divisor;
  const twice = 2n * (dividend % divisor);
  const isUp = twice > divisor || (twice === divisor && quotient % 2n === 1n);
  return decimal(isUp ? quotient + 1n : quotient, -places);
}

function decimal(digits: bigint, place: number): Decimal {
  const all = digits === 0n ? '' : digits.toString();
  return {digits: all.replace(/0+$/, ''), exponent: all === '' ? 0 : all.length + place};
}

/** No fewer than the digits before the decimal point; negative for as many zeros after it. */
function decimalDigits(top: bigint, bottom: bigint): number {
  const bits = top.toString(2).length - bottom.toString(2).length;
  return Math.ceil((bits + 1) * Math.log10(2));
}
