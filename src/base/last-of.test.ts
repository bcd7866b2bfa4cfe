import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {lastOf} from './last-of.ts';
import {compareText} from './order.ts';

const test = suite('the last of each key');

interface Item {
  readonly name: string;
  readonly at: number;
}

function items(names: readonly string[]): readonly Item[] {
  return names.map((name, at) => ({name, at}));
}

/** What a table says. */
function expected(all: readonly Item[]): readonly Item[] {
  return [...new Map(all.map((each) => [each.name, each] as const)).values()].sort((a, b) =>
    compareText(a.name, b.name),
  );
}

const name = (index: number): string => `pod-${String(index).padStart(5, '0')}`;
const thousand = Array.from({length: 1000}, (_, index) => index);

const lists: Readonly<Record<string, readonly string[]>> = {
  none: [],
  one: ['a'],
  'in order': thousand.map(name),
  'in order, some twice': thousand.map((index) => name(index >> 1)),
  'nearly in order': thousand.map((index) => name(index ^ 3)),
  'nearly in order, some twice': thousand.map((index) => name((index ^ 3) >> 1)),
  'the other way round': thousand.map((index) => name(1000 - index)),
  'shuffled, some three times': thousand.map((index) => name((index * 7919) % 333)),
};

for (const [what, names] of Object.entries(lists)) {
  test(`is found, sorted by key: ${what}`, () => {
    const all = items(names);
    assert.equal(
      lastOf(all, (each) => each.name),
      expected(all),
    );
  });
}

test.run();
