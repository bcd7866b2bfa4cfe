import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {interner, pairInterner, textInterner} from './interner.ts';

const test = suite('interner');

test('equal values have the number of their first appearance', () => {
  const {idOf, size} = interner<string>();
  assert.equal(['a', 'b', 'a', ''].map(idOf), [0, 1, 0, 2]);
  assert.is(size(), 3);
});

test('objects with equal texts have one number', () => {
  let printed = 0;
  const {idOf} = textInterner(({text}: {readonly text: string}) => {
    printed++;
    return text;
  });
  const [one, same] = [{text: 'a'}, {text: 'a'}];
  assert.equal([one, same, {text: 'b'}, one].map(idOf), [0, 0, 1, 0]);
  assert.is(printed, 3);
});

test('a pair has one number, also among many like it', () => {
  const idOf = pairInterner();
  const numbers = [0, 1, 2, 3, 4, 5, 6, 7, 1000, 65_536, 2 ** 25, 2 ** 31 - 1];
  const pairs = numbers.flatMap((a) => numbers.map((b) => [a, b] as const));
  for (let id = 0; id < 5000; id++) pairs.push([id + 10, 9], [9, id + 10]);
  const expected = [...pairs.keys()];
  assert.equal(
    pairs.map(([a, b]) => idOf(a, b)),
    expected,
  );
  assert.equal(
    pairs.map(([a, b]) => idOf(a, b)),
    expected,
  );
});

test.run();
