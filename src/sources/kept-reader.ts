import {
  backslash,
  closeList,
  closeObject,
  comma,
  continuesWith,
  doubt,
  openList,
  openObject,
  quote,
  skipColon,
  skipSpace,
  skipString,
  skipValue,
  startsWith,
  viewOf,
} from './json-bytes.ts';
import {drops, type Kept} from './kept-fields.ts';

/** Where reading stands. A zero byte follows the text, as `json-bytes.ts` asks for. */
export interface Cursor {
  bytes: Buffer;
  /** The same bytes, for those who look at several at once. */
  view: DataView;
  /** Behind what was read; `doubt` when reading gave up. */
  at: number;
  /** Bytes of the values that were kept, those that share an object counted once. */
  kept: number;
}

/** Reads the value at the cursor and moves behind it. */
export type ValueReader = (cursor: Cursor) => unknown;

/** How deep the fields of `kept-fields.ts` stand themselves. */
const ownDepth = 10;
/** Raw texts that are remembered for one place: 4 MB of characters at most. */
const mostRemembered = 4_000_000;
/** Different texts at one place after which it is plain whether any repeats. */
const fairTrial = 5000;

const nothing = new Uint8Array();

/**
 * Makes a reader of strict JSON that builds only what is kept, the same as `thinObject(JSON.parse(text))`. It gives up
 * (`doubt`) on anything that is not valid, deeper than `nesting`, or unusual; `JSON.parse` has the last word then.
 */
export function keptReader(kept: Kept, nesting: number): ValueReader {
  const skip = (cursor: Cursor): number => skipValue(cursor.bytes, cursor.at, nesting - ownDepth);
  return readerOf(kept, skip);
}

type Skip = (cursor: Cursor) => number;

function readerOf({shared, ...kept}: Kept, skip: Skip): ValueReader {
  if (shared) return sharing(kept.fields ? readerOf(kept, skip) : undefined, skip, drops(kept));
  const whole: ValueReader = (cursor) => readWhole(cursor, skip);
  if (!kept.fields) return whole;
  const object = objectReader(kept, skip);
  const item: ValueReader = (cursor) => (cursor.bytes[cursor.at] === openObject ? object(cursor) : whole(cursor));
  return (cursor) => (cursor.bytes[cursor.at] === openList ? readList(cursor, item) : item(cursor));
}

function readWhole(cursor: Cursor, skip: Skip): unknown {
  const {bytes, at} = cursor;
  const end = skip(cursor);
  cursor.at = end;
  if (end === doubt) return undefined;
  cursor.kept += end - at;
  return parseValue(bytes, at, end);
}

/** The value of valid JSON. */
function parseValue(bytes: Buffer, start: number, end: number): unknown {
  return bytes[start] === quote ? textOf(bytes, start, end) : parse(bytes, start, end);
}

function parse(bytes: Buffer, start: number, end: number): unknown {
  const value: unknown = JSON.parse(bytes.toString('utf8', start, end));
  return value;
}

/** The text of a valid string. */
function textOf(bytes: Buffer, start: number, end: number): string {
  for (let at = start + 1; at < end - 1; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === backslash || byte > 126) return String(parse(bytes, start, end));
  }
  return bytes.toString('latin1', start + 1, end - 1);
}

/** A value that was read, with its text; and which one was read at its place after it the last time. */
interface Seen {
  readonly value: unknown;
  /** Where its text stands among the texts that were met twice; it has no length before. */
  start: number;
  length: number;
  next: Seen | undefined;
}

/** Texts one behind the other: an array of bytes for each would take longer to make than to compare. */
interface Texts {
  view: DataView;
  used: number;
}

function noteText(seen: Seen, texts: Texts, bytes: Buffer, start: number, end: number): void {
  const length = end - start;
  if (texts.used + length > texts.view.byteLength) {
    const larger = Buffer.alloc(2 * (texts.used + length));
    larger.set(bytesOf(texts.view).subarray(0, texts.used));
    texts.view = viewOf(larger);
  }
  bytes.copy(bytesOf(texts.view), texts.used, start, end);
  seen.start = texts.used;
  seen.length = length;
  texts.used += length;
}

