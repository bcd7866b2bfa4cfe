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
import type {Write, WriteResult} from '../../dialect.ts';
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
async function outcome({policies, world}: Loaded, writer: Write): Promise<string> {
  const written = writer(policies, {allow: 'equal', world});
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
  return result;
}

async function countOutcomes(
  folder: string,
  writer: Write,
  {every = 1, change = (loaded) => loaded}: {every?: number; change?: (loaded: Loaded) => Loaded} = {},
): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  for (const [index, path] of casesOf(folder).entries()) {
    if (index % every !== 0) continue;
    const result = await outcome(change(await readCase(path)), writer).catch((error: unknown) => {
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

test('cluster-wide policies of every generation are equal beside what they are', async () => {
  const change = (loaded: Loaded): Loaded => ({
    ...loaded,
    policies: loaded.policies.filter(({group}) => group.group === 'admin'),
  });
  const counts = await countOutcomes('admin', writeAdmin, {change});
  console.log('cluster-wide policies of the admin cases to admin', counts);
  assert.equal(Object.keys(counts), ['equal']);
});

// All of them take long; what one case in three does not show, the random policies of write-directions.test.ts do, which
// make the other choice of --allow as well.
const sample = {every: 3};

test('cases with NetworkPolicies', async () => {
  console.log('admin cases to admin', await countOutcomes('admin', writeAdmin, sample));
  console.log('kubernetes cases to admin', await countOutcomes('kubernetes', writeAdmin, sample));
});

test('admin cases as NetworkPolicies', async () => {
  console.log('admin cases to kubernetes', await countOutcomes('admin', write, sample));
});

test.run();
