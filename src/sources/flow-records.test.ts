import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {openFlows} from './flow-records.ts';

const test = suite('recorded flows as bytes');

/** The lines and codes that a text gives when it comes in pieces of some letters. */
async function read(text: string, size: number): Promise<readonly string[]> {
  async function* pieces() {
    for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
  }
  const source = await openFlows('flows', pieces);
  if ('diagnostic' in source) return [source.diagnostic.code];
  if (source.form === 'table') return ['table'];
  const found: string[] = [];
  for await (const piece of source.pieces) {
    for (const each of piece) {
      found.push(
        'diagnostic' in each
          ? `${each.diagnostic.code} ${each.diagnostic.position?.line}`
          : `${each.line} ${JSON.stringify(each.value)}`,
      );
    }
  }
  return found;
}

test('lines, however they come in', async () => {
  for (const size of [1, 3, 1000]) {
    assert.equal(await read('\ufeff{"a":1}\n\n{"b":2}\r\n{"c":3}', size), ['1 {"a":1}', '3 {"b":2}', '4 {"c":3}']);
  }
});

test('an array is one text', async () => {
  assert.equal(await read('[{"a":1},\n{"b":2}, 3]', 4), ['1 {"a":1}', '1 {"b":2}', 'flow-unreadable 1']);
});

test('a cut file says so, and what stands before is read', async () => {
  assert.equal(await read('{"a":1}\n{"b":', 5), ['1 {"a":1}', 'flow-cut 2']);
  assert.equal(await read('[{"a":1},', 5), ['flow-cut 1']);
});

test('a line that is no object is told, and the rest goes on', async () => {
  assert.equal(await read('{"a":1}\nnonsense\n4\n{"b":2}\n', 7), [
    '1 {"a":1}',
    'flow-unreadable 2',
    'flow-unreadable 3',
    '4 {"b":2}',
  ]);
});

test('a line without end is refused', async () => {
  assert.equal(await read(`{"a":"${'x'.repeat(1_000_100)}`, 100_000), ['table-line-too-long 1']);
});

test('tables and empty files', async () => {
  assert.equal(await read('from\tto\tprotocol\tport\tverdict\n', 10), ['table']);
  assert.equal(await read(' \n', 10), ['input-empty']);
});

test('a file that is not there', async () => {
  const source = await openFlows('/nowhere/flows.json');
  assert.is('diagnostic' in source ? source.diagnostic.code : '', 'file-missing');
});

test.run();
