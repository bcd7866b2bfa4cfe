import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {message} from '../diagnostics/message.ts';
import {differenceCounts, filesOf, loadTexts, madeCluster, migrated} from '../testing/migrated.ts';
import {readShared} from '../testing/shared.ts';
import {migrate} from './migrate.ts';
import {targets} from './migration.ts';

const test = suite('odd input of a migration');
const [cluster = '', policies = ''] = madeCluster;

async function found(texts: readonly string[], code: string): Promise<string> {
  const {findings} = await migrated(texts, 'kubernetes');
  const one = findings.find((each) => each.code === code);
  return one ? message(one) : `no ${code}`;
}

test('a project policy that names another project than the label is told, and the label counts', async () => {
  const texts = [
    cluster.replace('name: blog, field.cattle.io/projectId: p-blog', 'name: blog, field.cattle.io/projectId: p-lab'),
    policies,
  ];
  assert.match(await found(texts, 'project-mismatch'), 'lets in p-blog, but namespace "blog" is labelled "p-lab"');
  assert.equal(Object.keys(differenceCounts(await migrated(texts, 'kubernetes'))), ['project-corrected']);
});

test('a Service without selector opens its namespace before and after, and that is told', async () => {
  const texts = [
    cluster.replace('selector: { app: web }, ports: [{ port: 80', 'ports: [{ port: 80'),
    policies.replace('podSelector: { matchLabels: { app: web } }', 'podSelector: {}'),
  ];
  assert.match(await found(texts, 'service-without-selector'), 'opens every pod of namespace "shop"');
  assert.equal(differenceCounts(await migrated(texts, 'kubernetes')), {});
});

test('a Service called default takes the name of the project policy', async () => {
  const service = policies
    .replace('name: np-web', 'name: np-default')
    .replace(/name: np-default, namespace: shop,.*\n(?:.*\n){6}/, 'name: gone, namespace: shop }\nspec: {}\n');
  assert.match(await found([cluster, service], 'project-policy-replaced'), 'took the name');
});

test('names that the user has are left to the user', async () => {
  const own =
    'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: project-ingress, namespace: blog }\nspec: { podSelector: { matchLabels: { app: none } } }\n';
  assert.match(await found([...madeCluster, own], 'policy-name-taken'), 'has the name "blog/project-ingress"');
  const files = filesOf(await migrated([...madeCluster, own], 'kubernetes'));
  assert.ok(files.has('NetworkPolicy/blog/project-ingress-migrated'));
  assert.ok(files.has('NetworkPolicy/lab/project-ingress'));
});

