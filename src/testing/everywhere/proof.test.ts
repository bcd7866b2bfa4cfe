import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {type ProofCounts, proofCase} from './proof-search.ts';

const test = suite('proofs in random worlds');

for (const engine of ['spec', 'calico', 'cilium'] as const) {
  test(`what is proved under ${engine} no random world contradicts (more: npm run test:proof)`, async () => {
    const counts: ProofCounts = {cases: 0, connections: 0, results: {}};
    const problems: string[] = [];
    for (let seed = 1; seed <= 15; seed++) problems.push(...(await proofCase(engine, seed, counts, 80)));
    assert.equal(problems, []);
    assert.ok((counts.results['equal'] ?? 0) > 0);
    assert.ok(counts.connections > 100);
  });
}

test.run();
