import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {shortCutCase} from './short-cuts.ts';

const test = suite('short cuts of comparisons');

test('each agrees with the whole diagram, and that with brute force (more: npm run test:proof)', () => {
  const counts = {cases: 0, differences: 0, covered: 0, cancelled: 0, seeds: 0};
  for (let seed = 1; seed <= 300; seed++) assert.equal(shortCutCase(seed, counts), []);
  const {differences, covered, cancelled, seeds} = counts;
  assert.ok(differences > 100 && covered > 100 && cancelled > 100 && seeds > 30, JSON.stringify(counts));
});

test.run();
