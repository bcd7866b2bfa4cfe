import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {Policy} from '../ir/policy.ts';
import {chooseProfiles} from '../load/profile.ts';
import {loadTexts, madeCluster, migrated, writtenBack} from '../testing/migrated.ts';
import {readIsolation} from './isolation.ts';
import {targets} from './migration.ts';
import {type ProjectProof, proveProjects} from './prove-projects.ts';

const test = suite('proofs of projects');
const [cluster = '', policies = ''] = madeCluster;

for (const to of targets) {
  test(`to ${to}: nothing but what is meant differs in any cluster, for each project`, async () => {
    const {verification} = await migrated(madeCluster, to);
    assert.equal(resultsOf(verification?.projects ?? []), {'p-blog': 'equal', 'p-lab': 'equal', 'p-shop': 'equal'});
  });
}

/** What the proofs say of a result of which `damage` leaves a part. */
async function damaged(damage: (policy: Policy) => readonly Policy[]): Promise<readonly ProjectProof[]> {
  const loaded = await loadTexts(madeCluster);
  const {applied} = await writtenBack(await migrated(madeCluster, 'calico'));
  const isolation = readIsolation(loaded);
  const choice = await chooseProfiles('canal', []);
  const [profile] = 'profiles' in choice ? choice.profiles : [];
  if (!profile) throw new Error('canal is no engine');
  const {world} = loaded;
  const after = [...isolation.users, ...applied.flatMap(damage)];
  return proveProjects({profile, world, policies: loaded.applied}, {profile, world, policies: after}, isolation);
}

test('a project whose policy is missing is found, with a witness, and only that one', async () => {
  const proofs = await damaged((policy) => (policy.id.name === 'project-p-lab' ? [] : [policy]));
  assert.equal(resultsOf(proofs), {'p-blog': 'equal', 'p-lab': 'different', 'p-shop': 'equal'});
  const [, lab] = proofs;
  assert.is(lab?.certificate.witness?.to.namespace, 'lab');
});

test('a project that lets in nobody any more is found', async () => {
  const proofs = await damaged((policy) =>
    policy.id.name === 'project-p-blog' && policy.ingress
      ? [{...policy, ingress: {...policy.ingress, rules: []}}]
      : [policy],
  );
  assert.equal(resultsOf(proofs), {'p-blog': 'narrower', 'p-lab': 'equal', 'p-shop': 'equal'});
});

test('a namespace that Rancher has not isolated yet is named by its project', async () => {
  const rest = policies.split('---\n').filter((text) => !/name: (np-default|hn-nodes), namespace: blog/.test(text));
  const {verification} = await migrated([cluster, rest.join('---\n')], 'kubernetes');
  assert.equal(resultsOf(verification?.projects ?? [])['p-shop'], 'equal');
  assert.not.equal(resultsOf(verification?.projects ?? [])['p-blog'], 'equal');
});

function resultsOf(proofs: readonly ProjectProof[]): Readonly<Record<string, string>> {
  return Object.fromEntries(proofs.map(({project, certificate}) => [project, certificate.result]));
}

test.run();