/** The cluster without nodes, and Rancher's list of them with nothing in it. */
const withoutNodes = [
  cluster
    .split('---\n')
    .filter((text) => !text.includes('kind: Node\n'))
    .join('---\n'),
  policies.replaceAll(/from: \[\{ ipBlock.*\]\n/g, 'from: []\n'),
];

for (const to of targets) {
  test(`to ${to}: an empty list of nodes never lets everyone in`, async () => {
    const migration = await migrated(withoutNodes, to);
    assert.ok(migration.findings.some(({code}) => code === 'nodes-unknown'));
    assert.ok(migration.findings.some(({code}) => code === 'nodes-policy-open'));
    assert.is(migration.outcome, 'written');
    const opened = migration.verification?.differences.filter(({item}) => item.change === 'added') ?? [];
    assert.equal(opened, []);
    for (const text of filesOf(migration).values()) {
      assert.not.match(text, /from: \[\]|nets: \[\]|fromEntities:\n +- (all|world)/);
    }
  });
}

test('addresses that no node has any more are told and left out', async () => {
  const texts = [cluster, policies.replaceAll('10.42.2.0/32', '10.42.9.0/32')];
  assert.match(await found(texts, 'nodes-stale'), 'no node has 10.42.9.0/32; not listed everywhere: 10.42.2.0/32');
  assert.equal(Object.keys(differenceCounts(await migrated(texts, 'kubernetes'))), ['nodes-renewed']);
});

test("a copy with Rancher's creator label is deleted with Rancher's own", async () => {
  const copy = policies.split('---\n').find((text) => text.includes('name: allow-metrics')) ?? '';
  const labelled = copy.replace('name: allow-metrics', 'name: allow-copy, labels: { cattle.io/creator: norman }');
  assert.match(await found([...madeCluster, labelled], 'creator-misleading'), 'NetworkPolicy/shop/allow-copy');
});

test('what nodes need can be left out', async () => {
  const migration = await migrated(madeCluster, 'calico', {withNodes: false});
  assert.ok(![...filesOf(migration).keys()].some((name) => name.startsWith('GlobalNetworkSet')));
  assert.ok((differenceCounts(migration)['nodes-left-out'] ?? 0) > 0);
  assert.is(migration.outcome, 'written');
});

test('a companion is written where it is asked for and something is closed', async () => {
  const {companions} = await migrated(madeCluster, 'calico', {companions: ['monitoring', 'dns']});
  const states = Object.fromEntries(companions.map(({name, state}) => [name, state]));
  assert.is(states['monitoring'], 'asked');
  // Nothing closes egress, and a policy of ours would.
  assert.is(states['dns'], 'idle');
});

test('a difference that nobody meant is refused unless the user allows it', async () => {
  const block =
    'apiVersion: projectcalico.org/v3\nkind: GlobalNetworkPolicy\nmetadata: { name: nodes-only }\nspec:\n  selector: app == "blog"\n  types: [Ingress]\n  ingress: [{ action: Deny, protocol: TCP, source: { notNets: [10.42.0.0/16] } }]\n';
  assert.is((await migrated([...madeCluster, block], 'cilium')).outcome, 'refused');
  assert.is((await migrated([...madeCluster, block], 'cilium', {allow: 'any'})).outcome, 'written');
});

test('a policy with both mistakes is offered once, with both corrected', async () => {
  const both =
    "apiVersion: projectcalico.org/v3\nkind: GlobalNetworkPolicy\nmetadata: { name: both }\nspec:\n  selector: all()\n  types: [Ingress]\n  ingress: [{ action: Allow, source: { selector: field.cattle.io/projectId == 'p-lab' } }]\n";
  const {offered} = await migrated([...madeCluster, both]);
  assert.equal(
    offered.map(({spec}) => spec),
    [
      {
        namespaceSelector: "field.cattle.io/projectId != 'p-sys'",
        types: ['Ingress'],
        ingress: [{action: 'Allow', source: {namespaceSelector: "field.cattle.io/projectId == 'p-lab'"}}],
      },
    ],
  );
});

test('a project id that no name can hold is refused, not written into a selector', async () => {
  const loaded = await loadTexts([cluster.replaceAll('p-blog', '"p\' || all()"'), policies]);
  const common = {from: 'rancher', cni: 'auto', allow: 'any', companions: [], withNodes: true} as const;
  const answer = await migrate({loaded, to: 'calico', ...common});
  assert.is('diagnostic' in answer ? answer.diagnostic.code : '', 'project-id-invalid');
});

test('an engine of another name is an error', async () => {
  const loaded = await loadTexts(madeCluster);
  const answer = await migrate({
    loaded,
    from: 'rancher',
    cni: 'nothing',
    allow: 'equal',
    companions: [],
    withNodes: true,
  });
  assert.is('diagnostic' in answer ? answer.diagnostic.code : '', 'cni-unknown');
});

const korean = ['workloads.yaml', 'policies.yaml'].map((name) => readShared(`testdata/seeds/flannel-canal/${name}`));

test('a plain Canal cluster keeps its policies on Calico, and tells what Cilium reads otherwise', async () => {
  const calico = await migrated(korean, 'calico', {from: 'canal'});
  assert.equal([calico.outcome, calico.files, differenceCounts(calico)], ['written', [], {}]);
  const blocks = await migrated([korean[0] ?? '', korean[1]?.split('\n---\n')[1] ?? ''], 'cilium', {from: 'canal'});
  assert.equal(Object.keys(differenceCounts(blocks)), ['blocks-inside-cluster']);
});

test('without policies there is nothing to move from Canal', async () => {
  const migration = await migrated([korean[0] ?? ''], 'cilium', {from: 'canal'});
  assert.is(migration.outcome, 'nothing');
  assert.ok(migration.findings.some(({code}) => code === 'migration-empty'));
});

test('an engine that enforces nothing is told before anything else', async () => {
  const flannel =
    'apiVersion: apps/v1\nkind: DaemonSet\nmetadata: { name: kube-flannel-ds, namespace: kube-flannel }\nspec: { selector: { matchLabels: { app: flannel } }, template: { metadata: { labels: { app: flannel } }, spec: { containers: [] } } }\n';
  const migration = await migrated([...korean, flannel], 'calico', {from: 'canal'});
  assert.is(migration.findings[0]?.code, 'engine-idle');
  assert.equal(Object.keys(differenceCounts(migration)), ['enforced']);
  const both = await migrated([...madeCluster, flannel], undefined);
  assert.is(both.findings[0]?.code, 'engines-several');
});

/** The made cluster, its DaemonSet of Canal with an environment. */
function canalWith(name: string, value: string): readonly string[] {
  const image = '{ name: calico-node, image: calico';
  return [cluster.replace(image, `${image}, env: [{ name: ${name}, value: "${value}" }]`), policies];
}

test('Canal that polices IPv6 is judged so', async () => {
  assert.equal(differenceCounts(await migrated(canalWith('FELIX_IPV6SUPPORT', 'false'), 'calico')), {
    'ipv6-policed': 18,
  });
  assert.equal(differenceCounts(await migrated(canalWith('FELIX_IPV6SUPPORT', 'true'), 'calico')), {
    'nodes-over-ipv6': 8,
  });
});

test('Cilium that is switched off enforces nothing, and the result is judged as after the last step', async () => {
  const config =
    'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: cilium-config, namespace: kube-system }\ndata: { enable-policy: never }\n';
  const both = [
    ...madeCluster,
    config,
    cluster.slice(cluster.indexOf('apiVersion: apps/v1')).replace('name: canal', 'name: cilium'),
  ];
  const migration = await migrated(both, 'cilium');
  assert.equal(migration.running, ['canal', 'cilium']);
  assert.is(migration.outcome, 'written');
  assert.equal(Object.keys(differenceCounts(migration)).sort(), ['ipv6-policed', 'remote-node']);
  const idle = await migrated([...madeCluster, config], 'cilium', {cni: 'cilium'});
  assert.is(idle.findings.find(({code}) => code === 'engine-idle')?.arguments['engine'], 'cilium');
});

test('an agent that was told not to enforce is told by its name', async () => {
  const image = '{ name: calico-node, image: calico';
  const router = cluster
    .replace('name: canal, namespace', 'name: kube-router, namespace')
    .replace(image, '{ name: kube-router, image: router, args: [--run-firewall=false]');
  assert.match(await found([router, policies], 'engine-idle'), 'kube-router runs here and enforces no policy');
});

test('a host port that hangs on a label of Rancher is told', async () => {
  assert.match(await found(madeCluster, 'pod-label-of-rancher'), 'a new pod will lack it');
  const own = madeCluster.map((text) => text.replaceAll('field.cattle.io/podName: probe', 'app: probe'));
  assert.is(await found(own, 'pod-label-of-rancher'), 'no pod-label-of-rancher');
});

test.run();
