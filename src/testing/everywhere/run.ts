// `npm run test:proof [-- --cases N --connections N --seed N]`: random small sets compared in every possible cluster, one
// changed, read by another engine or converted for it, and what is proved held to the naive evaluator in random worlds;
// and every mistake that can be planted in what writers wrote, each of which a witness has to show.
import {parseArgs} from 'node:util';
import {plant} from './planted-search.ts';
import {plantings} from './plantings.ts';
import {caseKinds, type ProofCounts, proofCase} from './proof-search.ts';

const {values} = parseArgs({
  options: {
    cases: {type: 'string', default: '1500'},
    connections: {type: 'string', default: '200'},
    seed: {type: 'string', default: '1'},
  },
});
const counts: ProofCounts = {cases: 0, connections: 0, results: {}};
const first = Number(values.seed);
for (let seed = first; seed < first + Number(values.cases); seed++) {
  const kind = caseKinds[seed % caseKinds.length];
  for (const problem of kind ? await proofCase(kind, seed, counts, Number(values.connections)) : []) {
    process.exitCode = 1;
    console.log(problem);
  }
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
