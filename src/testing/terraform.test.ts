import {existsSync, readdirSync} from 'node:fs';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {carry} from '../../plugins/terraform/write.ts';
import type {JsonObject} from '../base/json.ts';
import {printPolicy} from '../ir/print.ts';
import {load} from '../load/load.ts';
import type {Document, VariableInput} from '../sources/document.ts';
import {readShared, sharedDirectory} from './shared.ts';
import {jsonDocument, terraformDocument, terraformTexts} from './terraform-document.ts';

const test = suite('terraform through the whole pipeline');

const seeds = 'testdata/terraform-seed';

async function meanings(documents: readonly Document[]): Promise<readonly string[]> {
  const {policies, diagnostics} = await load(documents, {namespace: 'default'});
  assert.equal(
    diagnostics.filter(({severity}) => severity === 'error'),
    [],
  );
  return policies.map(printPolicy).sort();
}

function objectsIn(file: string): readonly JsonObject[] {
  return JSON.parse(readShared(file));
}

function documentsOf(objects: readonly JsonObject[]): readonly Document[] {
  return objects.map((object, index) => jsonDocument(`${index}.json`, object));
}

/** Configuration, plan and the objects that real Terraform sent, with the variable file where there is one. */
const useCases = readdirSync(sharedDirectory + seeds)
  .filter((name) => existsSync(`${sharedDirectory}${seeds}/${name}/networkpolicies.json`))
  .flatMap((name): {folder: string; suffix: string; variables: readonly VariableInput[]}[] => {
    const folder = `${seeds}/${name}`;
    const file = `${folder}/two-namespaces.tfvars`;
    if (!existsSync(sharedDirectory + file)) return [{folder, suffix: '', variables: []}];
    const variables = [{from: 'file', file, text: readShared(file)}] as const;
    return [
      {folder, suffix: '', variables: []},
      {folder, suffix: '-two-namespaces', variables},
    ];
  });

for (const {folder, suffix, variables} of useCases) {
  test(`${folder}${suffix}: configuration, plan and objects say the same`, async () => {
    const objects = objectsIn(`${folder}/networkpolicies${suffix}.json`);
    const expected = await meanings(documentsOf(objects));
    assert.ok(expected.length > 0);
    assert.equal(await meanings([terraformDocument(sharedDirectory + folder, variables)]), expected);
    const plan: unknown = JSON.parse(readShared(`${folder}/plan${suffix}.json`));
    assert.equal(await meanings([jsonDocument('plan.json', plan)]), expected);
  });

  test(`${folder}${suffix}: written as configuration and read back, it says the same`, async () => {
    const objects = objectsIn(`${folder}/networkpolicies${suffix}.json`);
    const written = terraformTexts({'main.tf': carry(objects).text});
    assert.equal(await meanings([written]), await meanings(documentsOf(objects)));
  });
}

test('policies of every dialect survive being written as configuration', async () => {
  const folder = 'conformance/terraform';
  const objects = readdirSync(sharedDirectory + folder)
    .filter((name) => /^[0-6]/.test(name))
    .flatMap((name) => ['networkpolicies.json', 'objects.json'].map((file) => `${folder}/${name}/${file}`))
    .filter((file) => existsSync(sharedDirectory + file))
    .flatMap(objectsIn);
  assert.ok(objects.length > 100);
  const written = terraformTexts({'main.tf': carry(objects).text});
  const read = (documents: readonly Document[]) => load(documents, {namespace: 'default'});
  const [before, after] = [await read(documentsOf(objects)), await read([written])];
  assert.equal(after.policies.map(printPolicy), before.policies.map(printPolicy));
  assert.ok(before.policies.some(({id}) => id.dialect === 'cilium'));
  assert.ok(before.policies.some(({id}) => id.dialect === 'calico'));
});

test.run();