function bytesOf({buffer, byteOffset, byteLength}: DataView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/**
 * Reads each distinct text once: equal texts give the same object. Where `thin` leaves something out, values that are
 * equal then are the same object too. Lists repeat themselves, so that what followed the last time is tried first. A
 * place where texts hardly ever repeat is not remembered for long.
 */
function sharing(thin: ValueReader | undefined, skip: Skip, drops: boolean): ValueReader {
  const byText = new Map<string, Seen>();
  const texts: Texts = {view: new DataView(new ArrayBuffer(0)), used: 0};
  const byValue = drops ? new Map<string, unknown>() : undefined;
  let remembered = 0;
  let [hits, misses] = [0, 0];
  let last: Seen | undefined;
  return (cursor) => {
    const {bytes, at} = cursor;
    const guess = last?.next;
    if (guess && guess.length > 0 && continuesWith(cursor.view, at, texts.view, guess.start, guess.length)) {
      hits++;
      cursor.at = at + guess.length;
      last = guess;
      return guess.value;
    }
    if (thin && misses > fairTrial && hits < misses) return sameValue(thin(cursor), byValue);
    const end = skip(cursor);
    if (end === doubt) {
      cursor.at = doubt;
      return undefined;
    }
    const text = bytes.toString('latin1', at, end);
    let seen = byText.get(text);
    if (seen) {
      hits++;
      if (seen.length === 0) noteText(seen, texts, bytes, at, end);
    } else {
      misses++;
      const value = thin ? sameValue(thin(cursor), byValue) : parseValue(bytes, at, end);
      if (cursor.at === doubt) return undefined;
      cursor.kept += end - at;
      remembered += end - at;
      if (remembered > mostRemembered || !isDelimited(bytes[at])) {
        cursor.at = end;
        return value;
      }
      seen = {value, start: 0, length: 0, next: undefined};
      byText.set(text, seen);
    }
    if (last) last.next = seen;
    last = seen;
    cursor.at = end;
    return seen.value;
  };
}

/** Only quotes and brackets end a value whatever follows. */
function isDelimited(first: number | undefined): boolean {
  return first === quote || first === openObject || first === openList;
}

function sameValue(value: unknown, byValue: Map<string, unknown> | undefined): unknown {
  if (!byValue || typeof value !== 'object' || value === null) return value;
  const text = JSON.stringify(value);
  const known = byValue.get(text);
  if (known === undefined) byValue.set(text, value);
  return known ?? value;
}

function readList(cursor: Cursor, read: ValueReader): unknown {
  const {bytes} = cursor;
  cursor.at = skipSpace(bytes, cursor.at + 1);
  if (bytes[cursor.at] === closeList) {
    cursor.at++;
    return [];
  }
  // Most lists hold one item: an array that never grew has no room to spare.
  let items: unknown[] | undefined;
  for (;;) {
    const item = read(cursor);
    if (cursor.at === doubt) return undefined;
    if (items) items.push(item);
    else items = [item];
    const next = skipSpace(bytes, cursor.at);
    if (bytes[next] === comma) cursor.at = skipSpace(bytes, next + 1);
    else {
      cursor.at = bytes[next] === closeList ? next + 1 : doubt;
      return items;
    }
  }
}

interface Field {
  readonly key: string;
  readonly text: Uint8Array;
  readonly read: ValueReader;
}

function objectReader({fields = {}, others}: Kept, skip: Skip): ValueReader {
  const known = Object.entries(fields).map(
    ([key, kept]): Field => ({key, text: Buffer.from(`"${key}"`), read: readerOf(kept, skip)}),
  );
  return (cursor) => {
    const result: {[key: string]: unknown} = {};
    const {bytes} = cursor;
    cursor.at = skipSpace(bytes, cursor.at + 1);
    if (bytes[cursor.at] === closeObject) {
      cursor.at++;
      return result;
    }
    readEntries(cursor, result, known, others, skip);
    return result;
  };
}

/** From the first key to the end of the object. */
function readEntries(
  cursor: Cursor,
  result: {[key: string]: unknown},
  known: readonly Field[],
  others: Kept['others'],
  skip: Skip,
): void {
  const {bytes} = cursor;
  let before = -1;
  for (;;) {
    const start = cursor.at;
    const index = fieldAt(bytes, start, known, before);
    const field = known[index];
    const end = field ? start + field.text.length : otherKey(bytes, start);
    cursor.at = end === doubt ? doubt : skipColon(bytes, end);
    if (cursor.at === doubt) return;
    if (field) {
      before = index;
      result[field.key] = field.read(cursor);
    } else if (others) readOther(cursor, result, textOf(bytes, start, end), others, skip);
    else cursor.at = skip(cursor);
    if (cursor.at === doubt) return;
    const next = skipSpace(bytes, cursor.at);
    if (bytes[next] !== comma) {
      cursor.at = bytes[next] === closeObject ? next + 1 : doubt;
      return;
    }
    cursor.at = skipSpace(bytes, next + 1);
  }
}

/** Behind a key that is none of those looked for; with an escape in it, it could be. */
function otherKey(bytes: Buffer, start: number): number {
  if (bytes[start] !== quote) return doubt;
  const end = skipString(bytes, start);
  for (let at = start; at < end; at++) if (bytes[at] === backslash) return doubt;
  return end;
}

function readOther(
  cursor: Cursor,
  result: {[key: string]: unknown},
  key: string,
  {dropped}: NonNullable<Kept['others']>,
  skip: Skip,
): void {
  // The one key that cannot be set like any other.
  if (key === '__proto__') cursor.at = doubt;
  else if (dropped.includes(key)) cursor.at = skip(cursor);
  else result[key] = readWhole(cursor, skip);
}

/** The index of the field whose key stands here, -1 for none. Keys mostly come in the order in which they are known. */
function fieldAt(bytes: Buffer, start: number, known: readonly Field[], before: number): number {
  for (let step = 1; step <= known.length; step++) {
    const index = (before + step) % known.length;
    if (startsWith(bytes, start, known[index]?.text ?? nothing)) return index;
  }
  return -1;
}
