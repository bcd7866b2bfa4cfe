import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {foundDifferences, listedDifferences} from '../testing/listed-differences.ts';
import {differenceCounts, filesOf, madeCluster, migrated} from '../testing/migrated.ts';
import {targets} from './migration.ts';

const test = suite('migration from Rancher');
const [cluster = '', policies = ''] = madeCluster;

/** What is meant to differ, pair by pair: the list in testdata/migrate/made-cluster. */
const lists = {calico: 'calico', cilium: 'cilium', kubernetes: 'same-engine', terraform: 'same-engine'} as const;

for (const to of targets) {
  test(`to ${to}: what is listed differs, and nothing else`, async () => {
    const migration = await migrated(madeCluster, to);
    assert.is(migration.outcome, 'written');
    assert.is(migration.isolation.state, 'on');
    assert.equal(foundDifferences(migration), listedDifferences(`made-cluster/${lists[to]}`));
    assert.ok((migration.verification?.compared ?? 0) > 100);
  });

  test(`to ${to}: a second run changes nothing, beside Rancher's policies and without them`, async () => {
    const first = filesOf(await migrated(madeCluster, to));
    assert.ok(first.size > 0);
    assert.equal(filesOf(await migrated(madeCluster, to)), first);
    if (to === 'terraform') return;
    const written = [...first.values()];
    const beside = await migrated([...madeCluster, ...written], to);
    assert.is(beside.isolation.state, 'mixed');
    assert.equal(filesOf(beside), first);
    const users = policies.split('---\n').filter((text) => text.includes('name: allow-metrics'));
    const alone = await migrated([cluster, ...users, ...written], to);
    assert.is(alone.isolation.state, 'moved');
    assert.is(alone.outcome, 'written');
    assert.equal(filesOf(alone), first);
    assert.equal(differenceCounts(alone)['unlisted'], undefined);
  });

  test(`to ${to}: a new namespace of a project changes only what must`, async () => {
    const label = '{ kubernetes.io/metadata.name: new, field.cattle.io/projectId: p-shop }';
    const namespace = `apiVersion: v1\nkind: Namespace\nmetadata: { name: new, labels: ${label} }\n`;
    const before = filesOf(await migrated(madeCluster, to));
    const after = filesOf(await migrated([...madeCluster, namespace], to));
    const changed = [...after].filter(([name, text]) => before.get(name) !== text).map(([name]) => name);
    const must = {
      calico: [],
      cilium: [],
      kubernetes: ['NetworkPolicy/new/project-ingress', 'NetworkPolicy/new/from-nodes'],
      terraform: ['isolation'],
    };
    assert.equal(changed, must[to]);
    assert.ok([...before.keys()].every((name) => after.has(name)));
    const lines = (files: ReadonlyMap<string, string>): readonly string[] => files.get('isolation')?.split('\n') ?? [];
    const was = new Set(lines(before));
    assert.is(lines(after).filter((line) => !was.has(line)).length, to === 'terraform' ? 1 : 0);
  });
}

test('one object a project, marked as generated for it', async () => {
  for (const to of ['calico', 'cilium'] as const) {
    const texts = [...filesOf(await migrated(madeCluster, to)).values()];
    for (const project of ['p-blog', 'p-lab', 'p-shop']) {
      const own = texts.filter((text) => text.includes(`name: project-${project}\n`));
      assert.is(own.length, 1);
      assert.match(own[0] ?? '', `netpol/generated-for: ${project}\n`);
    }
  }
});

test('what is open while the engine moves and nothing is enforced is listed', async () => {
  const {verification} = await migrated(madeCluster, 'cilium');
  const open = verification?.window?.map(({item: {from, to}}) => `${from.name} -> ${to.name}`) ?? [];
  assert.ok(open.includes('blog/blog -> shop-db/db'));
  assert.ok(!open.includes('shop/web -> shop-db/db'));
  assert.is((await migrated(madeCluster, 'kubernetes')).verification?.window, undefined);
});

test('without a target it only reports', async () => {
  const migration = await migrated(madeCluster);
  assert.is(migration.outcome, 'reported');
  assert.equal(migration.files, []);
  assert.equal(migration.running, ['canal']);
  const {projects, users, nodes} = migration.isolation;
  assert.equal(
    projects.isolated.map(({id}) => id),
    ['p-blog', 'p-lab', 'p-shop'],
  );
  assert.is(projects.system?.id, 'p-sys');
  assert.equal(projects.free, ['default', 'tools']);
  assert.equal(
    users.map(({id}) => `${id.namespace}/${id.name}`),
    ['shop/allow-metrics', 'blog/allow-metrics'],
  );
  assert.equal([nodes.stale, nodes.missing], [[], []]);
});

test('without isolation nothing is written, and it says so', async () => {
  const asked = await migrated([cluster], 'cilium');
  assert.is(asked.outcome, 'nothing');
  assert.equal(asked.files, []);
  assert.ok(asked.findings.some(({code}) => code === 'isolation-absent'));
  assert.is((await migrated([cluster])).outcome, 'reported');
});

test('a half moved cluster names what is left', async () => {
  const written = [...filesOf(await migrated(madeCluster, 'kubernetes'))];
  const some = written.flatMap(([name, text]) => (name.includes('blog/project-ingress') ? [] : [text]));
  const rest = policies.split('---\n').filter((text) => !text.includes('np-default, namespace: blog'));
  const migration = await migrated([cluster, rest.join('---\n'), ...some], 'calico');
  const mixed = migration.findings.find(({code}) => code === 'isolation-mixed');
  assert.equal(mixed?.arguments['without'], ['blog']);
  const left = JSON.stringify(mixed?.arguments['left']);
  assert.match(left, 'NetworkPolicy/shop/np-default');
  assert.not.match(left, 'allow-metrics');
});

test('after the move a namespace that comes or changes its project is named, and written for', async () => {
  const written = [...filesOf(await migrated(madeCluster, 'kubernetes')).values()];
  const users = policies.split('---\n').filter((text) => text.includes('name: allow-metrics'));
  const moved = cluster.replace(
    'name: blog, field.cattle.io/projectId: p-blog',
    'name: blog, field.cattle.io/projectId: p-lab',
  );
  const label = '{ kubernetes.io/metadata.name: new, field.cattle.io/projectId: p-shop }';
  const namespace = `apiVersion: v1\nkind: Namespace\nmetadata: { name: new, labels: ${label} }\n`;
  const migration = await migrated([moved, namespace, ...users, ...written], 'kubernetes');
  assert.is(migration.isolation.state, 'mixed');
  assert.equal(migration.findings.find(({code}) => code === 'isolation-mixed')?.arguments, {
    left: [],
    without: ['blog', 'new'],
  });
  const files = filesOf(migration);
  assert.match(files.get('NetworkPolicy/blog/project-ingress') ?? '', 'field.cattle.io/projectId: p-lab');
  assert.ok(files.has('NetworkPolicy/new/project-ingress'));
});

test.run();
