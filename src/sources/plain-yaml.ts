import {type Path, valueAt} from '../base/json.ts';
import {type Note, readFlow} from './plain-flow.ts';
import {readLiteral} from './plain-literal.ts';
import {resolvePlain} from './yaml-scalars.ts';

/**
 * A strict reader for the plain block YAML that most manifests are, some ten times faster than a full parser. It gives
 * up on any doubt (anchors, tags, folded text, repeated keys, odd indentation), and such a document goes to the YAML package. A test holds the two together: what this reader takes, both read alike
 * (design.md section 4, point 1).
 */
export function readPlainYaml(text: string, note?: Note): Readonly<Record<string, unknown>> | undefined {
  // Anything beyond printable text, tabs and foreign line breaks included, is a doubt.
  if (/[^\n\r\x20-\x7e\xa1-\ud7ff\ue000-\ufffd]|\r(?!\n)|[^\S \r\n]/.test(text)) return undefined;
  const reader: Reader = {text, lines: linesOf(text), at: 0, failed: false, note};
  const [first] = reader.lines;
  if (first?.indent !== 0) return undefined;
  const value = readMap(reader, 0, 0);
  return reader.failed || reader.at < reader.lines.length ? undefined : value;
}

/**
 * The offsets of keys and list items in a text that `readPlainYaml` takes: reads it once more when the first is asked.
 */
export function plainPlaces(text: string): (path: Path) => number {
  const places = new Map<unknown, Map<string | number, number>>();
  const root = readPlainYaml(text, (container, key, offset) => {
    const entries = places.get(container) ?? new Map<string | number, number>();
    places.set(container, entries.set(key, offset));
  });
  const start = linesOf(text)[0]?.offset ?? 0;
  return (path) => {
    let value: unknown = root;
    let place = start;
    for (const step of path) {
      const offset = places.get(value)?.get(step);
      if (offset === undefined) return place;
      place = offset;
      value = valueAt(value, [step]);
    }
    return place;
  };
}

interface Line {
  indent: number;
  /** Where the text begins. */
  offset: number;
  /** Without indentation and trailing space. */
  text: string;
}

interface Reader {
  readonly text: string;
  readonly lines: readonly Line[];
  at: number;
  failed: boolean;
  readonly note: Note | undefined;
}

const deepest = 60;

function linesOf(text: string): readonly Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (const raw of text.split('\n')) {
    const content = raw.trim();
    const indent = raw.search(/\S/);
    if (content !== '' && !content.startsWith('#')) lines.push({indent, offset: start + indent, text: content});
    start += raw.length + 1;
  }
  return lines;
}

/** Entries at one column, until a line further left. */
function readMap(reader: Reader, indent: number, depth: number): Readonly<Record<string, unknown>> {
  const object: Record<string, unknown> = {};
  for (
    let line = reader.lines[reader.at];
    line && line.indent >= indent && !reader.failed;
    line = reader.lines[reader.at]
  ) {
    const entry = line.indent === indent ? splitEntry(line.text) : undefined;
    if (!entry || depth > deepest || Object.hasOwn(object, entry.key)) {
      reader.failed = true;
      return object;
    }
    reader.at++;
    reader.note?.(object, entry.key, line.offset);
    object[entry.key] =
      entry.rest === '' ? readBelow(reader, indent, true, depth) : readScalar(reader, line, entry.rest);
  }
  return object;
}

/** What stands on the lines below a key or dash that has nothing beside it. */
function readBelow(reader: Reader, indent: number, belowKey: boolean, depth: number): unknown {
  const line = reader.lines[reader.at];
  if (!line) return null;
  const list = isItem(line.text);
  if (line.indent > indent)
    return list ? readList(reader, line.indent, depth + 1) : readMap(reader, line.indent, depth + 1);
  return belowKey && list && line.indent === indent ? readList(reader, indent, depth + 1) : null;
}

