// `npm run test:proof [-- --small N --changed N --cases N --connections N --seed N]`: random statements, over which every
// short cut of comparisons has to agree with the whole diagram, and that with brute force; random small sets compared in
// every possible cluster, one changed, read by another engine or converted for it, and what is proved held to the naive
// evaluator in random worlds; and every mistake that can be planted in what writers wrote, each of which a witness has to
// show.
import {parseArgs} from 'node:util';
import {plant} from './planted-search.ts';
import {plantings} from './plantings.ts';
import {caseKinds, type ProofCounts, proofCase} from './proof-search.ts';
import {shortCutCase} from './short-cuts.ts';

const {values} = parseArgs({
  options: {
    small: {type: 'string', default: '100000'},
    changed: {type: 'string', default: '400'},
    cases: {type: 'string', default: '1500'},
    connections: {type: 'string', default: '200'},
    seed: {type: 'string', default: '1'},
  },
});
const first = Number(values.seed);

function report(problems: readonly string[]): void {
  for (const problem of problems) {
    process.exitCode = 1;
    console.log(problem);
  }
}

const small = {cases: 0, differences: 0, covered: 0, cancelled: 0, seeds: 0};
for (let seed = first; seed < first + Number(values.small); seed++) report(shortCutCase(seed, small));
console.log('random statements', small);

const changed: ProofCounts = {cases: 0, connections: 0, results: {}};
const changes = caseKinds.filter(({way}) => way === 'changed');
for (let seed = first; changed.cases < Number(values.changed); seed++) {
  const kind = changes[seed % changes.length];
  if (kind) report(await proofCase(kind, seed, changed, Number(values.connections)));
}
console.log(`${changed.cases} sets with one change`, changed.results);

const counts: ProofCounts = {cases: 0, connections: 0, results: {}};
for (let seed = first; seed < first + Number(values.cases); seed++) {
  const kind = caseKinds[seed % caseKinds.length];
  if (kind) report(await proofCase(kind, seed, counts, Number(values.connections)));
}
console.log(`${counts.cases} pairs of sets, ${counts.connections} connections asked`, counts.results);

const planted = (await Promise.all(plantings.map(async (each) => (await plant(each, 1)).slice(1)))).flat();
const shown = planted.filter(({found}) => found === 'shown').length;
for (const {name, found} of planted.filter((each) => each.found !== 'shown' && each.found !== 'refused')) {
  process.exitCode = 1;
  console.log(`${found}, though there is a mistake: ${name}`);
}
if (shown < 200) process.exitCode = 1;
console.log(
  `${planted.length} planted errors, ${shown} shown by a witness, ${planted.length - shown} refused by the reader`,
);
