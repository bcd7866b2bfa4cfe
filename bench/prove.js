// `node prove.mjs convert FILE DIALECT | compare BEFORE AFTER`: what is proved of policies in every possible cluster, and
// the milliseconds of each step. `proof` is what the certificate costs: of a conversion the rest is to write and to read
// back, and a first proof loads nothing any more but is not warm. Bundled by run.js.
import {dialects} from '../plugins/index.ts';
import {optimizeLate} from '../src/cli/optimize-late.ts';
import {certify} from '../src/convert/certify.ts';
import {chooseEngines} from '../src/convert/engines.ts';
import {readBack} from '../src/convert/read-back.ts';
import {writeTarget} from '../src/convert/write-target.ts';
import {inPractice} from '../src/ir/practice.ts';
import {load} from '../src/load/load.ts';
import {chooseProfiles} from '../src/load/profile.ts';
import {compareEverywhere} from '../src/prove/everywhere/compare-everywhere.ts';
import {readSources} from '../src/sources/read-sources.ts';

const [what, file, other] = process.argv.slice(2);
const steps = {};
// As the command does.
optimizeLate(process.argv.slice(2));

async function timed(name, work) {
  const start = process.hrtime.bigint();
  const found = await work();
  steps[name] = (steps[name] ?? 0) + Number(process.hrtime.bigint() - start) / 1e6;
  return found;
}

async function loaded(name) {
  const {documents} = await readSources({filenames: [name]});
  return load(documents, {namespace: 'default'});
}

async function judged({applied, world, dialects: named}) {
  const {profiles} = await chooseProfiles('auto', named);
  return {profile: inPractice(profiles[0]), policies: applied, world};
}

/** The steps of `convert` that its certificate needs. */
async function converted(source, to) {
  const {policies, applied} = source;
  const target = await dialects.find(({name}) => name === to).load();
  const engines = await chooseEngines('auto', policies, {name: to, carries: false}, dialects);
  const written = await timed('write', () => writeTarget(policies, target, {allow: 'equal'}, dialects));
  const back = await timed('readBack', () => readBack(written.objects, written.text, dialects));
  return timed('proof', () => certify(source, applied, back, engines));
}

async function compared(source) {
  const target = await timed('load', () => loaded(other));
  const sides = [await judged(source), await judged(target)];
  return timed('proof', () => compareEverywhere(...sides));
}

const source = await timed('load', () => loaded(file));
const {result, assumptions} = await (what === 'convert' ? converted(source, other) : compared(source));
console.log(JSON.stringify({policies: source.applied.length, result, assumptions, steps}));
