import {atEnd, type ByteSource, type ByteWindow, grow, moveOn, openWindow} from './byte-window.ts';
import type {Cursor} from './cursor.ts';
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
import type {Limits} from './limits.ts';
import {thinObject} from './thin-object.ts';

/** Where the parts of a list stand, in bytes; as far as it was read. */
export interface ListPlaces {
  readonly start: number;
  readonly end: number;
  /** Where each key of the list begins. */
  readonly keys: ReadonlyMap<string, number>;
  /** The key that the items stand under. */
  readonly list: string;
  /** Where each item begins. */
  readonly items: readonly number[];
}

/** Bytes of one item; a larger one is no object of Kubernetes. */
const mostOfOne = 64 << 20;
/** What an item takes beside its own texts, in the same measure. */
const costOfItem = 100;

export interface Reading {
  readonly source: ByteSource;
  readonly window: ByteWindow;
  readonly limits: Limits;
  readonly cursor: Cursor;
  readonly readItem: ReturnType<typeof itemReader>;
  /** Whether a comma followed what was read last. */
  more: boolean;
}

/** Leaves the nested steps of one reading; no caller of `json-lists.ts` meets it. */
export class GivenUp extends Error {
  readonly problem: 'other' | 'unreadable' | 'nesting' | 'too-much';
  readonly at: number;

  constructor(problem: GivenUp['problem'], at: number) {
    super(problem);
    this.problem = problem;
    this.at = at;
  }
}

export function readingOf(source: ByteSource, limits: Limits, piece: number): Reading {
  const window = openWindow(source, piece);
  return {
    source,
    window,
    limits,
    cursor: {bytes: window.bytes, view: viewOf(window.bytes), size: window.bytes.length, at: 0, kept: 0},
    readItem: itemReader(limits.nesting),
    more: false,
  };
}

/** A list that is being read. */
export interface OpenList {
  readonly value: Record<string, unknown>;
  readonly places: ListPlaces & {end: number; readonly keys: Map<string, number>; readonly items: number[]};
  /** Reads the item at an offset of the window. */
  readonly read: (at: number) => unknown;
}

/** A list from its brace to the bracket of its items. */
export function beginList(reading: Reading): OpenList {
  const {cursor, window} = reading;
  if (cursor.bytes[cursor.at] !== openObject) throw new GivenUp('other', cursor.at);
  const value: Record<string, unknown> = {};
  const start = window.start + cursor.at;
  const places = {start, end: start, keys: new Map<string, number>(), list: 'items', items: []};
  cursor.at++;
  do {
    const key = readKey(reading, places.keys);
    // Before its items a list has nothing else.
    if (key === 'items' && cursor.bytes[cursor.at] === openList) {
      passOpening(reading);
      return {value, places, read: readerOfItems(reading, typedItem(value))};
    }
    if (key !== 'apiVersion' && key !== 'kind' && key !== 'metadata') throw new GivenUp('other', cursor.at);
    value[key] = readUnit(reading, (at) => readSlowly(reading, at, 1), closeObject);
  } while (reading.more);
  throw new GivenUp('other', cursor.at);
}

/** From the bracket that closes the items to the brace that closes the list. */
export function endList(reading: Reading, {value, places}: OpenList): void {
  const {cursor, window} = reading;
  toNext(reading);
  if (!passEnd(reading, closeObject)) throw new GivenUp('unreadable', cursor.at - 1);
  while (reading.more) {
    const key = readKey(reading, places.keys);
    value[key] = readUnit(reading, (at) => readSlowly(reading, at, 1), closeObject);
  }
  places.end = window.start + cursor.at;
}

/** The next key, which must be a new one; the cursor moves to its value. */
export function readKey(reading: Reading, keys: Map<string, number>): string {
  const {cursor, window} = reading;
  toNext(reading);
  const {bytes, at} = cursor;
  const end = bytes[at] === quote ? skipString(bytes, at) : doubt;
  const value = end === doubt ? doubt : skipColon(bytes, end);
  const key = value === doubt ? '__proto__' : String(JSON.parse(bytes.toString('utf8', at, end)));
  if (key === '__proto__' || keys.has(key)) throw new GivenUp('other', at);
  keys.set(key, window.start + at);
  cursor.at = value;
  return key;
}

/** Passes the bracket of the items to the first of them, or behind an empty list. */
export function passOpening(reading: Reading): void {
  const {cursor} = reading;
  cursor.at++;
  toNext(reading);
  reading.more = cursor.bytes[cursor.at] !== closeList;
  if (!reading.more) cursor.at++;
}

/** The next item, without what no reader looks at. */
export function readItem(reading: Reading, {places, read}: OpenList): unknown {
  const {cursor, window, limits} = reading;
  toNext(reading);
  places.items.push(window.start + cursor.at);
  const value = readUnit(reading, read, closeList);
  places.end = window.start + cursor.at;
  if (cursor.kept + places.items.length * costOfItem > limits.fileBytes) throw new GivenUp('too-much', cursor.at);
  return value;
}

function readerOfItems(reading: Reading, typed: Typed | undefined): OpenList['read'] {
  const {cursor} = reading;
  return (at) => {
    const value = reading.readItem(cursor, typed);
    return cursor.at === doubt ? thinObject(readSlowly(reading, at, 2)) : value;
  };
}

/** What the items of a typed list are where the list says so before them. */
function typedItem({apiVersion, kind}: Readonly<Record<string, unknown>>): Typed | undefined {
  return typeof kind === 'string' && kind.endsWith('List')
    ? {apiVersion, kind: kind.slice(0, -'List'.length)}
    : undefined;
}

/** Any value together with what follows it in what `close` closes. */
export function readValue(reading: Reading, close: number, depth: number): unknown {
  return readUnit(reading, (at) => readSlowly(reading, at, depth), close);
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
export function passEnd(reading: Reading, close: number): boolean {
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

/** Whether the file ends here. */
export function atNothing(reading: Reading): boolean {
  toNext(reading);
  return reading.cursor.at === reading.window.length;
}

/** To the next text that is no space, with some more behind it. */
export function toNext(reading: Reading): void {
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
  cursor.size = window.bytes.length;
}
