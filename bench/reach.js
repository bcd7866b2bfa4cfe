// `reach.mjs FILE [verdicts]`, bundled by the benchmark: everything from the bytes to who reaches whom among all classes,
// without printing it. Prints counts and the milliseconds of each step as JSON.
import {spec} from '../plugins/kubernetes/profile.ts';
import {classEvaluatorOf} from '../src/evaluate/class-evaluator.ts';
import {prepare} from '../src/evaluate/prepared.ts';
import {reachability} from '../src/evaluate/reachability.ts';
import {load} from '../src/load/load.ts';
import {readSources} from '../src/sources/read-sources.ts';
import {checkedVerdicts} from './verdicts.js';

const [file, what] = process.argv.slice(2);

const steps = {};
let before = performance.now();

function done(step) {
  const now = performance.now();
  steps[step] = now - before;
  before = now;
}

async function loaded() {
  const {documents, diagnostics} = await readSources({filenames: [file], recursive: false});
  const [error] = diagnostics.filter(({severity}) => severity === 'error');
  if (error) throw new Error(`cannot read ${file}: ${error.code}`);
  done('read');
  return load(documents, {namespace: 'default'});
}

const {world, applied} = await loaded();
done('load');
const {pairs} = classEvaluatorOf(prepare(spec, world, applied));
done('prepare');
const pods = pairs.prepared.world.endpoints.filter(({kind}) => kind === 'pod');
const classes = new Set(pods.map(pairs.classes.classOf));
done('lookup');
const counts = {pods: pods.length, policies: pairs.contents.count(), classes: classes.size};
if (what === 'verdicts') {
  const reached = reachability(pairs, pods, 4);
  console.log(JSON.stringify({...counts, ...checkedVerdicts(reached, pods, world, applied)}));
} else {
  // All these worlds speak IPv4 alone.
  let blocks = 0;
  for (const _ of reachability(pairs, pods, 4).rectangles()) blocks++;
  done('reach');
  console.log(JSON.stringify({...counts, blocks, steps}));
}
