import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {Policy} from '../ir/policy.ts';
import type {Loaded} from '../load/loaded.ts';
import {chooseProfiles} from '../load/profile.ts';
import {loadTexts, madeCluster, migrated, writtenBack} from '../testing/migrated.ts';
import {profileNamed} from './engine-profile.ts';
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

test('only what blocks find in the cluster is left out, and nothing of what they find outside', async () => {
  const withBlock = (cidr: string): Promise<Loaded> => {
    const spec = {podSelector: {}, policyTypes: ['Ingress'], ingress: [{from: [{ipBlock: {cidr}}]}]};
    const kind = {apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy'};
    return loadTexts([...madeCluster, JSON.stringify({...kind, metadata: {name: 'clients', namespace: 'blog'}, spec})]);
  };
  const profile = await profileNamed('canal');
  if ('diagnostic' in profile) throw new Error('canal is no engine');
  const [whole, half, inside] = await Promise.all(['203.0.113.0/24', '203.0.113.0/25', '10.42.1.12/32'].map(withBlock));
  if (!whole || !half || !inside) throw new Error('a cluster is missing');
  const compare = (left: Loaded, right: Loaded): Readonly<Record<string, string>> => {
    const {world, applied} = left;
    const clients = ({applied: all}: Loaded) => all.filter(({id}) => id.name === 'clients');
    const after = [...applied.filter(({id}) => id.name !== 'clients'), ...clients(right)];
    const [before, result] = [applied, after].map((policies) => ({profile, world, policies}));
    return before && result ? resultsOf(proveProjects(before, result, readIsolation(left), true)) : {};
  };
  assert.is(compare(whole, whole)['p-blog'], 'equal');
  assert.is(compare(whole, half)['p-blog'], 'narrower');
  assert.is(compare(whole, inside)['p-blog'], 'different');
  assert.is(compare(whole, half)['p-shop'], 'equal');
});

function resultsOf(proofs: readonly ProjectProof[]): Readonly<Record<string, string>> {
  return Object.fromEntries(proofs.map(({project, certificate}) => [project, certificate.result]));
}

test.run();
