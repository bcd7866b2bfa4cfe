// `npm run test:conversions [-- --seed N]`: all recorded cases through every pair of dialects (the tests take a part of
// them): what is answered otherwise afterwards, what is proved of all possible clusters, and whether connections of random
// clusters contradict that.
import {parseArgs} from 'node:util';
import {printProofRows, proofRows, unprovedShare} from './proof-table.ts';
import {pairs, printTally, tally} from './tally.ts';

const {values} = parseArgs({options: {seed: {type: 'string', default: '1'}}});
/** Over a million connections in all, of clusters that are made of the words of each case. */
const asked = {worlds: 6, connections: 160, seed: Number(values.seed)};

for (const pair of pairs) {
  const found = await tally(pair, 1);
  console.log(printTally(pair, found));
  for (const each of found.unexplained) console.log(`  unexplained: ${each}`);
  if (found.unexplained.length > 0) process.exitCode = 1;
}
const rows = await proofRows(1, asked);
console.log(printProofRows(rows));
const cases = rows.flatMap((row) => row.cases.map((each) => ({...row, ...each})));
for (const {from, to, name, contradictions} of cases) {
  for (const each of contradictions) console.log(`wrong: ${from} to ${to}, ${name}: ${each}`);
  if (contradictions.length > 0) process.exitCode = 1;
}
const connections = cases.reduce((sum, each) => sum + each.connections, 0);
console.log(`${connections} connections of random clusters asked of both sides`);
console.log(`${(unprovedShare(rows) * 100).toFixed(2)} % unproved`);
if (unprovedShare(rows) >= 0.01) process.exitCode = 1;
