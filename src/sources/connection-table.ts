import {createReadStream} from 'node:fs';
import {type Diagnostic, diagnostic} from '../diagnostics/diagnostic.ts';

/** One line of a table of connections: the cells by the names of their columns. Lines count from 1, the header is 1. */
export interface TableRow {
  readonly line: number;
  readonly cells: ReadonlyMap<string, string>;
}

export type TablePiece = readonly TableRow[] | {readonly diagnostic: Diagnostic};

const lineLimit = 100_000;
const needed = ['from', 'to', 'protocol', 'port'];

/**
 * Reads a tab-separated table (cli.md section 3, Batches) piece by piece as it arrives, so that a slow writer gets its
 * answers at once. What is wrong with the table as a whole comes as a diagnostic and ends it. Never throws.
 */
export async function* readConnectionTable(
  file: string,
  columns: readonly string[],
  open: () => AsyncIterable<Uint8Array | string> = () => (file === '-' ? process.stdin : createReadStream(file)),
): AsyncGenerator<TablePiece> {
  const bytes = open();
  const decoder = new TextDecoder();
  const parser = tableParser(file, [...needed, ...columns]);
  try {
    for await (const piece of bytes) {
      const text = typeof piece === 'string' ? piece : decoder.decode(piece, {stream: true});
      const found = parser.add(text);
      if (!Array.isArray(found) || found.length > 0) yield found;
      if (!Array.isArray(found)) return;
    }
    yield parser.end(decoder.decode());
  } catch (error) {
    yield {diagnostic: unreadable(file, error)};
  }
}

interface TableParser {
  readonly add: (text: string) => TablePiece;
  /** The last line needs no line break. */
  readonly end: (text: string) => TablePiece;
}

function tableParser(file: string, columns: readonly string[]): TableParser {
  let rest = '';
  let line = 0;
  let header: readonly string[] | undefined;
  const origin = {file, document: 1, path: []};

  const take = (lines: readonly string[]): TablePiece => {
    const rows: TableRow[] = [];
    for (const text of lines) {
      line += 1;
      const cells = text.replace(/\r$/, '').split('\t');
      if (!header) {
        header = cells.map((cell) => cell.trim().replace(/^\ufeff/, ''));
        const column = columns.find((name) => !header?.includes(name));
        const details = {position: {line, column: 1}, arguments: {column: column ?? ''}};
        if (column !== undefined) return {diagnostic: diagnostic('table-column-missing', origin, details)};
      } else if (text.trim() !== '') {
        rows.push({line, cells: new Map(header.map((name, index) => [name, cells[index] ?? '']))});
      }
    }
    return rows;
  };

  const add = (text: string): TablePiece => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length <= lineLimit) return take(lines);
    const details = {position: {line: line + lines.length + 1, column: 1}, arguments: {limit: lineLimit}};
    return {diagnostic: diagnostic('table-line-too-long', origin, details)};
  };

  const end = (text: string): TablePiece => {
    const last = rest + text;
    return take(last === '' && header ? [] : [last]);
  };
  return {add, end};
}

export function unreadable(file: string, error: unknown): Diagnostic {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  const origin = {file, document: 1, path: []};
  if (code === 'ENOENT') return diagnostic('file-missing', origin, {arguments: {file}});
  const reason = code === 'EISDIR' ? 'it is a directory' : code;
  return diagnostic('file-unreadable', origin, {arguments: {file, reason}});
}
