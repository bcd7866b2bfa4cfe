import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {pairs, printTally, tally} from './tally.ts';

const test = suite('recorded conversions');

for (const pair of pairs) {
  // All of them take a minute: `npm run test:conversions`.
  const every = pair.from === 'kubernetes' ? 1 : 8;
  test(`${pair.from} to ${pair.to}: the recorded verdicts stay, or a loss says why not`, async () => {
    const found = await tally(pair, every);
    process.stdout.write(`\n  ${printTally(pair, found)}\n`);
    assert.equal(found.unexplained, []);
    assert.ok(found.rows > 1500, `${found.rows} rows`);
    assert.ok(found.different < found.rows / 5, `${found.different} rows differ`);
    assert.ok(found.exact + found.conditional > 0);
  });
}

test.run();
