import type {Cursor, ValueReader} from './cursor.ts';
import {
  bytesOf,
  closeList,
  comma,
  continuesWith,
  doubt,
  openList,
  openObject,
  quote,
  skipSpace,
  skipValue,
  viewOf,
} from './json-bytes.ts';
import {parseValue, plainTextEnd} from './json-text.ts';
import {drops, type Kept} from './kept-fields.ts';
import {objectReader, type Take} from './object-reader.ts';

/** How deep the fields of `kept-fields.ts` stand themselves. */
const ownDepth = 10;
/** Raw texts that are remembered for one place: 4 MB of characters at most. */
const mostRemembered = 4_000_000;
/** Different texts at one place after which it is plain whether any repeats. */
const fairTrial = 2000;
/** Of so many texts that will hardly be known one is still looked up. */
const someOf = 8;
/** Bytes of a text that are copied before it is known whether it comes again. */
const shortText = 32;

/**
 * Makes a reader of strict JSON that builds only what is kept, the same as `thinObject(JSON.parse(text))`. It gives up
 * (`doubt`) on anything that is not valid, deeper than `nesting`, or unusual; `JSON.parse` has the last word then.
 */
export function keptReader(kept: Kept, nesting: number, everywhere: SharedReaders): ValueReader {
  const skip = (cursor: Cursor): number => skipValue(cursor.bytes, cursor.at, nesting - ownDepth);
  return readerOf(kept, skip, everywhere);
}

/** The readers of what is shared by all kinds of objects of one reading. */
export type SharedReaders = Map<Kept, ValueReader>;

type Skip = (cursor: Cursor) => number;

function readerOf(kept: Kept, skip: Skip, everywhere: SharedReaders): ValueReader {
  if (kept.shared === undefined) return ownReader(kept, skip, everywhere);
  const known = everywhere.get(kept);
  if (known) return known;
  const read = sharing(kept.fields && ownReader(kept, skip, everywhere), skip, drops(kept));
  if (kept.shared === 'everywhere') everywhere.set(kept, read);
  return read;
}

function ownReader(kept: Kept, skip: Skip, everywhere: SharedReaders): ValueReader {
  const whole: ValueReader = (cursor) => readWhole(cursor, skip);
  if (!kept.fields) return whole;
  const object = objectReader(takes(kept, whole, skip, everywhere));
  const item: ValueReader = (cursor) => (cursor.bytes[cursor.at] === openObject ? object(cursor) : whole(cursor));
  return (cursor) => (cursor.bytes[cursor.at] === openList ? readList(cursor, item) : item(cursor));
}

/** What is done with each key of an object of which only parts are kept. */
function takes(
  {fields = {}, others}: Kept,
  whole: ValueReader,
  skip: Skip,
  everywhere: SharedReaders,
): (key: string) => Take | undefined {
  const readers = new Map(
    Object.entries(fields).map(([key, kept]) => [key, readerOf(kept, skip, everywhere)] as const),
  );
  const pass: ValueReader = (cursor) => {
    cursor.at = skip(cursor);
  };
  return (key) => {
    const read = readers.get(key);
    if (read) return {key, read};
    if (!others || others.dropped.includes(key)) return {key: undefined, read: pass};
    // The one key that cannot be set like any other.
    return key === '__proto__' ? undefined : {key, read: whole};
  };
}

function readWhole(cursor: Cursor, skip: Skip): unknown {
  const {bytes, at} = cursor;
  const plain = bytes[at] === quote ? plainTextEnd(bytes, at) : undefined;
  const end = plain ?? skip(cursor);
  cursor.at = end;
  if (end === doubt) return undefined;
  cursor.kept += end - at;
  return plain === undefined ? parseValue(bytes, at, end) : bytes.toString('latin1', at + 1, end - 1);
}

/** A value that was read, with its text. */
interface Seen {
  readonly value: unknown;
  /** Where its text stands among those that are compared; a long one has no length before it was met twice. */
  start: number;
  length: number;
  /** Which other one was read after it the last time. */
  next: Seen | undefined;
  /** Which one stood there when this one was expected and did not come. */
  instead: Seen | undefined;
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

/**
 * Reads each distinct text once: equal texts give the same object. Where `thin` leaves something out, values that are
 * equal then are the same object too. Lists repeat themselves, so that what followed the last time is tried first, and
 * then what was read last. Where that was a text that nobody had met, after a fair trial only some of the next ones are
 * compared with those that were.
 */
function sharing(thin: ValueReader | undefined, skip: Skip, drops: boolean): ValueReader {
  const byText = new Map<string, Seen>();
  const texts: Texts = {view: new DataView(new ArrayBuffer(0)), used: 0};
  const byValue = drops ? new Map<string, unknown>() : undefined;
  const read: ValueReader = thin ?? ((cursor) => readWhole(cursor, skip));
  /** Stands for each text that was not met before. */
  const fresh: Seen = {value: undefined, start: 0, length: 0, next: undefined, instead: undefined};
  let remembered = 0;
  let [misses, passed] = [0, 0];
  let last = fresh;
  const follow = (seen: Seen): void => {
    if (seen !== last || last.next === undefined) last.next = seen;
    last = seen;
  };
  return (cursor) => {
    const {bytes, at} = cursor;
    const guess = last.next ?? last;
    const found =
      seenAt(cursor, texts, guess, guess.instead) ?? (guess === last ? undefined : seenAt(cursor, texts, last));
    if (found) {
      cursor.at = at + found.length;
      follow(found);
      return found.value;
    }
    if ((guess === fresh || last.next === undefined) && misses > fairTrial && ++passed % someOf !== 0) {
      last = fresh;
      return sameValue(read(cursor), byValue);
    }
    const end = skip(cursor);
    if (end === doubt) {
      cursor.at = doubt;
      return undefined;
    }
    const text = bytes.toString('latin1', at, end);
    const known = byText.get(text);
    if (known) {
      if (known.length === 0) noteText(known, texts, bytes, at, end);
      guess.instead = known;
      follow(known);
      cursor.at = end;
      return known.value;
    }
    misses++;
    const value = thin ? sameValue(thin(cursor), byValue) : parseValue(bytes, at, end);
    if (cursor.at === doubt) return undefined;
    cursor.at = end;
    cursor.kept += end - at;
    remembered += end - at;
    if (remembered > mostRemembered || !isDelimited(bytes[at])) {
      follow(fresh);
      return value;
    }
    const seen = {value, start: 0, length: 0, next: undefined, instead: undefined};
    byText.set(text, seen);
    const isShort = end - at <= shortText;
    if (isShort) noteText(seen, texts, bytes, at, end);
    follow(isShort ? seen : fresh);
    return value;
  };
}

/** The one of both whose text stands at the cursor. */
function seenAt(cursor: Cursor, texts: Texts, first: Seen, second?: Seen): Seen | undefined {
  const {start, length} = first;
  if (length > 0 && continuesWith(cursor, texts.view, start, length)) return first;
  return second && seenAt(cursor, texts, second);
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
