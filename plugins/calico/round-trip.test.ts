import {existsSync, readdirSync} from 'node:fs';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {load} from '../../src/load/load.ts';
import type {Loaded} from '../../src/load/loaded.ts';
import {usualLimits} from '../../src/sources/limits.ts';
import {readText} from '../../src/sources/text-documents.ts';
import {readShared, sharedDirectory} from '../../src/testing/shared.ts';
import {errorsOf, printPolicy, readValue} from './testing.ts';
import {writeCalico} from './write.ts';

const test = suite('calico round trip');

async function loadText(text: string): Promise<Loaded> {
  return load((await readText('policies.yaml', text, usualLimits)).documents, {namespace: 'default'});
}

/** Read, written and read again a policy says the same, with the same name, labels and annotations. */
async function keepsItsMeaning(path: string): Promise<number> {
  const {policies} = await loadText(readShared(path));
  // What wraps a policy of Kubernetes is converted, as every other of those.
  const own = policies.filter(({id, group}) => id.dialect === 'calico' && group.group === 'tier');
  const {objects, losses} = writeCalico(own, {allow: 'equal'});
  assert.equal(losses, [], path);
  assert.is(objects.length, own.length, path);
  own.forEach((policy, index) => {
    const again = readValue(objects[index]?.object);
    assert.equal(errorsOf(again), [], path);
    const [copy] = again.policies ?? [];
    assert.equal(copy && printPolicy(copy), printPolicy(policy), `${path} ${policy.id.name}`);
  });
  return own.length;
}

test('seeds', async () => {
  assert.is(await keepsItsMeaning('testdata/seeds/rancher-calico/policies.yaml'), 7);
  assert.is(await keepsItsMeaning('testdata/seeds/rancher-calico/policies-fixed.yaml'), 7);
});

test('every policy of the recorded cases', async () => {
  const folder = 'conformance/calico';
  const cases = readdirSync(sharedDirectory + folder).filter((name) =>
    existsSync(`${sharedDirectory}${folder}/${name}/policies.yaml`),
  );
  let count = 0;
  for (const name of cases) count += await keepsItsMeaning(`${folder}/${name}/policies.yaml`);
  assert.ok(count > 350);
});

test.run();
