import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {temporaryDirectory} from '../testing/temporary.ts';
import {readConnectionTable, type TablePiece} from './connection-table.ts';

const test = suite('table of connections');
const {path: directory, remove} = temporaryDirectory();
test.after(remove);

const header = 'from\tto\tprotocol\tport';

async function* stream(...pieces: readonly (string | Uint8Array)[]): AsyncGenerator<string | Uint8Array> {
  yield* pieces;
}

async function read(pieces: readonly (string | Uint8Array)[], columns: readonly string[] = []): Promise<TablePiece[]> {
  const found: TablePiece[] = [];
  for await (const piece of readConnectionTable('-', columns, () => stream(...pieces))) found.push(piece);
  return found;
}

/** `line:from>to` of every row. */
function rows(pieces: readonly TablePiece[]): readonly string[] {
  return pieces.flatMap((piece) =>
    'diagnostic' in piece
      ? [piece.diagnostic.code]
      : piece.map(({line, cells}) => `${line}:${cells.get('from')}>${cells.get('to')}`),
  );
}

test('lines wherever the pieces are cut, with or without a last line break', async () => {
  assert.equal(rows(await read([`${header}\na\tb\tTCP\t1\n\nc\td\tTCP\t2`])), ['2:a>b', '4:c>d']);
  assert.equal(rows(await read(['from\tto\tpro', 'tocol\tport\r\na\tb', '\tTCP\t1\r\n'])), ['2:a>b']);
});

test('a character of several bytes may be cut', async () => {
  const bytes = new TextEncoder().encode(`${header}\nä\tb\tTCP\t1\n`);
  assert.equal(rows(await read([bytes.slice(0, 23), bytes.slice(23)])), ['2:ä>b']);
});

test('columns come in any order, others are kept, missing cells are empty', async () => {
  const [piece] = await read(['\ufeffowner\tport\tprotocol\tto\tfrom\nann\t80\tTCP\tb\n']);
  assert.ok(Array.isArray(piece));
  assert.equal(Object.fromEntries(piece[0]?.cells ?? []), {
    owner: 'ann',
    port: '80',
    protocol: 'TCP',
    to: 'b',
    from: '',
  });
});

test('each piece is handed on as it comes', async () => {
  const pieces = await read([`${header}\n`, 'a\tb\tTCP\t1\n', 'c\td\tTCP\t1\n']);
  assert.equal(
    pieces.map((piece) => ('diagnostic' in piece ? -1 : piece.length)),
    [1, 1, 0],
  );
});

test('what is no such table is one error', async () => {
  assert.equal(rows(await read(['a\tb\n1\t2\n'])), ['table-column-missing']);
  assert.equal(rows(await read([])), ['table-column-missing']);
  assert.equal(rows(await read([`${header}\n`], ['verdict'])), ['table-column-missing']);
  assert.equal(rows(await read([`${header}\n`, 'x'.repeat(200_000)])), ['table-line-too-long']);
});

test('a file that is not there, or is none', async () => {
  for (const [file, code] of [
    [join(directory, 'nowhere.tsv'), 'file-missing'],
    [directory, 'file-unreadable'],
  ] as const) {
    for await (const piece of readConnectionTable(file, [])) assert.equal(rows([piece]), [code]);
  }
  const file = join(directory, 'table.tsv');
  writeFileSync(file, `${header}\na\tb\tTCP\t1\n`);
  for await (const piece of readConnectionTable(file, [])) assert.equal(rows([piece]).length < 2, true);
});

test.run();
