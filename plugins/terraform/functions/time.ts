/** A point in time, and the offset it was written with. */
export interface Time {
  /** Nanoseconds since 1970 in UTC. */
  readonly instant: bigint;
  /** Minutes ahead of UTC. */
  readonly offset: number;
}

/** The parts of a time as clocks at its offset show them. */
export interface Clock {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly day: number;
  /** From 0 for Sunday. */
  readonly weekday: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const SECOND = 1_000_000_000n;
const TIMESTAMP = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:[.,](\d+))?(?:Z|([+-])(\d\d):(\d\d))$/;

/** Reads an RFC 3339 timestamp; undefined for anything else, days that no month has included. */
export function parseTime(source: string): Time | undefined {
  const found = TIMESTAMP.exec(source);
  if (!found) return undefined;
  const at = (index: number) => Number(found[index] ?? '0');
  const [year, month, day, hour, minute, second] = [at(1), at(2), at(3), at(4), at(5), at(6)];
  if (month < 1 || month > 12 || day < 1 || day > daysOf(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59 || at(9) > 23 || at(10) > 59) return undefined;
  const offset = (found[8] === '-' ? -1 : 1) * (60 * at(9) + at(10));
  const seconds = BigInt(utc(year, month, day) / 1000 + 3600 * hour + 60 * (minute - offset) + second);
  const decimals = BigInt((found[7] ?? '').slice(0, 9).padEnd(9, '0'));
  return {instant: seconds * SECOND + decimals, offset};
}

const units: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1000n,
  '\u00b5s': 1000n,
  '\u03bcs': 1000n,
  ms: 1_000_000n,
  s: SECOND,
  m: 60n * SECOND,
  h: 3600n * SECOND,
};

/** Nanoseconds of a duration such as `-1h30m` or `1.5h`; undefined for anything else, and for some 292 years. */
export function parseDuration(source: string): bigint | undefined {
  const [, sign = '', parts = ''] = /^([+-]?)(.*)$/s.exec(source) ?? [];
  if (parts === '0') return 0n;
  if (source.length > 100 || !/^(?:(?:\d+\.?\d*|\.\d+)(?:[nu\u00b5\u03bcm]s|[smh]))+$/.test(parts)) return undefined;
  let total = 0n;
  for (const [, wholes = '', decimals = '', unit = ''] of parts.matchAll(/(\d*)\.?(\d*)(\D+)/g)) {
    const scale = 10n ** BigInt(decimals.length);
    total += (BigInt(wholes + decimals) * (units[unit] ?? 0n)) / scale;
  }
  if (total >= 1n << 63n) return undefined;
  return sign === '-' ? -total : total;
}

/** The time as a clock at its offset shows it. */
export function clockOf({instant, offset}: Time): Clock {
  const seconds = floorDivision(instant, SECOND) + BigInt(60 * offset);
  const date = new Date(Number(seconds) * 1000);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    weekday: date.getUTCDay(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
  };
}

/** RFC 3339 without fractions of a second. */
export function printTime(time: Time): string {
  const {year, month, day, hour, minute, second} = clockOf(time);
  const date = `${padded(year, 4)}-${padded(month)}-${padded(day)}`;
  return `${date}T${padded(hour)}:${padded(minute)}:${padded(second)}${printOffset(time.offset, ':') || 'Z'}`;
}

/** `+02:00`, with the separator that is asked for; nothing for UTC. */
export function printOffset(offset: number, separator: string): string {
  if (offset === 0) return '';
  const size = Math.abs(offset);
  return `${offset < 0 ? '-' : '+'}${padded(Math.floor(size / 60))}${separator}${padded(size % 60)}`;
}

export function padded(part: number, width = 2): string {
  return String(part).padStart(width, '0');
}

function daysOf(year: number, month: number): number {
  return new Date(utc(year, month + 1, 0)).getUTCDate();
}

/** Milliseconds since 1970; `Date.UTC` alone takes years below 100 for those of the last century. */
function utc(year: number, month: number, day: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getTime();
}

function floorDivision(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  return dividend < 0n && quotient * divisor !== dividend ? quotient - 1n : quotient;
}
