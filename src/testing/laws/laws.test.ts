import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {failureText, shrinkFailure} from './failure-text.ts';
import {isNetworkPolicy, randomDocuments, readInput} from './input.ts';
import type {Law} from './law.ts';
import {laws} from './laws.ts';
import {search} from './search.ts';
import {shrink} from './shrink.ts';

const test = suite('laws of the evaluator');

test('random worlds obey them (more: npm run test:laws)', async () => {
  const {connections, worlds, failure} = await search({laws, seed: 1_000_001, connections: 2_000, perWorld: 125});
  assert.is(failure && failureText(await shrinkFailure(failure)), undefined);
  assert.is(connections, 2_000);
  assert.is(worlds, 16);
});

test('every law finds something to try in random worlds', async () => {
  const idle = new Set(laws);
  for (let seed = 1; seed < 30; seed++) {
    const input = await readInput(randomDocuments(seed));
    if (typeof input === 'string') throw new Error(input);
    const choose = {below: () => 0, chance: () => true, pick: <T>(items: readonly T[]) => items[0], shuffled: reversed};
    for (const law of idle) if (await law.trial(input, choose)) idle.delete(law);
  }
  assert.equal(
    [...idle].map(({name}) => name),
    [],
  );
});

function reversed<T>(items: readonly T[]): readonly T[] {
  return [...items].reverse();
}

test('the same seed gives the same documents', () => {
  assert.equal(randomDocuments(7), randomDocuments(7));
  assert.not.equal(randomDocuments(7), randomDocuments(8));
});

/** No law at all: it is broken wherever a NetworkPolicy closes a pod. */
const nothingIsIsolated: Law = {
  name: 'no NetworkPolicy denies',
  trial: () => ({
    broken: (_before, after) => (after.ingress?.reason === 'isolated' ? 'isolated' : undefined),
  }),
};

test('a broken law ends in the smallest world that breaks it', async () => {
  const {failure} = await search({laws: [nothingIsIsolated], seed: 1, connections: 5_000, perWorld: 50});
  if (!failure) throw new Error('no pod is isolated in a hundred random worlds');
  const smallest = await shrinkFailure(failure);
  assert.ok(smallest.documents.length < failure.documents.length);
  const kinds = smallest.documents.map(({kind}) => kind).sort();
  assert.ok(kinds.length <= 3, kinds.join(' '));
  assert.equal(smallest.documents.filter(isNetworkPolicy).length, 1);
  const policy = smallest.documents.find(isNetworkPolicy);
  assert.equal(policy?.['spec'], {});
  assert.match(failureText(smallest), /^seed \d+ breaks the law: no NetworkPolicy denies\n/);
});

test('list items and fields are taken away one by one, until each is needed', async () => {
  const document = {kind: 'X', metadata: {name: 'x'}, spec: {rules: [{ports: [1, 2, 3], peers: ['a']}, {ports: [3]}]}};
  const threes = (text: string): number => text.split('3').length - 1;
  const smallest = await shrink([document, {kind: 'Y'}], async (each) => threes(JSON.stringify(each)) === 2);
  assert.equal(smallest, [{kind: 'X', metadata: {name: 'x'}, spec: {rules: [{ports: [3]}, {ports: [3]}]}}]);
  assert.is((await shrink([document], async () => true, 0))[0], document);
});

test.run();
