// `node prove.mjs convert FILE DIALECT | compare BEFORE AFTER`: what is proved of policies in every possible cluster, and
// the milliseconds of each step. Bundled by run.js.
import {convert} from '../src/convert/convert.ts';
import {inPractice} from '../src/ir/practice.ts';
import {load} from '../src/load/load.ts';
import {chooseProfiles} from '../src/load/profile.ts';
import {compareEverywhere} from '../src/prove/everywhere/compare-everywhere.ts';
import {readSources} from '../src/sources/read-sources.ts';

const [what, file, other] = process.argv.slice(2);
const steps = {};

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

async function judged({applied, world, dialects}) {
  const {profiles} = await chooseProfiles('auto', dialects);
  return {profile: inPractice(profiles[0]), policies: applied, world};
}

const source = await timed('load', () => loaded(file));
let certificate;
if (what === 'convert') {
  ({certificate} = await timed('convert', () => convert({loaded: source, to: other, allow: 'equal', cni: 'auto'})));
} else {
  const target = await timed('load', () => loaded(other));
  const sides = [await judged(source), await judged(target)];
  certificate = await timed('proof', () => compareEverywhere(...sides));
}
console.log(
  JSON.stringify({
    policies: source.applied.length,
    result: certificate.result,
    assumptions: certificate.assumptions,
    steps,
  }),
);
