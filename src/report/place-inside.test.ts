import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {snippet} from '../diagnostics/position.ts';
import {placeInside} from './place-inside.ts';

const test = suite('place inside a value');

/** The line below the caret, with the caret: where a mistake at the offset is shown. */
function shown(file: string, value: string, offset: number): string | undefined {
  const place = placeInside(file, {line: 1, column: file.search(/["\w]/) + 1}, value, offset);
  return place && snippet(file, place).slice(-2).join('\n');
}

test('plain and quoted values show the character', () => {
  assert.is(shown('s: a = "b"\n', 'a = "b"', 2), '1 | s: a = "b"\n  |      ^');
  assert.is(shown('s: "a = \'b\'"\n', "a = 'b'", 2), '1 | s: "a = \'b\'"\n  |       ^');
  assert.is(shown('{"s": "a b"}', 'a b', 2), '1 | {"s": "a b"}\n  |          ^');
  assert.is(shown("s: 'a == '\r\n", 'a == ', 5), "1 | s: 'a == '\n  |          ^");
});

test('a literal block shows the line, also its end', () => {
  const file = 's: |\n    a == "b" ||\n    c = "d"\n';
  const value = 'a == "b" ||\nc = "d"\n';
  assert.is(shown(file, value, 14), '3 |     c = "d"\n  |       ^');
  assert.is(shown(file, value, 11), '2 |     a == "b" ||\n  |                ^');
});

test('a value that is written otherwise than it reads has no place inside', () => {
  assert.is(shown('s: "a \\" b"\n', 'a " b', 4), undefined);
  assert.is(shown('s: >\n  a ==\n  b\n', 'a == b\n', 5), undefined);
  assert.is(shown('s: a b\n   c = d\n', 'a b c = d', 6), undefined);
  assert.is(shown('s: |\n', 'a\nb', 2), undefined);
});

test.run();
