import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {TCP} from '../base/protocols.ts';
import {naiveEvaluator} from '../evaluate/naive.ts';
import type {Endpoint, World} from '../ir/world.ts';
import {withWritten} from '../ir/written-world.ts';
import {chooseProfiles} from '../load/profile.ts';
import {differenceCounts, loadTexts, migrated, writtenBack} from '../testing/migrated.ts';
import {readShared} from '../testing/shared.ts';
import {projectLabel} from './generated.ts';
import {targets} from './migration.ts';
import {withOverlays} from './verified-world.ts';

const test = suite('migration of the Rancher seed');
const seed = 'testdata/seeds/rancher-calico';
const workloads = readShared(`${seed}/workloads.yaml`);
const documents = readShared(`${seed}/policies.yaml`).replaceAll('X.X.X.X/32', '192.0.2.11/32').split('\n---\n');
const np = documents.filter((text) => text.includes('part: canal')).join('\n---\n');

/** What Rancher's isolation allows, written from its own description and from nothing here (migration.md section 1.4). */
function model({namespaces, nodes}: World, from: Endpoint, to: Endpoint): boolean {
  const projectOf = (name: string | undefined): string | undefined =>
    namespaces.find((each) => each.name === name)?.labels[projectLabel];
  // A pod in the host network is its node: no namespace holds it.
  const [sender, receiver] = [from, to].map((end) => (end.hostNetwork ? undefined : projectOf(end.namespace)));
  if (receiver === undefined || receiver === 'p-mcb29') return true;
  if (sender === receiver || sender === 'p-mcb29') return true;
  if (from.hostNetwork && from.node === to.node) return true;
  const devices = nodes.map(({podCidrs}) => podCidrs[0]?.replace(/\/\d+$/, ''));
  return from.addresses.some((address) => devices.includes(address));
}

/** The connections of every pair of endpoints that the result answers otherwise than the model. */
async function againstModel(to: (typeof targets)[number]): Promise<readonly string[]> {
  const migration = await migrated([workloads, np], to);
  assert.is(migration.outcome, 'written');
  const loaded = await loadTexts([workloads]);
  const written = await writtenBack(migration);
  const world = withOverlays(withWritten(loaded.world, written.world));
  const choice = await chooseProfiles(migration.after, []);
  const [profile] = 'profiles' in choice ? choice.profiles : [];
  if (!profile) throw new Error(`${migration.after} is no engine`);
  const {decide} = naiveEvaluator(profile, world, written.applied);
  const pairs = world.endpoints.flatMap((from) =>
    world.endpoints.filter((each) => each !== from && !each.hostNetwork).map((receiver) => ({from, receiver})),
  );
  assert.ok(pairs.length > 60);
  return pairs.flatMap(({from, receiver}) => {
    const connection = {from, to: receiver, protocol: TCP, port: 80, sourcePort: 40_000, family: 4} as const;
    // A process of the node itself comes in without a word of policy.
    if (from.hostNetwork && from.node === receiver.node) return [];
    const {verdict} = decide(connection);
    const wanted = model(world, from, receiver) ? 'allow' : 'deny';
    return verdict === wanted ? [] : [`${from.name} -> ${receiver.name}: ${verdict}`];
  });
}

for (const to of ['calico', 'kubernetes', 'terraform'] as const) {
  test(`to ${to}: what Rancher's model says, and nothing else`, async () => {
    assert.equal(await againstModel(to), []);
  });
}

test('to cilium: beyond the model, remote-node lets in the nodes by their own addresses', async () => {
  assert.equal(await againstModel('cilium'), [
    'ingress-nginx/nginx-controller-hostnet -> shop/web: allow',
    'node/node1 -> shop/web: allow',
    'node/node2 -> mynamespace/app: allow',
    'node/node2 -> mynamespace/operator: allow',
    'node/node2 -> redis/redis: allow',
  ]);
});

/** What differs from the policies that the post shows, which are Rancher's for one namespace alone. */
const expected = {
  calico: {'isolation-completed': 11, 'nodes-completed': 2},
  cilium: {'isolation-completed': 8, 'remote-node': 4},
  kubernetes: {'isolation-completed': 11, 'nodes-completed': 2},
  terraform: {'isolation-completed': 11, 'nodes-completed': 2},
} as const;

for (const to of targets) {
  test(`to ${to}: what differs from the post, by reason`, async () => {
    assert.equal(differenceCounts(await migrated([workloads, np], to)), expected[to]);
  });
}

test("the author's own policies are found to look for labels in the wrong place, and corrected", async () => {
  const {corrections, offered} = await migrated([workloads, documents.join('\n---\n')]);
  assert.equal(
    corrections.items.map(({policy, labels}) => `${policy.id.name}: ${labels.join(' ')}`),
    [
      'default.allow-ingress-nginx: network-policy/ingress',
      'default.allow-egress-nginx: ingress network-policy/ingress',
      'default.allow-role-redis: network-policy/allow_redis network-policy/role_redis',
      'default.allow-egress-to-role-redis: network-policy/allow_redis network-policy/role_redis',
    ],
  );
  const {witness} = corrections;
  assert.is(`${witness?.from.name} -> ${witness?.to.name}`, 'ingress-nginx/nginx-controller -> shop/web');
  assert.equal([witness?.source, witness?.target], ['deny', 'allow']);
  assert.is(offered.length, 4);
});

test('the corrected policies allow what the author promised', async () => {
  const texts = [workloads, documents.filter((text) => text.includes('part: calico')).join('\n---\n')];
  const loaded = await loadTexts(texts);
  const {corrections} = await migrated([workloads, documents.join('\n---\n')]);
  const better = new Map(corrections.items.map(({policy, corrected}) => [policy.id.name, corrected]));
  const policies = loaded.applied.map((policy) => better.get(policy.id.name) ?? policy);
  const choice = await chooseProfiles('calico', []);
  const [profile] = 'profiles' in choice ? choice.profiles : [];
  if (!profile) throw new Error('calico is no engine');
  const verdict = (from: string, to: string, port: number): string => {
    const [sender, receiver] = [from, to].map((name) => loaded.world.endpoints.find((each) => each.name === name));
    if (!sender || !receiver) throw new Error(`${from} or ${to} is missing`);
    const common = {from: sender, to: receiver, protocol: TCP, port, sourcePort: 40_000, family: 4} as const;
    return naiveEvaluator(profile, loaded.world, policies).decide(common).verdict;
  };
  assert.is(verdict('ingress-nginx/nginx-controller', 'shop/web', 80), 'allow');
  assert.is(verdict('shop/web', 'redis/redis', 6379), 'allow');
  assert.is(verdict('mynamespace/app', 'redis/redis', 6379), 'deny');
  assert.is(verdict('redis/redis', 'shop/web', 80), 'deny');
});

test.run();
