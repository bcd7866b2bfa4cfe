import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {valueAt} from '../base/json.ts';
import {differenceCounts, filesOf, madeCluster, migrated} from '../testing/migrated.ts';
import {readShared} from '../testing/shared.ts';

const test = suite('companions for blocks of addresses');
const asked = {companions: ['ip-blocks']} as const;

/** A policy in the made cluster that lets in or out by these peers. */
function policy(name: string, namespace: string, side: 'ingress' | 'egress', rules: readonly object[]): string {
  const type = side === 'ingress' ? 'Ingress' : 'Egress';
  const spec = {podSelector: {}, policyTypes: [type], [side]: rules};
  const kind = {apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy'};
  return JSON.stringify({...kind, metadata: {name, namespace}, spec});
}

const block = (cidr: string, except: readonly string[] = []): object => ({ipBlock: {cidr, except}});

/** The rules of the companion of a policy on the made cluster; undefined where there is no companion. */
async function written(text: string, side: 'ingress' | 'egress', more: readonly string[] = []): Promise<unknown> {
  const {companions, files} = await migrated([...madeCluster, text, ...more], 'cilium', asked);
  const found = files.find(({words}) => words.some((word) => word.startsWith('companion-ip-blocks-')));
  assert.is(companions.find(({name}) => name === 'ip-blocks')?.state, found ? 'asked' : 'idle');
  return found && 'object' in found.content ? valueAt(found.content.object, ['spec', side]) : undefined;
}

const pod = (namespace: string, app: string): object => ({
  matchLabels: {'k8s:app': app, 'k8s:io.kubernetes.pod.namespace': namespace},
});

test('the pods of a block are named by namespace and labels, those in its exceptions are not', async () => {
  const peers = [block('10.42.1.8/29', ['10.42.1.12/32'])];
  assert.equal(await written(policy('few', 'shop-db', 'ingress', [{from: peers, ports: [{port: 5432}]}]), 'ingress'), [
    {fromEndpoints: [pod('shop', 'web')], toPorts: [{ports: [{port: '5432', protocol: 'TCP'}]}]},
  ]);
});

test('a block that holds every range of pods means every pod, and nodes by their overlay devices', async () => {
  const every = {matchExpressions: [{key: 'k8s:io.kubernetes.pod.namespace', operator: 'Exists'}]};
  const entities = ['host', 'remote-node'];
  for (const cidr of ['10.42.0.0/16', '10.0.0.0/8']) {
    assert.equal(await written(policy('all', 'lab', 'egress', [{to: [block(cidr)]}]), 'egress'), [
      {toEntities: entities},
      {toEndpoints: [every]},
    ]);
  }
  const holed = policy('holed', 'lab', 'egress', [{to: [block('10.42.0.0/16', ['10.42.2.0/24'])]}]);
  const rules = JSON.stringify(await written(holed, 'egress'));
  assert.match(rules, '"k8s:app":"web"');
  assert.not.match(rules, 'Exists');
  assert.not.match(rules, '"k8s:app":"db"');
});

test('a range that the nodes name and no pod has opens nothing', async () => {
  // As where Calico gives out addresses of its own pools.
  const elsewhere = madeCluster.map((text) => text.replace(/(podIP|ip): 10\.42\./g, '$1: 10.99.'));
  const text = policy('stale', 'lab', 'egress', [{to: [block('10.42.0.0/16')]}]);
  const {files} = await migrated([...elsewhere, text], 'cilium', asked);
  const found = files.find(({words}) => words.includes('companion-ip-blocks-stale'));
  assert.equal(found && 'object' in found.content && valueAt(found.content.object, ['spec', 'egress']), [
    {toEntities: ['host', 'remote-node']},
  ]);
});

test('a node is what serves the API where the cluster says so, else any node', async () => {
  const text = policy('api', 'blog', 'egress', [{to: [block('192.0.2.11/32')], ports: [{port: 6443}]}]);
  const toPorts = [{ports: [{port: '6443', protocol: 'TCP'}]}];
  assert.equal(await written(text, 'egress'), [{toEntities: ['host', 'remote-node'], toPorts}]);
  const slice = JSON.stringify({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {name: 'kubernetes', namespace: 'default', labels: {'kubernetes.io/service-name': 'kubernetes'}},
    addressType: 'IPv4',
    endpoints: [{addresses: ['192.0.2.11']}],
    ports: [{port: 6443, protocol: 'TCP'}],
  });
  assert.equal(await written(text, 'egress', [slice]), [{toEntities: ['kube-apiserver'], toPorts}]);
});

test('pods that only their address tells from others are left out, and stay listed', async () => {
  const twin =
    'apiVersion: v1\nkind: Pod\nmetadata: { name: web-2, namespace: shop, labels: { app: web } }\nspec: { nodeName: node2, containers: [{ name: main, image: main }] }\nstatus: { podIP: 10.42.1.99 }\n';
  const text = policy('one', 'lab', 'ingress', [{from: [block('10.42.1.10/32')], ports: [{port: 9200}]}]);
  assert.is(await written(text, 'ingress', [twin]), undefined);
  const {verification} = await migrated([...madeCluster, text, twin], 'cilium', asked);
  const closed = (verification?.differences ?? []).filter(({reason}) => reason === 'blocks-inside-cluster');
  assert.equal(
    closed.map(({item: {from, to}}) => `${from.name} -> ${to.name}`),
    ['shop/web -> lab/bench', 'shop/web -> lab/probe'],
  );
});

test('outside addresses, and policies without blocks, need no companion', async () => {
  assert.is(await written(policy('out', 'blog', 'egress', [{to: [block('203.0.113.0/24')]}]), 'egress'), undefined);
  assert.is(await written(policy('in', 'blog', 'ingress', [{from: [{podSelector: {}}]}]), 'ingress'), undefined);
});

/** Rules for pods, nodes and everything, of two policies. */
const several = [
  policy('db-from-range', 'shop-db', 'ingress', [
    {from: [block('10.42.0.0/16', ['10.42.2.0/24'])], ports: [{port: 5432}]},
  ]),
  policy('blog-out', 'blog', 'egress', [
    {to: [block('192.0.2.11/32')], ports: [{port: 6443}]},
    {to: [block('0.0.0.0/0')], ports: [{port: 443}]},
    {to: [block('10.42.2.13/32')], ports: [{port: 9100}]},
  ]),
];

test('without it what blocks find is listed as closed, with it nothing closes; nodes are opened as one', async () => {
  const texts = [...madeCluster, ...several];
  const known = {'ipv6-policed': 26, 'remote-node': 18};
  assert.equal(differenceCounts(await migrated(texts, 'cilium')), {
    ...known,
    'blocks-inside-cluster': 13,
    'own-node': 2,
  });
  const opened = await migrated(texts, 'cilium', asked);
  // The pod of canal has no address: whether the block of one node finds it nobody knows.
  assert.equal(differenceCounts(opened), {...known, companion: 6, 'blocks-inside-cluster': 1});
  const pairs = (opened.verification?.differences ?? []).flatMap(({item: {from, to}, reason}) =>
    reason === 'companion' ? [`${from.name} -> ${to.name}`] : [],
  );
  assert.equal(pairs, [
    'blog/blog -> ingress-nginx/controller-host',
    'blog/blog -> node/node1/overlay',
    'blog/blog -> node/node2',
    'blog/blog -> node/node2/overlay',
    'blog/blog -> node/node3',
    'blog/blog -> node/node3/overlay',
  ]);
  assert.is(opened.outcome, 'written');
});

test('each project is proved beside what blocks find in the cluster', async () => {
  for (const options of [{}, asked]) {
    const {verification} = await migrated([...madeCluster, ...several], 'cilium', options);
    for (const {certificate} of verification?.projects ?? []) {
      assert.is(certificate.result, 'equal');
      assert.ok(
        certificate.assumptions.some((each) => each.startsWith('what blocks of addresses find in the cluster')),
      );
    }
  }
});

test('on the Korean seed nothing differs with it', async () => {
  const seed = 'testdata/seeds/flannel-canal';
  const steps = readShared(`${seed}/policies.yaml`).split('\n---\n');
  const texts = [readShared(`${seed}/workloads.yaml`), steps.find((text) => text.includes('step: "1b"')) ?? ''];
  assert.equal(differenceCounts(await migrated(texts, 'cilium', {from: 'canal'})), {'blocks-inside-cluster': 2});
  assert.equal(differenceCounts(await migrated(texts, 'cilium', {from: 'canal', ...asked})), {});
});

test('policies of Calico have one too, unless some rule of theirs denies', async () => {
  const allow = (action: string): string =>
    JSON.stringify({
      apiVersion: 'projectcalico.org/v3',
      kind: 'GlobalNetworkPolicy',
      metadata: {name: `by-address-${action.toLowerCase()}`},
      spec: {
        selector: "app == 'blog'",
        types: ['Egress'],
        egress: [{action, protocol: 'TCP', destination: {nets: ['192.0.2.11/32'], ports: [6443]}}],
      },
    });
  assert.equal(await written(allow('Allow'), 'egress'), [
    {toEntities: ['host', 'remote-node'], toPorts: [{ports: [{port: '6443', protocol: 'TCP'}]}]},
  ]);
  assert.is(await written(allow('Allow'), 'egress', [allow('Deny')]), undefined);
});

test('it is offered where it is not asked for, and only where the engine looks by identity', async () => {
  const state = async (to: 'cilium' | 'calico'): Promise<string | undefined> =>
    (await migrated([...madeCluster, ...several], to)).companions.find(({name}) => name === 'ip-blocks')?.state;
  assert.equal([await state('cilium'), await state('calico')], ['offered', undefined]);
});

test('a second run writes the same, beside the first and on Cilium itself', async () => {
  const texts = [...madeCluster, ...several];
  const first = filesOf(await migrated(texts, 'cilium', asked));
  const again = [...texts, ...first.values()];
  assert.equal(filesOf(await migrated(again, 'cilium', asked)), first);
  const moved = again.map((text) => text.replace('name: canal, namespace', 'name: cilium, namespace'));
  const later = await migrated(moved, 'cilium', asked);
  assert.is(later.before, 'cilium');
  assert.equal(filesOf(later), first);
});

test.run();