function readList(reader: Reader, indent: number, depth: number): readonly unknown[] {
  const items: unknown[] = [];
  for (
    let line = reader.lines[reader.at];
    line && line.indent >= indent && !reader.failed;
    line = reader.lines[reader.at]
  ) {
    if (line.indent === indent && !isItem(line.text)) return items;
    if (line.indent > indent || depth > deepest) {
      reader.failed = true;
      return items;
    }
    items.push(readItem(reader, line, depth, (offset) => reader.note?.(items, items.length, offset)));
  }
  return items;
}

function readItem(reader: Reader, line: Line, depth: number, place: (offset: number) => void): unknown {
  const {indent, offset} = line;
  const rest = line.text.slice(1).trimStart();
  const behindDash = line.text.length - rest.length;
  if (rest === '' || rest.startsWith('#')) {
    reader.at++;
    const next = reader.lines[reader.at];
    place(next && next.indent > indent ? next.offset : offset);
    return readBelow(reader, indent, false, depth);
  }
  place(offset + behindDash);
  if (!splitEntry(rest)) {
    reader.at++;
    return readScalar(reader, line, rest);
  }
  // A mapping that begins beside the dash goes on in the column of its first key.
  line.indent = indent + behindDash;
  line.offset = offset + behindDash;
  line.text = rest;
  return readMap(reader, line.indent, depth + 1);
}

function isItem(text: string): boolean {
  return text === '-' || text.startsWith('- ');
}

const plainKey = /^([A-Za-z_][A-Za-z0-9_./-]{0,300}):(?: +(.*))?$/;
const quotedKey = /^(?:"([^"\\]{1,300})"|'([^']{1,300})'):(?: +(.*))?$/;

/** A key with what stands beside it; undefined when the line is no entry, or one whose key needs thought. */
function splitEntry(text: string): {readonly key: string; readonly rest: string} | undefined {
  const plain = plainKey.exec(text);
  const quoted = plain ? null : quotedKey.exec(text);
  const key = plain?.[1] ?? quoted?.[1] ?? quoted?.[2];
  if (key === undefined || key === '__proto__') return undefined;
  if (plain) {
    const resolved = resolvePlain(key);
    if ('error' in resolved || resolved.value !== key) return undefined;
  }
  const rest = plain?.[2] ?? quoted?.[3] ?? '';
  return {key, rest: rest.startsWith('#') ? '' : rest};
}

/** A literal block, or a value on one line; fails when the next line could belong to that. */
function readScalar(reader: Reader, line: Line, text: string): unknown {
  if (text === '|' || text === '|-') return readBlock(reader, line, text);
  const next = reader.lines[reader.at];
  const base = line.offset + line.text.length - text.length;
  const {note} = reader;
  const shifted: Note | undefined = note && ((container, key, offset) => note(container, key, base + offset));
  const read = next && next.indent > line.indent ? undefined : readValue(text, shifted);
  if (read) return read.value;
  reader.failed = true;
  return undefined;
}

function readBlock(reader: Reader, line: Line, header: string): unknown {
  const behind = reader.text.indexOf('\n', line.offset) + 1;
  const literal = behind > 0 ? readLiteral(reader.text, header, behind, line.indent) : undefined;
  if (!literal) {
    reader.failed = true;
    return undefined;
  }
  while ((reader.lines[reader.at]?.offset ?? literal.end) < literal.end) reader.at++;
  return literal.value;
}

function readValue(text: string, note: Note | undefined): {readonly value: unknown} | undefined {
  if (/^["'[{]/.test(text)) {
    const flow = readFlow(text, 0, note);
    return flow && /^( +#.*)?$/.test(text.slice(flow.end)) ? flow : undefined;
  }
  if (!/^(?:[^\s\-?:,[\]{}#&*!|>'"%@`]|[-:?][^\s])/.test(text)) return undefined;
  const comment = text.indexOf(' #');
  const plain = comment < 0 ? text : text.slice(0, comment).trimEnd();
  if (/:( |$)/.test(plain)) return undefined;
  const resolved = resolvePlain(plain);
  return 'error' in resolved ? undefined : resolved;
}
