// `npm run test:conversions`: all recorded cases through every pair of dialects (the tests take a part of them).
import {pairs, printTally, tally} from './tally.ts';

for (const pair of pairs) {
  const found = await tally(pair, 1);
  console.log(printTally(pair, found));
  for (const each of found.unexplained) console.log(`  unexplained: ${each}`);
  if (found.unexplained.length > 0) process.exitCode = 1;
}
