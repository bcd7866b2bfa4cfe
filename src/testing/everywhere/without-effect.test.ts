import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {Evaluator} from '../../evaluate/answer.ts';
import {naiveEvaluator} from '../../evaluate/naive.ts';
import type {Policy, Rule} from '../../ir/policy.ts';
import {inPractice} from '../../ir/practice.ts';
import {type WithoutEffect, withoutEffect} from '../../prove/everywhere/without-effect.ts';
import {randomConnections} from '../differential/random-connections.ts';
import {type EngineName, engines} from '../differential/trial.ts';
import {loadLegal} from '../laws/input.ts';
import {connectionIn, printNamedConnection} from '../named-connection.ts';
import {randomSet} from './random-set.ts';

const test = suite('what changes nothing');

/** The policies with what was found taken away, or doing something else where it is said never to decide. */
function without(policies: readonly Policy[], {policy, rule, is}: WithoutEffect): readonly Policy[] {
  return policies.flatMap((each): readonly Policy[] => {
    if (each !== policy) return [each];
    if (!rule) return [];
    const change = (own: Rule): readonly Rule[] => {
      if (own !== rule) return [own];
      return is === 'redundant' ? [] : [{...own, action: own.action === 'allow' ? 'deny' : 'allow'}];
    };
    const {ingress, egress} = policy;
    return [
      {
        ...policy,
        ...(ingress && {ingress: {...ingress, rules: ingress.rules.flatMap(change)}}),
        ...(egress && {egress: {...egress, rules: egress.rules.flatMap(change)}}),
      },
    ];
  });
}

const counts = {redundant: 0, unreachable: 0, connections: 0};

async function check(engine: EngineName, seed: number): Promise<readonly string[]> {
  const loaded = await randomSet(engine, seed);
  if (!loaded) return [];
  const {world, applied} = loaded;
  const profile = inPractice(engines[engine]);
  // The first says what the second says.
  const policies = applied.flatMap((each, at) =>
    at === 0 ? [each, {...each, id: {...each.id, name: `${each.id.name}-copy`}}] : [each],
  );
  const evaluator = (set: readonly Policy[]): Evaluator => naiveEvaluator(profile, world, set);
  const before = evaluator(policies);
  return withoutEffect({profile, policies, world}, policies).flatMap((found) => {
    counts[found.is]++;
    const after = evaluator(without(policies, found));
    return randomConnections({world, applied: policies}, seed, 40).flatMap((question) => {
      const connection = connectionIn(world, question, policies);
      if (!connection) return [];
      counts.connections++;
      const [one, other] = [before.decide(connection), after.decide(connection)].map(({verdict}) => verdict);
      if (one === other || one === 'unknown' || other === 'unknown') return [];
      const {policy, rule, is} = found;
      return [`${engine} ${seed} ${policy.id.name} ${rule?.index} ${is}: ${printNamedConnection(question)}`];
    });
  });
}

/** More of them before a release: `NETPOL_RUNS=500 node --import tsx src/testing/everywhere/without-effect.test.ts`. */
const runs = Number(process.env['NETPOL_RUNS'] ?? 8);
for (const engine of ['spec', 'calico', 'cilium'] as const) {
  test(`${engine}: no connection of random worlds changes without it`, async () => {
    for (let seed = 1; seed <= runs; seed++) assert.equal(await check(engine, seed), []);
    assert.ok(counts.redundant > 0 && counts.connections > 0);
  });
}

function networkPolicy(name: string, ...clients: readonly (readonly [key: string, value: string])[][]) {
  const ingress = clients.map((labels) => ({from: [{podSelector: {matchLabels: Object.fromEntries(labels)}}]}));
  const spec = {podSelector: {matchLabels: {app: 'db'}}, ingress};
  return {apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: {name, namespace: 'shop'}, spec};
}

async function foundIn(...documents: Parameters<typeof loadLegal>[0]): Promise<readonly string[]> {
  const loaded = await loadLegal(documents);
  if (typeof loaded === 'string') throw new Error(loaded);
  const {applied, world} = loaded;
  const found = withoutEffect({profile: inPractice(engines.spec), policies: applied, world}, applied);
  return found.map(({policy, rule, is}) => [policy.id.name, ...(rule ? [rule.index] : []), is].join(' '));
}

test('a policy that others cover, and a rule beside a wider one', async () => {
  const web = ['app', 'web'] as const;
  const narrow = [web, ['tier', 'x'] as const];
  const wide = networkPolicy('wide', [web], narrow);
  assert.equal(await foundIn(wide, networkPolicy('narrow', narrow)), ['wide 1 redundant', 'narrow redundant']);
  assert.equal(await foundIn(networkPolicy('wide', [web])), []);
});

test('a rule that others decide before it', async () => {
  const from = [{namespaces: {matchLabels: {team: 'red'}}}];
  const spec = {
    ...{tier: 'Admin', priority: 1, subject: {namespaces: {}}},
    ingress: [
      {action: 'Deny', from},
      {action: 'Accept', from},
    ],
  };
  const apiVersion = 'policy.networking.k8s.io/v1alpha2';
  const found = await foundIn({apiVersion, kind: 'ClusterNetworkPolicy', metadata: {name: 'first'}, spec});
  assert.equal(found, ['first 1 unreachable']);
});

test.after(() => {
  process.stdout.write(
    `\n  ${counts.redundant} redundant, ${counts.unreachable} unreachable, ${counts.connections} asked\n`,
  );
});
test.run();
