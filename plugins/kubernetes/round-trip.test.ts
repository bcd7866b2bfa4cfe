import {existsSync, readdirSync} from 'node:fs';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {Policy} from '../../src/ir/policy.ts';
import {printPolicy} from '../../src/ir/print.ts';
import {load} from '../../src/load/load.ts';
import type {Document} from '../../src/sources/document.ts';
import {readSources} from '../../src/sources/read-sources.ts';
import {sharedDirectory} from '../../src/testing/shared.ts';
import {kubernetes} from './index.ts';

const test = suite('kubernetes round trip');

const root = `${sharedDirectory}conformance/kubernetes`;
const recorded = readdirSync(root)
  .map((name) => `${root}/${name}/policies.yaml`)
  .filter((file) => existsSync(file));
const seeds = ['flannel-canal', 'calico-on-flannel'].map(
  (name) => `${sharedDirectory}testdata/seeds/${name}/policies.yaml`,
);

async function policiesOf(documents: readonly Document[]): Promise<readonly Policy[]> {
  const {policies} = await load(documents, {namespace: 'default'});
  return policies;
}

function documentOf(value: unknown): Document {
  const origin = {file: 'written', document: 1, path: []};
  return {origin, content: {syntax: 'value', value}, locate: () => ({file: 'written', document: 1, path: ''})};
}

test('what is written reads back as the same policy, names and labels included', async () => {
  let count = 0;
  for (const file of [...recorded, ...seeds]) {
    const {documents} = await readSources({filenames: [file]});
    const policies = await policiesOf(documents);
    const written = kubernetes.write?.(policies, {allow: 'equal'});
    assert.equal(written?.losses, [], file);
    const again = await policiesOf((written?.objects ?? []).map(({object}) => documentOf(object)));
    assert.equal(again.map(printPolicy), policies.map(printPolicy), file);
    for (const [index, policy] of policies.entries()) {
      assert.equal(again[index]?.labels, policy.labels);
      const {'kubectl.kubernetes.io/last-applied-configuration': _dropped, ...annotations} = policy.annotations;
      assert.equal(again[index]?.annotations, annotations);
    }
    count += policies.length;
  }
  assert.ok(count > 200, `${count} policies`);
});

test.run();
