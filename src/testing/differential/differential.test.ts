import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {VerdictName} from '../../evaluate/answer.ts';
import {classEvaluator} from '../../evaluate/class-evaluator.ts';
import {connectivityMatrix} from '../../evaluate/matrix.ts';
import {naiveEvaluator} from '../../evaluate/naive.ts';
import {endpointsAsSeen} from '../../evaluate/prepared.ts';
import {loadLegal} from '../laws/input.ts';
import type {Rival} from './difference.ts';
import {failureText, shrinkFailure} from './failure-text.ts';
import {fastAnswers} from './fast-answers.ts';
import {matrixView} from './matrix-view.ts';
import {randomConnections} from './random-connections.ts';
import {search} from './search.ts';
import {type EngineName, trialOf} from './trial.ts';

const test = suite('fast against naive');

const all = ['spec', 'calico', 'cilium'] as const satisfies readonly EngineName[];

function seedsFrom(first: number, count: number): readonly number[] {
  return Array.from({length: count}, (_, index) => first + index);
}

test('both give the same answers in random worlds (more: npm run test:differential)', async () => {
  const found = await search({rival: fastAnswers, engines: all, seeds: seedsFrom(3_000_000, 36), connections: 75});
  assert.is(found.failure && failureText(await shrinkFailure(found.failure, fastAnswers)), undefined);
  assert.is(found.connections, 2_700);
  assert.is(found.worlds, 36);
});

test('the same seed gives the same world and the same connections', async () => {
  for (const engine of all) {
    const [one, same, other] = [await trialOf(engine, 7), await trialOf(engine, 7), await trialOf(engine, 8)];
    assert.equal(one, same);
    assert.not.equal(one.documents, other.documents);
    const loaded = await loadLegal(one.documents, one.known);
    if (typeof loaded === 'string') throw new Error(loaded);
    assert.equal(randomConnections(loaded, 7, 20), randomConnections(loaded, 7, 20));
  }
});

test('random worlds hold what the evaluators could disagree about', async () => {
  for (const [engine, kinds] of Object.entries(expectedKinds)) {
    const found = new Set<unknown>();
    for (const seed of seedsFrom(1, 12)) {
      const {documents} = await trialOf(engine as EngineName, seed);
      for (const {kind} of documents) found.add(kind);
    }
    assert.equal(
      kinds.filter((kind) => !found.has(kind)),
      [],
      engine,
    );
  }
});

const expectedKinds: Readonly<Record<EngineName, readonly string[]>> = {
  spec: ['NetworkPolicy', 'AdminNetworkPolicy', 'BaselineAdminNetworkPolicy', 'ClusterNetworkPolicy', 'EndpointSlice'],
  calico: [
    ...['NetworkPolicy', 'GlobalNetworkPolicy', 'Tier', 'NetworkSet', 'GlobalNetworkSet', 'ClusterNetworkPolicy'],
    ...['HostEndpoint', 'Profile'],
  ],
  cilium: ['CiliumNetworkPolicy', 'CiliumClusterwideNetworkPolicy', 'CiliumCIDRGroup', 'ConfigMap', 'NetworkPolicy'],
};

/** Wrong on purpose: a rival that changes one side of the true answer. */
function wrong(change: (side: VerdictName | null, connection: {readonly port?: number}) => VerdictName | null): Rival {
  return (profile, world, policies) => {
    const naive = naiveEvaluator(profile, world, policies);
    return {
      ...naive,
      verdict: (connection) => naive.decide(connection).verdict,
      sides(connection) {
        const {egress, ingress} = naive.decide(connection);
        return {egress: egress?.verdict ?? null, ingress: change(ingress?.verdict ?? null, connection)};
      },
    };
  };
}

test('an evaluator that is wrong at one port is found, and shrunk to a few documents', async () => {
  const rival = wrong((side, {port}) => (port === 80 && side === 'deny' ? 'allow' : side));
  for (const engine of all) {
    const {failure} = await search({rival, engines: [engine], seeds: seedsFrom(1, 40), connections: 200});
    if (!failure) throw new Error(`nothing found for ${engine}`);
    const smallest = await shrinkFailure(failure, rival);
    const kinds = smallest.trial.documents.map(({kind}) => kind);
    assert.ok(kinds.length <= 3, `${engine}: ${kinds.join(' ')}`);
    assert.equal(smallest.trial.known, {});
    assert.match(
      failureText(smallest),
      /^seed \d+, engine \w+: the evaluators differ\n.*:80 IPv[46].*\nfull answer deny/,
    );
  }
});

test('an evaluator that gives another reason is found', async () => {
  const rival: Rival = (profile, world, policies) => {
    const fast = fastAnswers(profile, world, policies);
    return {
      ...fast,
      decide(connection, assumed) {
        const verdict = fast.decide(connection, assumed);
        const {ingress} = verdict;
        return ingress?.reason === 'rule' ? {...verdict, ingress: {...ingress, decidedBy: []}} : verdict;
      },
    };
  };
  const {failure} = await search({rival, engines: all, seeds: seedsFrom(1, 40), connections: 200});
  assert.match(failure?.problem ?? '', /^naive .*\nfast {2}.* by rule in .* from \[\] /);
});

test('an evaluator that throws is found, too', async () => {
  const rival: Rival = () => {
    throw new Error('no classes');
  };
  const {failure} = await search({rival, engines: all, seeds: [1], connections: 5});
  if (!failure) throw new Error('nothing found');
  assert.match(failure.problem, /^it throws: Error: no classes\n/);
  assert.equal((await shrinkFailure(failure, rival)).trial.documents.length <= 3, true);
});

test('a matrix that forgets an item is found, and one that counts it all the same', async () => {
  const forgetful = (count: (real: number) => number): Rival => {
    return (profile, world, policies) => {
      const matrix = connectivityMatrix({profile, world, policies});
      const items = [...matrix.items()].slice(1);
      const evaluator = classEvaluator(profile, world, policies);
      const seen = endpointsAsSeen(evaluator.pairs.prepared);
      const view = matrixView({...matrix, count: count(items.length), items: () => items}, world, seen);
      return {...evaluator, views: [view]};
    };
  };
  const lost = await search({
    rival: forgetful((real) => real),
    engines: all,
    seeds: seedsFrom(1, 40),
    connections: 300,
  });
  assert.match(lost.failure?.problem ?? '', /^naive allow, matrix deny$/);
  const counted = await search({rival: forgetful((real) => real + 1), engines: all, seeds: [1], connections: 5});
  assert.match(counted.failure?.problem ?? '', /^matrix: it counts \d+ items and has \d+$/);
});

test.run();
