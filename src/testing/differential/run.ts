// `npm run test:differential [-- --connections N --worlds N --seed N --engine spec|calico|cilium]`: the fast evaluator
// against the naive one in random worlds, in as many processes as there are processors.
import {fork} from 'node:child_process';
import {availableParallelism} from 'node:os';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {isObject} from '../../base/json.ts';
import {failureText, shrinkFailure} from './failure-text.ts';
import {fastAnswers} from './fast-answers.ts';
import {type Outcome, search} from './search.ts';
import {type EngineName, engines} from './trial.ts';

const {values} = parseArgs({
  options: {
    connections: {type: 'string', default: '1000000'},
    worlds: {type: 'string', default: '2500'},
    seed: {type: 'string', default: '1'},
    engine: {type: 'string', default: 'all'},
    /** Of the processes this is the one with that number; without it, it starts them. */
    process: {type: 'string'},
    processes: {type: 'string', default: String(availableParallelism())},
  },
});
const names = (Object.keys(engines) as EngineName[]).filter((each) => ['all', each].includes(values.engine));
if (names.length === 0) throw new Error(`no engine ${values.engine}: ${Object.keys(engines).join(', ')} or all`);
const [worlds, processes, first] = [Number(values.worlds), Number(values.processes), Number(values.seed)];

if (values.process === undefined) await judge();
else process.send?.(await part(Number(values.process)));

/** The seeds of one process: every so manieth. */
function part(number: number): Promise<Outcome> {
  const mine = Array.from({length: worlds}, (_, index) => first + index).filter((_, at) => at % processes === number);
  const connections = Math.ceil(Number(values.connections) / worlds);
  return search({rival: fastAnswers, engines: names, seeds: mine, connections});
}

async function judge(): Promise<void> {
  const started = performance.now();
  const outcomes = await Promise.all(Array.from({length: processes}, (_, number) => inProcess(number)));
  const sum = (count: (outcome: Outcome) => number): number => outcomes.reduce((total, each) => total + count(each), 0);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(
    `${sum((each) => each.connections)} connections of ${sum((each) => each.worlds)} random worlds ` +
      `(${names.join(', ')}), ${seconds} s in ${processes} processes`,
  );
  for (const {failure} of outcomes) {
    if (!failure) continue;
    process.exitCode = 1;
    console.log(`\nseed ${failure.trial.seed} differs, looking for the smallest world ...\n`);
    console.log(failureText(await shrinkFailure(failure, fastAnswers)));
  }
}

function inProcess(number: number): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(import.meta.url), [...process.argv.slice(2), `--process=${number}`]);
    child.once('message', (sent) => {
      if (isOutcome(sent)) resolve(sent);
    });
    child.once('exit', (code) => reject(new Error(`process ${number} ended with ${code} before it answered`)));
  });
}

function isOutcome(value: unknown): value is Outcome {
  return isObject(value) && 'connections' in value;
}
