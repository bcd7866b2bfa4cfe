import type {Path} from '../base/json.ts';

/** Where a JSON value ends, or why its end was not found. */
export type JsonExtent = {readonly end: number} | {readonly problem: 'nesting' | 'unfinished'; readonly offset: number};

const quote = 34;
const backslash = 92;

/**
 * Finds the end of the object or list that begins at `start`, without building it and without recursion, so that
 * nesting is refused before `JSON.parse` sees it. Only brackets and strings are looked at.
 */
export function jsonExtent(text: string, start: number, nesting: number): JsonExtent {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      at = stringEnd(text, at);
      if (at < 0) return {problem: 'unfinished', offset: text.length};
    } else if (code === 123 || code === 91) {
      if (++depth > nesting) return {problem: 'nesting', offset: at};
    } else if ((code === 125 || code === 93) && --depth === 0) return {end: at + 1};
  }
  return {problem: 'unfinished', offset: text.length};
}

/**
 * Finds the offset of the key or list item at a path in valid JSON, or of the nearest enclosing one that is there. Of a
 * repeated key the last, as `JSON.parse` takes it. Each object and list on a way is looked through once, whatever is
 * asked later: a list of a hundred thousand items may get as many remarks.
 */
export function jsonPlaces(text: string, start: number): (path: Path) => number {
  const known = new Map<number, Entries>();
  return (path) => {
    let at = skipSpace(text, start);
    let place = at;
    for (const step of path) {
      const entries = known.get(at) ?? entriesAt(text, at);
      known.set(at, entries);
      const found = entries.get(step);
      if (!found) return place;
      ({place, value: at} = found);
    }
    return place;
  };
}

/** The keys of an object or the indexes of a list with their places; none for a scalar. */
type Entries = ReadonlyMap<string | number, {readonly place: number; readonly value: number}>;

function entriesAt(text: string, around: number): Entries {
  const entries = new Map<string | number, {place: number; value: number}>();
  let at = skipSpace(text, around + 1);
  if (text[around] === '[') {
    for (let index = 0; text[at] !== ']' && at < text.length; at = nextEntry(text, at)) {
      entries.set(index++, {place: at, value: at});
    }
  } else if (text[around] === '{') {
    for (let value = at; text[at] === '"'; at = nextEntry(text, value)) {
      const end = stringEnd(text, at) + 1;
      value = skipSpace(text, skipSpace(text, end) + 1);
      entries.set(String(JSON.parse(text.slice(at, end))), {place: at, value});
    }
  }
  return entries;
}

/** Behind the value at an offset and the comma that follows it. */
function nextEntry(text: string, value: number): number {
  const first = text[value];
  let end = value;
  if (first === '"') end = stringEnd(text, value) + 1;
  else if (first === '{' || first === '[') {
    const extent = jsonExtent(text, value, Number.POSITIVE_INFINITY);
    end = 'end' in extent ? extent.end : text.length;
  } else while (end < text.length && !/[\s,\]}]/.test(text[end] ?? '')) end++;
  const comma = skipSpace(text, end);
  return text[comma] === ',' ? skipSpace(text, comma + 1) : comma;
}

/** Keys that stand twice in one object of valid JSON, each repetition with its place: `JSON.parse` says nothing. */
export function repeatedKeys(text: string, start: number, end: number): readonly RepeatedKey[] {
  const repeated: RepeatedKey[] = [];
  const open: (Set<string> | undefined)[] = [];
  let expectsKey = false;
  for (let at = start; at < end; at++) {
    const char = text[at];
    if (char === '"') {
      const close = stringEnd(text, at);
      const keys = expectsKey ? open.at(-1) : undefined;
      const key = keys ? keyText(text.slice(at, close + 1)) : '';
      if (keys?.has(key)) repeated.push({key, offset: at});
      keys?.add(key);
      expectsKey = false;
      at = close;
    } else if (char === '{' || char === '[') {
      open.push(char === '{' ? new Set() : undefined);
      expectsKey = char === '{';
    } else if (char === '}' || char === ']') open.pop();
    else if (char === ',') expectsKey = open.at(-1) !== undefined;
  }
  return repeated;
}

export interface RepeatedKey {
  readonly key: string;
  readonly offset: number;
}

function keyText(quoted: string): string {
  return quoted.includes('\\') ? String(JSON.parse(quoted)) : quoted.slice(1, -1);
}

/** The offset of the closing quote; -1 when there is none. */
function stringEnd(text: string, open: number): number {
  for (let at = text.indexOf('"', open + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === backslash) slashes++;
    if (slashes % 2 === 0) return at;
  }
  return -1;
}

export function skipSpace(text: string, from: number): number {
  let at = from;
  for (let code = text.charCodeAt(at); code === 32 || (code >= 9 && code <= 13); code = text.charCodeAt(at)) at++;
  return at;
}
