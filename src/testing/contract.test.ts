import {join} from 'node:path';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {
  connectivityDiff,
  connectivityMatrix,
  conversion,
  effectivePolicyList,
  planReview,
  verdictList,
} from './contract.ts';
import {installPlugin, type Ran, run} from './netpol.ts';
import type {Shape} from './shapes.ts';
import {sharedDirectory} from './shared.ts';
import {temporaryDirectory} from './temporary.ts';

// The JSON of the verbs against the shapes of the contract: a key too many is as wrong as one too few.
const test = suite('contract');
const temporary = temporaryDirectory();
const installed = installPlugin(temporary.path);
const starwars = ['policies', 'workloads'].flatMap((name) => [
  '-f',
  join(sharedDirectory, `testdata/seeds/starwars/${name}.yaml`),
]);

test.after(() => temporary.remove());

function netpol(...words: readonly string[]): Promise<Ran> {
  return run('kubectl-netpol', words, {path: [installed], home: temporary.path});
}

async function assertShape(shape: Shape, ...words: readonly string[]): Promise<void> {
  const {stdout} = await netpol(...words, '-o', 'json');
  assert.equal(shape(JSON.parse(stdout), ''), [], words.join(' '));
}

test('can', async () => {
  const ends = ['default/xwing', 'default/deathstar'];
  await assertShape(verdictList, 'can', ...ends, '80', ...starwars);
  await assertShape(verdictList, 'can', ...ends, '80', '--http', 'GET /v1', ...starwars);
  await assertShape(verdictList, 'can', ...ends, '80', '--cni', 'antrea', ...starwars);
  await assertShape(verdictList, 'can', 'external', 'default/deathstar', 'ICMP', ...starwars);
  await assertShape(verdictList, 'can', 'default/nobody', 'default/deathstar', '80', ...starwars);
});

test('describe-effective', async () => {
  for (const cni of ['auto', 'spec', 'calico', 'none']) {
    await assertShape(effectivePolicyList, 'describe-effective', '--cni', cni, ...starwars);
  }
  await assertShape(effectivePolicyList, 'describe-effective', '192.0.2.1', ...starwars);
});

test('staged policies as if enforced', async () => {
  await assertShape(verdictList, 'can', 'default/xwing', 'default/deathstar', '80', '--staged', ...starwars);
  await assertShape(effectivePolicyList, 'describe-effective', '--staged', ...starwars);
  await assertShape(connectivityMatrix, 'matrix', '--staged', ...starwars);
  const {stdout} = await netpol('matrix', '--staged', '-o', 'json', ...starwars);
  assert.equal(JSON.parse(stdout).profile.staged, {set: 0, learn: 0, ignore: 0, delete: 0});
});

test('convert', async () => {
  await assertShape(conversion, 'convert', '--to', 'cilium', ...starwars);
  await assertShape(conversion, 'convert', '--to', 'kubernetes', ...starwars);
  await assertShape(conversion, 'convert', '--to', 'kubernetes', '--allow', 'any', ...starwars);
});

test('matrix', async () => {
  for (const cni of ['auto', 'spec', 'calico', 'none']) {
    await assertShape(connectivityMatrix, 'matrix', '--cni', cni, ...starwars);
    await assertShape(connectivityMatrix, 'matrix', '--external', '--cni', cni, ...starwars);
  }
  await assertShape(connectivityMatrix, 'matrix', '--from', 'default/nobody', ...starwars);
});

test('diff', async () => {
  const [policies = '', workloads = ''] = starwars.filter((word) => word !== '-f');
  await assertShape(connectivityDiff, 'diff', '/dev/null', policies, '-f', workloads);
  await assertShape(connectivityDiff, 'diff', workloads, policies);
  await assertShape(connectivityDiff, 'diff', policies, policies, '-f', workloads);
  await assertShape(connectivityDiff, 'diff', policies, join(temporary.path, 'nothing'));
});

test('review', async () => {
  const plans = ['testdata/terraform-seed/90-plan-changes', 'testdata/terraform-seed/91-plan-unknown'];
  const recorded = ['29-workloads', '42-replace', '44-moved', '46-import', '47-drift', '52-errored'];
  for (const name of [...plans, ...recorded.map((each) => `conformance/terraform/${each}`)]) {
    await assertShape(planReview, 'review', join(sharedDirectory, name, 'plan.json'), ...starwars);
  }
  await assertShape(planReview, 'review', join(sharedDirectory, plans[0] ?? '', 'plan.json'));
  await assertShape(planReview, 'review', join(sharedDirectory, 'conformance/terraform/26-provider-aliases/plan.json'));
  await assertShape(planReview, 'review', join(temporary.path, 'nothing'));
});

test('a table in tsv has the columns of the contract', async () => {
  const {stdout} = await netpol('can', 'default/xwing', 'default/deathstar', '80', '-o', 'tsv', ...starwars);
  const [header, line] = stdout.split('\n').map((each) => each.split('\t'));
  const columns = ['from', 'to', 'protocol', 'port', 'http', 'egress', 'ingress', 'verdict', 'egress_by', 'ingress_by'];
  assert.equal(header, columns);
  assert.is(line?.length, columns.length);
});

test.run();
