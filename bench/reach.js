// `reach.mjs FILE [verdicts]`, bundled by the benchmark: everything from the bytes to who reaches whom among all classes,
// without printing it. Prints counts and the milliseconds of each step as JSON.
import {calicoProfile} from '../plugins/calico/profile.ts';
import {spec} from '../plugins/kubernetes/profile.ts';
import {endReading, optimizeLate} from '../src/cli/optimize-late.ts';
import {classEvaluatorOf} from '../src/evaluate/class-evaluator.ts';
import {population} from '../src/evaluate/classes/population.ts';
import {prepare} from '../src/evaluate/prepared.ts';
import {reachability} from '../src/evaluate/reachability.ts';
import {load} from '../src/load/load.ts';
import {readSources} from '../src/sources/read-sources.ts';
import {checkedVerdicts} from './verdicts.js';

const [file, what] = process.argv.slice(2);

optimizeLate([file]);
const steps = {};
let before = performance.now();

function done(step) {
  const now = performance.now();
  steps[step] = now - before;
  before = now;
}

async function loaded() {
  const {documents, diagnostics, mended} = await readSources({filenames: [file], recursive: false, walked: true});
  const [error] = diagnostics.filter(({severity}) => severity === 'error');
  if (error) throw new Error(`cannot read ${file}: ${error.code}`);
  const understood = await load(documents, {namespace: 'default'});
  if (mended()) throw new Error(`cannot read ${file}`);
  return understood;
}

function firstOfNamespaces(pods) {
  const first = new Map();
  let last;
  for (const pod of pods) {
    if (pod.namespace !== last && !first.has(pod.namespace)) first.set(pod.namespace, pod);
    last = pod.namespace;
  }
  return first.values();
}

const {world, applied} = await loaded();
endReading();
done('load');
const profile = applied.some(({id}) => id.dialect === 'calico') ? calicoProfile : spec;
const {pairs} = classEvaluatorOf(prepare(profile, world, applied));
done('prepare');
const pods = pairs.prepared.world.endpoints.filter(({kind}) => kind === 'pod');
// What is asked of a namespace and its policies is looked at when its first pod is met.
for (const pod of firstOfNamespaces(pods)) pairs.classes.classOf(pod);
done('namespaces');
const people = population(pods, pairs.classes);
done('lookup');
const counts = {pods: pods.length, policies: pairs.contents.count(), classes: people.classes.length};
if (what === 'verdicts') {
  const reached = reachability(pairs, people, 4);
  console.log(JSON.stringify({...counts, ...checkedVerdicts(reached, pods, world, applied)}));
} else {
  // All these worlds speak IPv4 alone.
  let blocks = 0;
  for (const _ of reachability(pairs, people, 4).rectangles()) blocks++;
  done('reach');
  console.log(JSON.stringify({...counts, blocks, steps}));
}
