import {existsSync, readdirSync} from 'node:fs';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {printPolicy} from '../../../src/ir/print.ts';
import {load} from '../../../src/load/load.ts';
import type {Loaded} from '../../../src/load/loaded.ts';
import {compareInWorld} from '../../../src/prove/this-world.ts';
import type {Document} from '../../../src/sources/document.ts';
import {readSources} from '../../../src/sources/read-sources.ts';
import {sharedDirectory} from '../../../src/testing/shared.ts';
import type {Loss, WriteContext, WriteResult} from '../../dialect.ts';
import {spec} from '../profile.ts';
import {write} from '../write.ts';
import {writeAdmin} from './write.ts';

const test = suite('admin form, recorded cases');

function casesOf(folder: string): readonly string[] {
  const root = `${sharedDirectory}conformance/${folder}`;
  return readdirSync(root)
    .map((name) => `${root}/${name}`)
    .filter((path) => existsSync(`${path}/policies.yaml`) && existsSync(`${path}/cluster.yaml`));
}

async function readCase(path: string): Promise<Loaded> {
  const {documents} = await readSources({filenames: [`${path}/cluster.yaml`, `${path}/policies.yaml`]});
  return load(documents, {namespace: 'default'});
}

function documentsOf({objects}: WriteResult): readonly Document[] {
  return objects.map(({object}, index) => ({
    origin: {file: 'written', document: index + 1, path: []},
    content: {syntax: 'value', value: object},
    locate: () => ({file: 'written', document: index + 1, path: ''}),
  }));
}

/** How the result compares in the case's own world, once every direction it errs in was told. */
async function outcome(
  {policies, world}: Loaded,
  writer: typeof write,
  allow: WriteContext['allow'],
): Promise<{readonly result: string; readonly losses: readonly Loss[]}> {
  const written = writer(policies, {allow, world});
  const back = await load(documentsOf(written), {namespace: 'default'});
  assert.equal(
    back.diagnostics.filter(({severity}) => severity === 'error'),
    [],
  );
  const {result, witness, assumptions} = compareInWorld(
    {profile: spec, policies, world},
    {profile: spec, policies: back.policies, world},
  );
  const told = new Set<string>(written.losses.map(({effect}) => effect));
  for (const way of ['wider', 'narrower']) {
    const found = result === 'not-equal' ? (witness?.target === 'allow' ? 'wider' : 'narrower') : result;
    const errs = [way, 'different'].includes(found);
    assert.ok(!errs || told.has(way), `untold: ${way} ${JSON.stringify(witness)}`);
  }
  if (result === 'unproved') assert.match(assumptions.join(), 'depends on what is not known');
  return {result, losses: written.losses};
}

async function countOutcomes(
  folder: string,
  writer: typeof write,
  wanted: (loaded: Loaded) => boolean,
  allow: WriteContext['allow'] = 'equal',
): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  for (const path of casesOf(folder)) {
    const loaded = await readCase(path);
    if (!wanted(loaded)) continue;
    const {result} = await outcome(loaded, writer, allow).catch((error: unknown) => {
      throw new Error(`${path}: ${String(error)}`);
    });
    counts[result] = (counts[result] ?? 0) + 1;
  }
  return counts;
}

test('a ClusterNetworkPolicy comes back as it was', async () => {
  let count = 0;
  for (const path of casesOf('admin')) {
    const {policies, world} = await readCase(path);
    const own = policies.filter(({id}) => id.kind === 'ClusterNetworkPolicy');
    for (const context of [{allow: 'equal'} as const, {allow: 'equal', world} as const]) {
      const written = writeAdmin(own, context);
      assert.equal(written.losses, [], path);
      const {policies: again} = await load(documentsOf(written), {namespace: 'default'});
      assert.equal(again.map(printPolicy), own.map(printPolicy), path);
      assert.equal(
        again.map(({labels, annotations}) => ({labels, annotations})),
        own.map(({labels, annotations}) => ({labels, annotations})),
      );
    }
    count += own.length;
  }
  console.log(`${count} ClusterNetworkPolicies`);
  assert.ok(count > 50, `${count}`);
});

test('policies of the first generation, with NetworkPolicies beside them', async () => {
  const isFirst = ({policies}: Loaded): boolean =>
    policies.some(({id}) => /^(Baseline)?AdminNetworkPolicy$/.test(id.kind));
  console.log('admin cases of v1alpha1 to admin', await countOutcomes('admin', writeAdmin, isFirst));
  console.log(
    'admin cases of v1alpha2 to admin',
    await countOutcomes('admin', writeAdmin, (loaded) => !isFirst(loaded)),
  );
});

test('NetworkPolicies', async () => {
  for (const allow of ['equal', 'wider'] as const) {
    console.log(
      `kubernetes cases to admin (${allow})`,
      await countOutcomes('kubernetes', writeAdmin, () => true, allow),
    );
  }
});

test('admin cases as NetworkPolicies', async () => {
  for (const allow of ['equal', 'wider'] as const) {
    console.log(`admin cases to kubernetes (${allow})`, await countOutcomes('admin', write, () => true, allow));
  }
});

test.run();
