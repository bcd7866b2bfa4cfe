// `npm run test:laws [-- --connections N --seed N]`: random worlds against the laws of the evaluator.
import {parseArgs} from 'node:util';
import {failureText, shrinkFailure} from './failure-text.ts';
import {laws} from './laws.ts';
import {search} from './search.ts';

const {values} = parseArgs({
  options: {connections: {type: 'string', default: '500000'}, seed: {type: 'string', default: '1'}},
});
const started = performance.now();
const {connections, worlds, failure} = await search({
  laws,
  seed: Number(values.seed),
  connections: Number(values.connections),
  perWorld: 250,
});
const seconds = ((performance.now() - started) / 1000).toFixed(1);
console.log(`${connections} connections of ${worlds} random worlds, ${laws.length} laws each, ${seconds} s`);
if (failure) {
  console.log(`\nseed ${failure.seed} breaks a law, looking for the smallest world ...\n`);
  console.log(failureText(await shrinkFailure(failure)));
  process.exitCode = 1;
}
