import fc from 'fast-check';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {label, namespaceLabel, oneOf, printMatch} from '../../ir/match.ts';
import {randomMatch} from '../../testing/random-match.ts';
import {matchInterner} from './match-interner.ts';

const test = suite('numbers of matches');

test('are equal where the printed forms are', () => {
  const {idOf} = matchInterner();
  const texts = new Map<number, string>();
  const ids = new Map<string, number>();
  fc.assert(
    fc.property(randomMatch, (match) => {
      const [id, text] = [idOf(match), printMatch(match)];
      assert.is(texts.get(id) ?? text, text);
      assert.is(ids.get(text) ?? id, id);
      texts.set(id, text);
      ids.set(text, id);
    }),
    {seed: 1, numRuns: 3000},
  );
  assert.ok(ids.size > 100 && ids.size < 2900, `${ids.size} different matches`);
});

test('odd characters in keys and values make no two alike', () => {
  const {idOf} = matchInterner();
  const odd = [['a\0b'], ['a', 'b'], ['a\0b', 'c'], ['a', 'b\0c'], ['a b'], ['a,b']].map(oneOf);
  const matches = ['k', 'k\0a', 'k a'].flatMap((key) =>
    odd.flatMap((test) => [label(key, test), namespaceLabel(key, test)]),
  );
  assert.is(new Set(matches.map(idOf)).size, matches.length);
});

test.run();
