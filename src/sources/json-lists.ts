import {atEnd, type ByteSource, type ByteWindow, grow, moveOn, openWindow} from './byte-window.ts';
import {itemReader, type Typed} from './item-reader.ts';
import {
  closeList,
  closeObject,
  comma,
  doubt,
  openList,
  openObject,
  quote,
  skipColon,
  skipSpace,
  skipString,
  skipValue,
  viewOf,
} from './json-bytes.ts';
import {jsonExtent} from './json-scan.ts';
import type {Cursor} from './kept-reader.ts';
import type {Limits} from './limits.ts';
import {thinObject} from './thin-object.ts';

/** One list of the file, without what no reader looks at, and where its parts stand, in bytes. */
export interface JsonList {
  readonly value: Readonly<Record<string, unknown>>;
  readonly start: number;
  readonly end: number;
  /** Where each key of the list begins. */
  readonly keys: ReadonlyMap<string, number>;
  /** Where each item begins. */
  readonly items: readonly number[];
}

/** The lists, or where and why reading them in pieces gave up. */
export type JsonLists =
  | {readonly lists: readonly JsonList[]}
  | {readonly problem: 'other' | 'unreadable' | 'nesting' | 'too-much'; readonly offset: number};

/** How much is read from the source at once: at least some ten thousand objects as kubectl prints them in short. */
const pieceSize = 4 << 20;
/** Bytes of one item; a larger one is no object of Kubernetes. */
const mostOfOne = 64 << 20;
/** What an item takes beside its own texts, in the same measure. */
const costOfItem = 100;

/**
 * Reads a file of JSON lists, one behind the other, in pieces: neither the text nor what no reader looks at is ever in
 * memory as a whole (design.md section 4, point 2). Gives up as soon as the file is anything else (`other`).
 */
export function readJsonLists(source: ByteSource, limits: Limits, piece = pieceSize): JsonLists {
  const window = openWindow(source, piece);
  const reading: Reading = {
    source,
    window,
    limits,
    cursor: {bytes: window.bytes, view: viewOf(window.bytes), at: 0, kept: 0},
    readItem: itemReader(limits.nesting),
    more: false,
  };
  const lists: JsonList[] = [];
  try {
    for (toNext(reading); reading.cursor.at < window.length; toNext(reading)) lists.push(readList(reading));
  } catch (error) {
    if (error instanceof GivenUp) return {problem: error.problem, offset: window.start + error.at};
    throw error;
  }
  return window.utf8 ? {lists} : {problem: 'other', offset: 0};
}

interface Reading {
  readonly source: ByteSource;
  readonly window: ByteWindow;
  readonly limits: Limits;
  readonly cursor: Cursor;
  readonly readItem: ReturnType<typeof itemReader>;
  /** Whether a comma followed what was read last. */
  more: boolean;
}

/** Leaves the nested steps of one reading; it never leaves this file. */
class GivenUp extends Error {
  readonly problem: Extract<JsonLists, {problem: string}>['problem'];
  readonly at: number;

  constructor(problem: GivenUp['problem'], at: number) {
    super(problem);
    this.problem = problem;
    this.at = at;
  }
}

function readList(reading: Reading): JsonList {
  const {cursor, window} = reading;
  if (cursor.bytes[cursor.at] !== openObject) throw new GivenUp('other', cursor.at);
  const start = window.start + cursor.at;
  const keys = new Map<string, number>();
  const value: Record<string, unknown> = {};
  let items: number[] | undefined;
  cursor.at++;
  do {
    toNext(reading);
    const offset = window.start + cursor.at;
    const key = readKey(reading);
    // Before its items a list has nothing else, and no key twice.
    const expected = items || key === 'items' || key === 'apiVersion' || key === 'kind' || key === 'metadata';
    if (!expected || keys.has(key)) throw new GivenUp('other', cursor.at);
    keys.set(key, offset);
    if (key === 'items' && cursor.bytes[cursor.at] === openList) {
      items = [];
      value[key] = readItems(reading, items, typedItem(value));
    } else value[key] = readUnit(reading, (at) => readSlowly(reading, at, 1), closeObject);
  } while (reading.more);
  if (!items) throw new GivenUp('other', cursor.at);
  return {value, start, end: window.start + cursor.at, keys, items};
}

