import fc from 'fast-check';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {
  complement,
  contains,
  difference,
  type Interval,
  type Intervals,
  intersection,
  intervals,
  printIntervals,
  union,
} from './intervals.ts';

const test = suite('intervals');

const bound = fc.integer({min: 0, max: 30});
const parts = fc.array(fc.tuple(bound, bound), {maxLength: 6});
const numbers = Array.from({length: 31}, (_, index) => index);

const asSet = (list: readonly Interval[]): Set<number> =>
  new Set(numbers.filter((value) => list.some(([low, high]) => low <= value && value <= high)));

test('the operations agree with sets of numbers', () => {
  fc.assert(
    fc.property(parts, parts, (left, right) => {
      const [a, b] = [intervals(left), intervals(right)];
      const [setA, setB] = [asSet(left), asSet(right)];
      for (const value of numbers) {
        assert.is(contains(a, value), setA.has(value));
        assert.is(contains(union(a, b), value), setA.has(value) || setB.has(value));
        assert.is(contains(intersection(a, b), value), setA.has(value) && setB.has(value));
        assert.is(contains(difference(a, b), value), setA.has(value) && !setB.has(value));
        assert.is(contains(complement(a, 0, 30), value), !setA.has(value));
      }
    }),
    {seed: 1, numRuns: 300},
  );
});

test('finding a number among many intervals, and cutting two long lists, agree with their plain definitions', () => {
  const many = fc.array(fc.tuple(fc.integer({min: 0, max: 400}), fc.integer({min: 0, max: 5})), {
    maxLength: 60,
    size: 'max',
  });
  const numbered = (set: Intervals): readonly number[] =>
    set.flatMap(([low, high]) => Array.from({length: high - low + 1}, (_, index) => low + index));
  fc.assert(
    fc.property(many, many, (left, right) => {
      const [a, b] = [left, right].map((list) => intervals(list.map(([low, more]): Interval => [low, low + more])));
      if (!a || !b) throw new Error('two sets are cut');
      const [inA, inB] = [new Set(numbered(a)), new Set(numbered(b))];
      for (let value = -1; value <= 407; value++) assert.is(contains(a, value), inA.has(value), `${value}`);
      const both = [...inA].filter((value) => inB.has(value));
      // Canonical too: neighbours in both sets are never cut apart.
      assert.equal(intersection(a, b), intervals(both.map((value): Interval => [value, value])));
    }),
    {seed: 3, numRuns: 100},
  );
});

test('the edges of an intersection: nothing, one end shared, one inside the other', () => {
  assert.equal(intersection([], [[1, 9]]), []);
  assert.equal(intersection([[1, 9]], [[9, 20]]), [[9, 9]]);
  assert.equal(intersection([[1, 9]], [[10, 20]]), []);
  assert.equal(
    intersection(
      [[0, 65535]],
      [
        [80, 80],
        [443, 443],
      ],
    ),
    [
      [80, 80],
      [443, 443],
    ],
  );
  assert.not.ok(contains([], 0));
});

test('equal sets are equal arrays, however they were written', () => {
  fc.assert(
    fc.property(parts, (list) => {
      const one = [...asSet(list)].map((value): Interval => [value, value]).reverse();
      assert.equal(intervals(one), intervals(list));
    }),
    {seed: 2, numRuns: 300},
  );
});

test('neighbours join, reversed bounds are empty, and the printed form is that of the contract', () => {
  assert.equal(
    intervals([
      [82, 90],
      [80, 80],
      [81, 81],
      [9, 3],
    ]),
    [[80, 90]],
  );
  assert.is(
    printIntervals(
      intervals([
        [443, 443],
        [80, 80],
        [8000, 8080],
      ]),
    ),
    '80,443,8000-8080',
  );
  assert.is(printIntervals([]), '');
});

test.run();
