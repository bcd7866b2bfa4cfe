import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {spec} from '../../../plugins/kubernetes/profile.ts';
import type {JsonObject} from '../../base/json.ts';
import type {CertificateResult} from '../../prove/certificate.ts';
import {compareInWorld, type JudgedSet} from '../../prove/this-world.ts';
import {chooser} from './chooser.ts';
import {isNetworkPolicy, isPolicy, randomDocuments, readInput} from './input.ts';
import {lawsOfForm, renamed} from './laws-of-form.ts';

const test = suite('equal is an equivalence');

async function judged(documents: readonly JsonObject[]): Promise<JudgedSet> {
  const input = await readInput(documents);
  if (typeof input === 'string') throw new Error(input);
  return {profile: spec, policies: input.loaded.applied, world: input.loaded.world};
}

const mirrored: Partial<Record<CertificateResult, CertificateResult>> = {narrower: 'wider', wider: 'narrower'};

/** Random worlds with some NetworkPolicy. */
const worlds = Array.from({length: 12}, (_, seed) => randomDocuments(seed + 300)).filter((documents) =>
  documents.some(isNetworkPolicy),
);

test('every set is equal to itself, and to whatever is equal to an equal one', async () => {
  const split = lawsOfForm.find(({name}) => name.startsWith('a NetworkPolicy split'));
  for (const documents of worlds.slice(0, 3)) {
    const input = await readInput(documents);
    if (typeof input === 'string') throw new Error(input);
    const parts = (await split?.trial(input, chooser(1)))?.documents ?? [];
    const copied = parts.filter(isNetworkPolicy).map((each) => renamed(each, '-copy'));
    const [a, b, c] = await Promise.all([documents, parts, [...parts, ...copied]].map(judged));
    if (!a || !b || !c) throw new Error('three sets are compared');
    for (const [source, target] of [
      [a, a],
      [a, b],
      [b, c],
      [a, c],
      [c, a],
    ] as const) {
      assert.is(compareInWorld(source, target).result, 'equal');
    }
  }
});

test('what is wider one way is narrower the other way', async () => {
  const found = new Set<CertificateResult>();
  for (const documents of worlds.slice(0, 6)) {
    const first = documents.find(isPolicy);
    const [a, b] = await Promise.all([documents, documents.filter((each) => each !== first)].map(judged));
    if (!a || !b) throw new Error('two sets are compared');
    const {result} = compareInWorld(a, b);
    assert.is(compareInWorld(b, a).result, mirrored[result] ?? result);
    found.add(result);
  }
  assert.ok(found.size > 1, [...found].join(' '));
});

test.run();
