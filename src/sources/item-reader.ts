import {isObject} from '../base/json.ts';
import type {Cursor, ValueReader} from './cursor.ts';
import {comma, continuesWith, doubt, openObject, skipColon, skipSpace, startsWith, viewOf} from './json-bytes.ts';
import {type Kept, keptOf} from './kept-fields.ts';
import {keptReader, type SharedReaders} from './kept-reader.ts';

/** What an object says of its kind. */
export interface Typed {
  readonly apiVersion?: unknown;
  readonly kind?: unknown;
}

/**
 * Makes the reader for the items of a list. An item begins with its `apiVersion` and `kind`, as every program writes
 * them, or has neither in a list that says them once (`typed`); otherwise reading gives up (`doubt`).
 */
export function itemReader(nesting: number): (cursor: Cursor, typed: Typed | undefined) => unknown {
  const readers = new Map<Kept, ValueReader>();
  const everywhere: SharedReaders = new Map();
  const header = headerReader(nesting);
  let last: {readonly typed: Typed; readonly read: ValueReader} | undefined;
  let begun: Begun | undefined;
  const readerFor = (of: Typed): ValueReader => {
    if (last && last.typed.kind === of.kind && last.typed.apiVersion === of.apiVersion) return last.read;
    const kept = keptOf(of.apiVersion, of.kind);
    const read = readers.get(kept) ?? keptReader(kept, nesting, everywhere);
    readers.set(kept, read);
    last = {typed: of, read};
    return read;
  };
  return (cursor, typed) => {
    const start = cursor.at;
    if (!begun || !continuesWith(cursor, begun.text, 0, begun.length)) begun = undefined;
    const own = begun?.own ?? header(cursor);
    begun ??= begunWith(own, cursor, start);
    const of = own.kind === undefined && own.apiVersion === undefined ? typed : own;
    cursor.at = start;
    const value = of?.kind !== undefined && of.apiVersion !== undefined ? readerFor(of)(cursor) : undefined;
    // What comes later in the object could say another kind.
    if (!isObject(value) || value.kind !== own.kind || value.apiVersion !== own.apiVersion) cursor.at = doubt;
    return value;
  };
}

/** How the item before began, up to the comma behind its kind: mostly the next one begins so too. */
interface Begun {
  readonly own: Typed;
  readonly text: DataView;
  /** Bytes of the text. */
  readonly length: number;
}

function begunWith(own: Typed, {bytes, at}: Cursor, start: number): Begun | undefined {
  if (own.kind === undefined || own.apiVersion === undefined || bytes[at] !== comma) return undefined;
  const text = Uint8Array.from(bytes.subarray(start, at + 1));
  return {own, text: viewOf(text), length: text.length};
}

/** Reads `apiVersion` and `kind` where an object begins with them, in either order. */
function headerReader(nesting: number): (cursor: Cursor) => Typed {
  const read = keptReader({shared: 'here'}, nesting, new Map());
  const keys = {apiVersion: Buffer.from('"apiVersion"'), kind: Buffer.from('"kind"')};
  return (cursor) => {
    const found: {apiVersion?: unknown; kind?: unknown} = {};
    const {bytes} = cursor;
    if (bytes[cursor.at] !== openObject) return found;
    for (let count = 0; count < 2; count++) {
      const start = skipSpace(bytes, cursor.at + 1);
      const key = startsWith(bytes, start, keys.apiVersion) ? 'apiVersion' : 'kind';
      if (!startsWith(bytes, start, keys[key])) return found;
      cursor.at = skipColon(bytes, start + keys[key].length);
      if (cursor.at === doubt) return found;
      found[key] = read(cursor);
      if (cursor.at === doubt) return found;
      cursor.at = skipSpace(bytes, cursor.at);
      if (bytes[cursor.at] !== comma) return found;
    }
    return found;
  };
}
