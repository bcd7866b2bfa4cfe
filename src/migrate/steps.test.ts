import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {madeCluster, migrated} from '../testing/migrated.ts';
import {readShared} from '../testing/shared.ts';
import type {MigrateRequest, MigrationStep} from './migration.ts';
import {migrationSteps, OFFERED} from './steps.ts';

const test = suite('steps of a migration');
const seed = ['workloads.yaml', 'policies.yaml'].map((name) =>
  readShared(`testdata/seeds/rancher-calico/${name}`).replaceAll('X.X.X.X/32', '192.0.2.11/32'),
);

async function steps(
  texts: readonly string[],
  to: NonNullable<MigrateRequest['to']>,
  options: Partial<MigrateRequest> = {},
): Promise<readonly MigrationStep[]> {
  return migrationSteps(await migrated(texts, to, options), ['a.yaml']);
}

const titles = (all: readonly MigrationStep[]): readonly string[] => all.map(({title}) => title);

test('what Rancher deletes is in place before it is switched off, whatever the target', async () => {
  for (const to of ['calico', 'cilium', 'kubernetes', 'terraform'] as const) {
    const all = titles(await steps(madeCluster, to));
    const applied = all.findIndex((title) => title.startsWith('Apply the '));
    assert.ok(applied > 0 && applied < all.indexOf('Switch project isolation off in Rancher'), to);
  }
});

test('each step says what to check and how to go back', async () => {
  for (const {commands, check, undo} of await steps(madeCluster, 'cilium')) {
    assert.ok(commands.length > 0 && check !== '' && undo !== '');
  }
});

test('two engines are asked each on its own, since a diff judges both sides by one', async () => {
  const last = (all: readonly MigrationStep[]): readonly string[] =>
    all.find(({title}) => title === 'Compare with what was')?.commands ?? [];
  assert.equal(last(await steps(madeCluster, 'kubernetes')), ['kubectl netpol diff before.json cluster']);
  assert.equal(last(await steps(madeCluster, 'cilium')), [
    'kubectl netpol matrix -f before.json --cni canal -o csv > before.csv',
    'kubectl netpol matrix --cni cilium -o csv > after.csv',
    'diff before.csv after.csv',
  ]);
});

test('the result is kept up to date with the same wishes', async () => {
  const all = await steps(madeCluster, 'cilium', {companions: ['monitoring'], withNodes: false, allow: 'narrower'});
  assert.equal(all.at(-1)?.commands, [
    'kubectl netpol migrate --from rancher --to cilium --allow narrower --companions monitoring --without-nodes --output-dir DIR',
  ]);
});

test('the policies at hand are saved, in the group in which they are stored', async () => {
  const [save] = await steps(seed, 'calico');
  assert.match(save?.commands[1] ?? '', 'networkpolicies.networking.k8s.io,networkpolicies.crd.projectcalico.org,');
  const [plain] = await steps(madeCluster, 'kubernetes');
  assert.is(plain?.commands[1], 'kubectl get networkpolicies.networking.k8s.io -A -o yaml > before-policies.yaml');
});

test('policies that were corrected have a step, which nothing else needs', async () => {
  const found = (await steps(seed, 'calico')).filter(({files}) => files.includes(OFFERED));
  assert.is(found.length, 1);
  assert.match(found[0]?.notes.join(' ') ?? '', 'each corrected, here 8');
  assert.not((await steps(madeCluster, 'calico')).some(({files}) => files.includes(OFFERED)));
});

test.run();
