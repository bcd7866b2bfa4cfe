import fc from 'fast-check';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {printMatch} from '../../ir/match.ts';
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

test.run();
