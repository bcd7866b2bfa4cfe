import {type Path, valueAt} from '../base/json.ts';
import {isPlainKey, readKey} from './plain-key.ts';
import {
  giveUp,
  isContentEnd,
  isLineEnd,
  type Note,
  type PlainLines,
  plainLines,
  skipSpaces,
  toNextLine,
} from './plain-lines.ts';
import {readScalar} from './plain-scalar.ts';
import {finiteValue} from './yaml-scalars.ts';

type Entries = Readonly<Record<string, unknown>>;

/**
 * A strict reader for the plain block YAML that most manifests are, some twenty times faster than a full parser. It gives
 * up, with undefined, on any doubt (anchors, tags, folded text, repeated keys, odd indentation), and such a document goes
 * to the YAML package. A test holds the two together: what this reader takes, both read alike (design.md section 4,
 * point 1). Null where there are only comments.
 */
export function readPlainYaml(text: string, note?: Note): Entries | null | undefined {
  if (doubtful.test(text)) return undefined;
  const lines = plainLines(text, note);
  if (lines.column < 0) return null;
  const value = lines.column === 0 ? readMap(lines, 0, 0) : giveUp(lines);
  return lines.failed ? undefined : value;
}

/** The offsets of keys and list items in a text that `readPlainYaml` takes: reads it once more. */
export function plainPlaces(text: string): (path: Path) => number {
  const places = new Map<unknown, Map<string | number, number>>();
  const root = readPlainYaml(text, (container, key, offset) => {
    const entries = places.get(container) ?? new Map<string | number, number>();
    places.set(container, entries.set(key, offset));
  });
  const first = plainLines(text).at;
  return (path) => {
    let value: unknown = root;
    let place = first;
    for (const step of path) {
      const offset = places.get(value)?.get(step);
      if (offset === undefined) return place;
      place = offset;
      value = valueAt(value, [step]);
    }
    return place;
  };
}

/** Anything but printable text, the usual line breaks and the one usual space. */
const doubtful =
  /[^\n\r\x20-\x7e\xa1-\u167f\u1681-\u1fff\u200b-\u2027\u202a-\u202e\u2030-\u205e\u2060-\u2fff\u3001-\ud7ff\ue000-\ufefe\uff00-\ufffd]|\r(?!\n)/;

const deepest = 60;

/** Entries at one column, until a line further left. */
function readMap(lines: PlainLines, indent: number, depth: number): Entries {
  const object: Record<string, unknown> = {};
  if (depth > deepest) giveUp(lines);
  while (lines.column === indent) {
    if (!readUsualEntry(lines, object, indent, depth)) readEntry(lines, object, indent, depth);
  }
  if (lines.column > indent) giveUp(lines);
  return object;
}

function readEntry(lines: PlainLines, object: Record<string, unknown>, indent: number, depth: number): void {
  const {text, at, note} = lines;
  const key = readKey(text, at);
  // The names that every object inherits are doubts as well.
  if (!key || key.name in object) {
    giveUp(lines);
    return;
  }
  note?.(object, key.name, at);
  lines.at = skipSpaces(text, key.colon + 1);
  if (!isContentEnd(text, lines.at)) object[key.name] = readScalar(lines, indent);
  else {
    toNextLine(lines, lines.at);
    object[key.name] = readBelow(lines, indent, depth);
  }
}

/**
 * A word as the key, nothing or a word beside it, and the indentation of the next line. One expression for what most lines
 * are saves a third of the time where nothing has been compiled yet. Its repetitions are bounded, as is the memory it
 * takes.
 */
const usual =
  /([A-Za-z_][\w./-]{0,300}):(?: +([\w./][\w./-]{0,300}(?::[\w./-]{1,300})?))?\r?\n( {0,200})(?=[^ #\r\n])/y;

/** Reads an entry that is as most are; false where it is not, or where it needs a closer look. */
function readUsualEntry(lines: PlainLines, object: Record<string, unknown>, indent: number, depth: number): boolean {
  usual.lastIndex = lines.at;
  const found = usual.exec(lines.text);
  if (!found) return false;
  const key = found[1] ?? '';
  const word = found[2];
  const column = found[3]?.length ?? 0;
  const value = word === undefined ? undefined : finiteValue(word);
  const clear = word === undefined || (value !== undefined && column <= indent);
  if (!clear || !isPlainKey(key) || key in object) return false;
  lines.note?.(object, key, lines.at);
  lines.at = usual.lastIndex;
  lines.column = column;
  object[key] = word === undefined ? readBelow(lines, indent, depth) : value;
  return true;
}

/** Items at one column, until a line that is none. */
function readList(lines: PlainLines, indent: number, depth: number): readonly unknown[] {
  const items: unknown[] = [];
  if (depth > deepest) giveUp(lines);
  while (lines.column === indent && isItem(lines)) {
    items.push(readItem(lines, items, indent, depth));
  }
  if (lines.column > indent) giveUp(lines);
  return items;
}

function readItem(lines: PlainLines, items: readonly unknown[], indent: number, depth: number): unknown {
  const {text, at: start, note} = lines;
  lines.at = skipSpaces(text, start + 1);
  const {at} = lines;
  if (isContentEnd(text, at)) {
    toNextLine(lines, at);
    // Where an item without a value stands is a question of its own.
    if (lines.column <= indent) return giveUp(lines);
    note?.(items, items.length, lines.at);
    return readBelow(lines, indent, depth);
  }
  note?.(items, items.length, at);
  if (!readKey(text, at)) return readScalar(lines, indent);
  // A mapping that begins beside the dash goes on in the column of its first key.
  lines.column = indent + at - start;
  return readMap(lines, lines.column, depth + 1);
}

/** The value on the lines below a key or dash that has nothing beside it. A list may stand in the column of its key. */
function readBelow(lines: PlainLines, indent: number, depth: number): unknown {
  const {text, at, column} = lines;
  if (column >= indent && isItem(lines)) return readList(lines, column, depth + 1);
  if (column <= indent) return null;
  return readKey(text, at) ? readMap(lines, column, depth + 1) : readScalar(lines, indent);
}

function isItem({text, at}: PlainLines): boolean {
  return text[at] === '-' && (text[at + 1] === ' ' || isLineEnd(text, at + 1));
}
