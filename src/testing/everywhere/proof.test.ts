import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {caseKinds, type ProofCounts, proofCase} from './proof-search.ts';

const test = suite('proofs in random worlds');

for (const kind of caseKinds) {
  test(`${kind.way}, ${kind.engines.join(' to ')}: no random world contradicts (more: npm run test:proof)`, async () => {
    const counts: ProofCounts = {cases: 0, connections: 0, results: {}};
    const problems: string[] = [];
    for (let seed = 1; seed <= 5; seed++) problems.push(...(await proofCase(kind, seed, counts, 80)));
    assert.equal(problems, []);
    assert.ok(counts.connections > 100);
  });
}

test.run();