/** The key at the cursor, which moves to its value. */
function readKey({cursor}: Reading): string {
  const {bytes, at} = cursor;
  const end = bytes[at] === quote ? skipString(bytes, at) : doubt;
  const value = end === doubt ? doubt : skipColon(bytes, end);
  const key = value === doubt ? '__proto__' : String(JSON.parse(bytes.toString('utf8', at, end)));
  if (key === '__proto__') throw new GivenUp('other', at);
  cursor.at = value;
  return key;
}

/** The items of the list at the cursor; where each begins is added to `offsets`. */
function readItems(reading: Reading, offsets: number[], typed: Typed | undefined): readonly unknown[] {
  const {cursor, window, limits} = reading;
  const values: unknown[] = [];
  const fast = (at: number): unknown => {
    const value = reading.readItem(cursor, typed);
    return cursor.at === doubt ? thinObject(readSlowly(reading, at, 2)) : value;
  };
  cursor.at++;
  toNext(reading);
  reading.more = cursor.bytes[cursor.at] !== closeList;
  if (!reading.more) cursor.at++;
  while (reading.more) {
    toNext(reading);
    offsets.push(window.start + cursor.at);
    values.push(readUnit(reading, fast, closeList));
    if (cursor.kept + values.length * costOfItem > limits.fileBytes) throw new GivenUp('too-much', cursor.at);
  }
  toNext(reading);
  if (!passEnd(reading, closeObject)) throw new GivenUp('unreadable', cursor.at - 1);
  return values;
}

/** What the items of a typed list are where the list says so before them. */
function typedItem({apiVersion, kind}: Readonly<Record<string, unknown>>): Typed | undefined {
  return typeof kind === 'string' && kind.endsWith('List')
    ? {apiVersion, kind: kind.slice(0, -'List'.length)}
    : undefined;
}

/** A value together with the comma or bracket behind it. Where it is cut off, more is read, and it is tried again. */
function readUnit(reading: Reading, read: (at: number) => unknown, close: number): unknown {
  const {cursor} = reading;
  for (;;) {
    const start = cursor.at;
    const value = read(start);
    if (cursor.at !== doubt && passEnd(reading, close)) return value;
    cursor.at = start;
    readOn(reading);
  }
}

/** Passes a comma or the bracket that closes what is being read; false where there is something else, or nothing yet. */
function passEnd(reading: Reading, close: number): boolean {
  const {cursor} = reading;
  const next = skipSpace(cursor.bytes, cursor.at);
  const byte = cursor.bytes[next];
  reading.more = byte === comma;
  cursor.at = next + 1;
  return reading.more || byte === close;
}

/** Any JSON value, as `JSON.parse` reads it. */
function readSlowly({cursor, limits}: Reading, at: number, depth: number): unknown {
  cursor.at = skipValue(cursor.bytes, at, Number.POSITIVE_INFINITY);
  if (cursor.at === doubt) return undefined;
  const text = cursor.bytes.toString('utf8', at, cursor.at);
  const extent = /^[[{]/.test(text) ? jsonExtent(text, 0, limits.nesting - depth) : {end: text.length};
  if ('problem' in extent) throw new GivenUp('nesting', at);
  cursor.kept += text.length;
  const value: unknown = JSON.parse(text);
  return value;
}

/** To the next text that is no space, with some more behind it. */
function toNext(reading: Reading): void {
  const {cursor, window, source} = reading;
  do {
    if (!atEnd(window, source) && window.length - cursor.at < window.bytes.length / 4) {
      moveOn(window, source, cursor.at);
      cursor.at = 0;
    }
    cursor.at = skipSpace(cursor.bytes, cursor.at);
  } while (cursor.at === window.length && !atEnd(window, source));
}

/** Reads on because what begins at the cursor did not end. */
function readOn({cursor, window, source}: Reading): void {
  if (atEnd(window, source) || window.length - cursor.at > mostOfOne) throw new GivenUp('unreadable', cursor.at);
  moveOn(window, source, cursor.at);
  cursor.at = 0;
  grow(window, source);
  cursor.bytes = window.bytes;
  cursor.view = viewOf(window.bytes);
}
