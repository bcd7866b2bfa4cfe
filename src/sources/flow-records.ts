import {createReadStream} from 'node:fs';
import {isObject} from '../base/json.ts';
import {type Diagnostic, diagnostic} from '../diagnostics/diagnostic.ts';
import {readConnectionTable, type TablePiece, unreadable} from './connection-table.ts';

/** One recorded flow as it was written, and the line it stands in (from 1; of an array all stand in its first). */
export interface FlowRecord {
  readonly line: number;
  readonly value: Readonly<Record<string, unknown>>;
}

/** Made while they are read, so that a record is forgotten before the next one is parsed. */
export type FlowPiece = Iterable<FlowRecord | {readonly diagnostic: Diagnostic}>;

export type FlowSource =
  | {readonly form: 'records'; readonly pieces: AsyncIterable<FlowPiece>}
  | {readonly form: 'table'; readonly pieces: AsyncIterable<TablePiece>}
  | {readonly diagnostic: Diagnostic};

const lineLimit = 1_000_000;
/** An array has to be held as a whole. */
const arrayLimit = 64 << 20;
const pieceSize = 1 << 18;

/**
 * Opens recorded flows: JSON lines, an array of JSON objects (or a list's `items`), or a table of connections with the
 * column `verdict`. The first letter tells which. Read piece by piece, so that a file may be longer than memory.
 */
export async function openFlows(
  file: string,
  open: () => AsyncIterable<Uint8Array | string> = () =>
    file === '-' ? process.stdin : createReadStream(file, {highWaterMark: pieceSize, encoding: 'utf8'}),
): Promise<FlowSource> {
  const texts = decoded(open())[Symbol.asyncIterator]();
  let begin = '';
  try {
    while (begin.trim() === '') {
      const next = await texts.next();
      if (next.done) break;
      begin += next.value;
    }
  } catch (error) {
    return {diagnostic: unreadable(file, error)};
  }
  begin = begin.replace(/^\ufeff/, '');
  const all = joined(begin, texts);
  const first = begin.trimStart()[0];
  if (first === undefined) return {diagnostic: diagnostic('input-empty', undefined, {arguments: {inputs: [file]}})};
  if (first === '[') return {form: 'records', pieces: arrayRecords(file, all)};
  if (first === '{') return {form: 'records', pieces: lineRecords(file, all)};
  return {form: 'table', pieces: readConnectionTable(file, ['verdict'], () => all)};
}

async function* decoded(bytes: AsyncIterable<Uint8Array | string>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const piece of bytes) yield typeof piece === 'string' ? piece : decoder.decode(piece, {stream: true});
  yield decoder.decode();
}

async function* joined(begin: string, rest: AsyncIterator<string>): AsyncGenerator<string> {
  yield begin;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

async function* lineRecords(file: string, texts: AsyncIterable<string>): AsyncGenerator<FlowPiece> {
  let rest = '';
  let line = 0;
  function* take(lines: readonly string[], isLast: boolean): FlowPiece {
    for (const text of lines) {
      line += 1;
      const record = parsed(text, file, line, isLast);
      if (record) yield record;
    }
  }
  try {
    for await (const text of texts) {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      yield take(lines, false);
      if (rest.length > lineLimit) return yield [tooLong(file, line + 1)];
    }
    yield take([rest], true);
  } catch (error) {
    yield [{diagnostic: unreadable(file, error)}];
  }
}

/** A last line without its end that is no JSON was cut. Undefined: an empty line. */
function parsed(
  text: string,
  file: string,
  line: number,
  isLast: boolean,
): FlowRecord | {readonly diagnostic: Diagnostic} | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return {line, value};
  } catch {
    if (text.trim() === '') return undefined;
  }
  return {diagnostic: diagnostic(isLast ? 'flow-cut' : 'flow-unreadable', origin(file), {position: {line, column: 1}})};
}

async function* arrayRecords(file: string, texts: AsyncIterable<string>): AsyncGenerator<FlowPiece> {
  const parts: string[] = [];
  let length = 0;
  const refused = (code: 'flow-cut' | 'file-too-large'): FlowPiece => [
    {diagnostic: diagnostic(code, origin(file), {position: {line: 1, column: 1}, arguments: {file}})},
  ];
  try {
    for await (const text of texts) {
      parts.push(text);
      length += text.length;
      if (length > arrayLimit) return yield refused('file-too-large');
    }
  } catch (error) {
    return yield [{diagnostic: unreadable(file, error)}];
  }
  let values: unknown;
  try {
    values = JSON.parse(parts.join(''));
  } catch {
    return yield refused('flow-cut');
  }
  yield (Array.isArray(values) ? values : []).map((value: unknown) =>
    isObject(value)
      ? {line: 1, value}
      : {diagnostic: diagnostic('flow-unreadable', origin(file), {position: {line: 1, column: 1}})},
  );
}

function tooLong(file: string, line: number): {readonly diagnostic: Diagnostic} {
  const details = {position: {line, column: 1}, arguments: {limit: lineLimit}};
  return {diagnostic: diagnostic('table-line-too-long', origin(file), details)};
}

function origin(file: string) {
  return {file, document: 1, path: []};
}
