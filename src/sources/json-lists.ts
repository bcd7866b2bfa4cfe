import {allUtf8, type ByteSource} from './byte-window.ts';
import type {Limits} from './limits.ts';
import {
  atNothing,
  beginList,
  endList,
  GivenUp,
  type ListPlaces,
  type OpenList,
  type Reading,
  readItem,
  readingOf,
} from './list-reading.ts';

/** One list of the file, without what no reader looks at, and where its parts stand, in bytes. */
export interface JsonList {
  readonly value: Readonly<Record<string, unknown>>;
  readonly places: ListPlaces;
}

/** The lists, or where and why reading them in pieces gave up. */
export type JsonLists =
  | {readonly lists: readonly JsonList[]}
  | {readonly problem: GivenUp['problem']; readonly offset: number};

/** How much is read from the source at once: at least some ten thousand objects as kubectl prints them in short. */
const pieceSize = 4 << 20;
/**
 * Reads a file of JSON lists, one behind the other, in pieces: neither the text nor what no reader looks at is ever in
 * memory as a whole (design.md section 4, point 2). Gives up as soon as the file is anything else (`other`).
 */
export function readJsonLists(source: ByteSource, limits: Limits, piece = pieceSize): JsonLists {
  const reading = readingOf(source, limits, piece);
  const {window} = reading;
  const lists: JsonList[] = [];
  try {
    while (!atNothing(reading)) lists.push(readList(reading));
  } catch (error) {
    if (error instanceof GivenUp) return {problem: error.problem, offset: window.start + error.at};
    throw error;
  }
  return allUtf8(window) ? {lists} : {problem: 'other', offset: 0};
}

function readList(reading: Reading): JsonList {
  const list = beginList(reading);
  const items: unknown[] = [];
  list.value['items'] = items;
  while (reading.more) items.push(readItem(reading, list));
  endList(reading, list);
  return list;
}

/** One reading of a list, item by item. */
export interface ListWalk {
  /** What the list says of itself before its items. */
  readonly head: Readonly<Record<string, unknown>>;
  readonly places: ListPlaces;
  readonly items: Iterable<unknown>;
  /** Whether all of the file was read, and it is what the head promised. It holds on to nothing of the reading. */
  readonly outcome: {readonly complete: boolean};
}

/**
 * The list that is all of a file, for those who take its items one by one and keep none. What its items are must be plain
 * from what stands before them: where no kind does, as kubectl prints lists, it is taken for a `List`. Undefined where the
 * file begins as anything else; whether it goes on so is known at the end.
 */
export function walkJsonList(source: ByteSource, limits: Limits, piece = pieceSize): ListWalk | undefined {
  const reading = readingOf(source, limits, piece);
  const list = tried(() => (atNothing(reading) ? undefined : beginList(reading)));
  return list && walkOf(reading, list);
}

function walkOf(reading: Reading, list: OpenList): ListWalk | undefined {
  const {value, places} = list;
  const {kind = 'List'} = value;
  if (kind !== 'List' && value['apiVersion'] === undefined) return undefined;
  const head = {...value, kind};
  const outcome = {complete: false};
  function* items(): Generator<unknown> {
    try {
      while (reading.more) yield readItem(reading, list);
      endList(reading, list);
      outcome.complete = value['kind'] === kind && atNothing(reading) && allUtf8(reading.window);
    } catch (error) {
      if (!(error instanceof GivenUp)) throw error;
    }
  }
  return {head, places, items: items(), outcome};
}

/** Undefined where reading gave up. */
function tried<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof GivenUp) return undefined;
    throw error;
  }
}
