import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {lineAndColumn, lineTable, snippet} from './position.ts';

const test = suite('positions');

test('an offset belongs to the line that holds it, the line break included', () => {
  const table = lineTable('ab\n\ncd');
  const places = [0, 2, 3, 4, 5, 6].map((offset) => lineAndColumn(table, offset));
  assert.equal(places, [
    {line: 1, column: 1},
    {line: 1, column: 3},
    {line: 2, column: 1},
    {line: 3, column: 1},
    {line: 3, column: 2},
    {line: 3, column: 3},
  ]);
});

test('a snippet shows the line before and a caret below the column', () => {
  assert.equal(snippet('one\ntwo: [\nthree', {line: 2, column: 6}), ['1 | one', '2 | two: [', '  |      ^']);
});

test('numbers are aligned, Windows line breaks and tabs do not disturb', () => {
  const text = `${'x\r\n'.repeat(8)}a\r\n\tb\r\n`;
  assert.equal(snippet(text, {line: 10, column: 2}), [' 9 | a', '10 |  b', '   |  ^']);
});

test('the caret follows the escaped text', () => {
  const escaped = (line: string) => line.replaceAll('\u0007', '\\u0007');
  assert.equal(snippet('\u0007x', {line: 1, column: 2}, escaped), ['1 | \\u0007x', '  |       ^']);
});

test('a long line is cut around the column', () => {
  const lines = snippet(`${'a'.repeat(10_000)}X${'b'.repeat(10_000)}`, {line: 1, column: 10_001});
  assert.ok((lines[0] ?? '').length < 120);
  assert.is(lines[0]?.indexOf('X'), lines[1]?.indexOf('^'));
});

test('a line that is not there has no snippet', () => {
  assert.equal(snippet('a', {line: 5, column: 1}), []);
});

test.run();
