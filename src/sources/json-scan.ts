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
 * The offset of the key or list item at a path in valid JSON, or of the nearest enclosing one that is there. Of a
 * repeated key the last, as `JSON.parse` takes it.
 */
export function jsonPlace(text: string, start: number, path: Path): number {
  let at = skipSpace(text, start);
  let place = at;
  for (const step of path) {
    const found = text[at] === '[' ? itemAt(text, at, step) : memberAt(text, at, String(step));
    if (!found) return place;
    ({place, value: at} = found);
  }
  return place;
}

interface Found {
  readonly place: number;
  readonly value: number;
}

function itemAt(text: string, list: number, step: string | number): Found | undefined {
  let at = skipSpace(text, list + 1);
  for (let index = 0; text[at] !== ']' && at < text.length; index++) {
    if (index === step) return {place: at, value: at};
    at = nextEntry(text, at);
  }
  return undefined;
}

function memberAt(text: string, object: number, name: string): Found | undefined {
  if (text[object] !== '{') return undefined;
  let found: Found | undefined;
  let at = skipSpace(text, object + 1);
  while (text[at] === '"') {
    const end = stringEnd(text, at) + 1;
    if (end === 0) break;
    const value = skipSpace(text, skipSpace(text, end) + 1);
    if (JSON.parse(text.slice(at, end)) === name) found = {place: at, value};
    at = nextEntry(text, value);
  }
  return found;
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
