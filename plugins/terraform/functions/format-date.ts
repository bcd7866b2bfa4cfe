import {failed, text, type Value} from '../language/value.ts';
import {type Clock, clockOf, padded, printOffset, type Time} from './time.ts';

/** Text in quotes, where two quotes are one; a run of one letter; or anything else. */
const TOKEN = /'(?:[^']|'')*'?|([a-zA-Z])\1*|[^a-zA-Z']+/g;

/** `formatdate`: every run of a letter is a part of the time, in the form that its length asks for. */
export function formatDate(format: string, time: Time): Value {
  const clock = clockOf(time);
  let result = '';
  for (const [token] of format.matchAll(TOKEN)) {
    const printed = token.startsWith("'") ? literal(token) : /^[a-zA-Z]/.test(token) ? part(token, clock, time) : token;
    if (printed === undefined) return failed(`${JSON.stringify(token)} is no part of a date format`);
    result += printed;
  }
  return text(result);
}

function literal(token: string): string | undefined {
  if (token === "''") return "'";
  return token.length > 1 && token.endsWith("'") ? token.slice(1, -1).replaceAll("''", "'") : undefined;
}

function part(token: string, clock: Clock, {offset}: Time): string | undefined {
  const {year, month, day, weekday, hour} = clock;
  const half = hour < 12 ? 'am' : 'pm';
  const forms: Readonly<Record<string, string>> = {
    YY: padded(year % 100),
    YYYY: padded(year, 4),
    MMM: nameOf(months, month - 1).slice(0, 3),
    MMMM: nameOf(months, month - 1),
    EEE: nameOf(weekdays, weekday).slice(0, 3),
    EEEE: nameOf(weekdays, weekday),
    AA: half.toUpperCase(),
    aa: half,
    Z: printOffset(offset, ':') || 'Z',
    ZZZ: printOffset(offset, '') || 'UTC',
    ZZZZ: printOffset(offset, '') || '+0000',
    ZZZZZ: printOffset(offset, ':') || '+00:00',
    ...oneOrTwo('M', month),
    ...oneOrTwo('D', day),
    ...oneOrTwo('h', hour),
    ...oneOrTwo('H', hour % 12 || 12),
    ...oneOrTwo('m', clock.minute),
    ...oneOrTwo('s', clock.second),
  };
  return Object.hasOwn(forms, token) ? forms[token] : undefined;
}

function oneOrTwo(letter: string, value: number): Readonly<Record<string, string>> {
  return {[letter]: String(value), [letter + letter]: padded(value)};
}

function nameOf(names: string, index: number): string {
  return names.split(' ')[index] ?? '';
}

const months = 'January February March April May June July August September October November December';
const weekdays = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday';
