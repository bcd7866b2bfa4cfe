import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {printProofRows, proofRows, unprovedShare} from './proof-table.ts';

const test = suite('conversions proved in all clusters');

test('of recorded cases hardly any stays unproved, and what differs is shown (all: npm run test:conversions)', async () => {
  const rows = await proofRows(12, {worlds: 3, connections: 40, seed: 1});
  process.stdout.write(`\n${printProofRows(rows)}\n`);
  assert.ok(unprovedShare(rows) < 0.02, `${unprovedShare(rows)}`);
  for (const {from, to, cases} of rows) {
    for (const {name, result, shown, contradictions} of cases) {
      assert.equal(contradictions, [], `${from} to ${to}, ${name}`);
      assert.is(shown, result !== 'equal' && result !== 'unproved', `${from} to ${to}, ${name}`);
    }
  }
  const equal = rows.filter(({cases}) => cases.some(({result}) => result === 'equal'));
  assert.ok(equal.length > rows.length / 2);
});

test.run();
