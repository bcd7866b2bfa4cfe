import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {compareText} from '../base/order.ts';
import {protocolName, TCP} from '../base/protocols.ts';
import {naiveEvaluator} from '../evaluate/naive.ts';
import {withWritten} from '../ir/written-world.ts';
import {chooseProfiles} from '../load/profile.ts';
import {foundDifferences, listedDifferences} from '../testing/listed-differences.ts';
import {filesOf, loadTexts, migrated, writtenBack} from '../testing/migrated.ts';
import {askAll, rancherAllows} from '../testing/rancher-model.ts';
import {readShared} from '../testing/shared.ts';
import {targets} from './migration.ts';

const test = suite('migration of the Rancher seed');
const seed = 'testdata/seeds/rancher-calico';
const workloads = readShared(`${seed}/workloads.yaml`);
const documents = readShared(`${seed}/policies.yaml`).replaceAll('X.X.X.X/32', '192.0.2.11/32').split('\n---\n');
const np = documents.filter((text) => text.includes('part: canal')).join('\n---\n');

/** The connections that the result answers otherwise than the model. */
async function againstModel(to: (typeof targets)[number]): Promise<readonly string[]> {
  const migration = await migrated([workloads, np], to);
  assert.is(migration.outcome, 'written');
  const loaded = await loadTexts([workloads]);
  const written = await writtenBack(migration);
  const {applied} = written;
  const {world, asked} = await askAll(migration.after, {world: withWritten(loaded.world, written.world), applied});
  const wrong = asked.filter(
    ({connection, allowed}) => allowed !== rancherAllows(world, connection, {system: 'p-mcb29'}),
  );
  assert.is(asked.length, 450);
  process.stdout.write(`\n  ${to}: ${asked.length} connections, ${asked.length - wrong.length} as the model `);
  return wrong
    .map(({connection: {from, to: receiver, protocol, port}, allowed}) =>
      [`${from.name} -> ${receiver.name}`, protocolName(protocol), port, allowed ? 'allow' : 'deny'].join(' '),
    )
    .sort(compareText);
}

for (const to of ['calico', 'kubernetes', 'terraform'] as const) {
  test(`to ${to}: what Rancher's model says, and nothing else`, async () => {
    assert.equal(await againstModel(to), []);
  });
}

test('to cilium: beyond the model, remote-node lets in the nodes by their own addresses', async () => {
  const pairs = [
    'ingress-nginx/nginx-controller-hostnet -> shop/web',
    'node/node1 -> shop/web',
    'node/node2 -> mynamespace/app',
    'node/node2 -> mynamespace/operator',
    'node/node2 -> redis/redis',
  ];
  const asked = ['TCP 5432', 'TCP 80', 'TCP 8080', 'TCP 9090', 'TCP 9100', 'UDP 53'];
  assert.equal(
    await againstModel('cilium'),
    pairs.flatMap((pair) => asked.map((traffic) => `${pair} ${traffic} allow`)),
  );
});

for (const to of targets) {
  test(`to ${to}: what is listed differs from the post, whose policies are Rancher's for one namespace alone`, async () => {
    const list = to === 'cilium' ? to : 'other-targets';
    assert.equal(foundDifferences(await migrated([workloads, np], to)), listedDifferences(`rancher-seed/${list}`));
  });
}

test("the author's own policies are found to look for labels in the wrong place, and corrected", async () => {
  const {corrections, everyone, offered} = await migrated([workloads, documents.join('\n---\n')]);
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
  assert.equal(
    everyone.items.map(({policy}) => policy.id.name),
    [
      'default.default-deny-all',
      'default.default-deny-all-egress',
      'default.allow-egress-cattle',
      'default.allow-egress-kubeapi',
    ],
  );
  assert.equal([everyone.witness?.source, everyone.witness?.target], ['deny', 'allow']);
  assert.is(everyone.witness?.to.namespace, 'ingress-nginx');
  assert.is(offered.length, 8);
});

test('policies in the storage form go to Calico as its own API has them', async () => {
  const files = [...filesOf(await migrated([workloads, documents.join('\n---\n')], 'calico')).keys()];
  const own = files.filter((name) => !name.includes('/project-') && !name.includes('/node-tunnels'));
  assert.equal(own, [
    'GlobalNetworkPolicy/default-deny-all',
    'GlobalNetworkPolicy/default-deny-all-egress',
    'GlobalNetworkPolicy/allow-egress-cattle',
    'GlobalNetworkPolicy/allow-egress-kubeapi',
    'GlobalNetworkPolicy/allow-ingress-nginx',
    'GlobalNetworkPolicy/allow-egress-nginx',
    'NetworkPolicy/redis/allow-role-redis',
    'NetworkPolicy/shop/allow-egress-to-role-redis',
  ]);
});

test('the corrected policies allow what the author promised', async () => {
  const texts = [workloads, documents.filter((text) => text.includes('part: calico')).join('\n---\n')];
  const loaded = await loadTexts(texts);
  const {corrections, everyone} = await migrated([workloads, documents.join('\n---\n')]);
  const items = [...corrections.items, ...everyone.items];
  const better = new Map(items.map(({policy, corrected}) => [policy.id.name, corrected]));
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
  // What default-deny-all closed by selecting the System project too.
  assert.is(verdict('mynamespace/app', 'kube-system/coredns', 53), 'allow');
  assert.is(verdict('noproject/stray', 'ingress-nginx/nginx-controller', 443), 'deny');
  assert.is(verdict('cattle-system/cattle-cluster-agent', 'ingress-nginx/nginx-controller', 443), 'allow');
});

test.run();
