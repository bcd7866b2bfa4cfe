import {type Path, printPath} from '../base/json.ts';
import type {Position} from '../diagnostics/position.ts';
import type {ByteSource} from './byte-window.ts';
import type {Document} from './document.ts';
import {type JsonList, walkJsonList} from './json-lists.ts';
import type {JsonPlan} from './json-plan.ts';
import {jsonPlaces} from './json-scan.ts';
import type {Limits} from './limits.ts';
import type {ListPlaces} from './list-reading.ts';

/** A list or plan of the file as a document. Only offsets are kept: for a place the part that it is in is read again. */
export function listDocument(
  file: string,
  document: number,
  {value, places}: JsonList | JsonPlan,
  source: ByteSource,
  positionAt: (offset: number) => Position,
): Document {
  return {
    origin: {file, document, path: []},
    content: {syntax: 'value', value},
    locate: (path) => ({file, document, path: printPath(path), ...positionAt(offsetAt(path, places, source))}),
  };
}

/** The list that is all of a file as a document that is read each time it is walked; undefined for any other file. */
export function walkedDocument(
  file: string,
  source: ByteSource,
  limits: Limits,
  positionAt: (offset: number) => Position,
): Document | undefined {
  const begun = walkJsonList(source, limits);
  if (!begun) return undefined;
  const {head} = begun;
  let {places, outcome} = begun;
  const items = (): Iterable<unknown> => {
    const walk = walkJsonList(source, limits);
    if (!walk) return [];
    ({places, outcome} = walk);
    return walk.items;
  };
  return {
    origin: {file, document: 1, path: []},
    content: {syntax: 'list', list: {head, items, isComplete: () => outcome.complete}},
    locate: (path) => ({file, document: 1, path: printPath(path), ...positionAt(offsetAt(path, places, source))}),
  };
}

/** The offset in bytes of the key or item at a path, or of the nearest enclosing one that is there. */
function offsetAt(path: Path, {start, end, keys, list, items}: ListPlaces, source: ByteSource): number {
  const [key, index] = path;
  const entry = typeof key === 'string' ? keys.get(key) : undefined;
  if (entry === undefined) return start;
  const item = key === list && typeof index === 'number' ? items[index] : undefined;
  if (item !== undefined && typeof index === 'number') {
    return item + offsetWithin(textOf(source, item, items[index + 1] ?? end), path.slice(2));
  }
  if (key === list) return entry;
  const behind = [...keys.values(), end].find((each) => each > entry) ?? end;
  const found = offsetWithin(`{${textOf(source, entry, behind)}`, path);
  return Math.max(entry, entry - 1 + found);
}

function offsetWithin(text: string, path: Path): number {
  return Buffer.byteLength(text.slice(0, jsonPlaces(text, 0)(path)));
}

function textOf(source: ByteSource, start: number, end: number): string {
  const bytes = Buffer.alloc(end - start);
  return bytes.toString('utf8', 0, source.read(bytes, start));
}

const pieceSize = 1 << 20;

/**
 * Finds line and column of an offset in UTF-8, the column in UTF-16 code units. It goes on from where the last question
 * was answered, and looks from the start only for what comes before.
 */
export function bytePositions(source: ByteSource): (offset: number) => Position {
  let known = {offset: 0, line: 1, column: 1};
  return (offset) => {
    let {offset: at, line, column} = offset >= known.offset ? known : {offset: 0, line: 1, column: 1};
    const piece = Buffer.alloc(Math.max(0, Math.min(pieceSize, offset - at)));
    while (at < offset) {
      const length = source.read(piece.subarray(0, offset - at), at);
      if (length === 0) break;
      for (let index = 0; index < length; index++) {
        const byte = piece[index] ?? 0;
        if (byte === 10) {
          line++;
          column = 1;
        } else if (byte >= 0xf0) column += 2;
        else if ((byte & 0xc0) !== 0x80) column++;
      }
      at += length;
    }
    known = {offset: at, line, column};
    return {line, column};
  };
}
