// `npm run test:conversions`: all recorded cases through every pair of dialects (the tests take a part of them): what is
// answered otherwise afterwards, and what is proved of all possible clusters.
import {printProofRows, proofRows, unprovedShare} from './proof-table.ts';
import {pairs, printTally, tally} from './tally.ts';

for (const pair of pairs) {
  const found = await tally(pair, 1);
  console.log(printTally(pair, found));
  for (const each of found.unexplained) console.log(`  unexplained: ${each}`);
  if (found.unexplained.length > 0) process.exitCode = 1;
}
const rows = await proofRows(1);
console.log(printProofRows(rows));
console.log(`${(unprovedShare(rows) * 100).toFixed(2)} % unproved`);
if (unprovedShare(rows) >= 0.01) process.exitCode = 1;
