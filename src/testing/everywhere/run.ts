// `npm run test:proof [-- --cases N --connections N --seed N]`: random small sets compared in every possible cluster, and
// what is proved held to the naive evaluator in random worlds.
import {parseArgs} from 'node:util';
import {type ProofCounts, proofCase} from './proof-search.ts';

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
  const engine = (['spec', 'calico', 'cilium'] as const)[seed % 3] ?? 'spec';
  for (const problem of await proofCase(engine, seed, counts, Number(values.connections))) {
    process.exitCode = 1;
    console.log(problem);
  }
}
console.log(`${counts.cases} pairs of sets, ${counts.connections} connections asked`, counts.results);
