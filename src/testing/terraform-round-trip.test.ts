import {spawnSync} from 'node:child_process';
import {existsSync, readdirSync} from 'node:fs';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {carry} from '../../plugins/terraform/write.ts';
import {isObject, type JsonObject} from '../base/json.ts';
import {compareText} from '../base/order.ts';
import {printPolicy} from '../ir/print.ts';
import {load} from '../load/load.ts';
import type {Document} from '../sources/document.ts';
import {readSources} from '../sources/read-sources.ts';
import {sharedDirectory} from './shared.ts';
import {jsonDocument, terraformTexts} from './terraform-document.ts';

const test = suite('terraform round trip');

/** The recorded policies of a folder of cases, each case's own. */
function recordedIn(folder: string): readonly string[] {
  const root = `${sharedDirectory}conformance/${folder}`;
  const files = readdirSync(root).map((name) => `${root}/${name}/policies.yaml`);
  return files.filter((file) => existsSync(file)).sort();
}

async function readDocuments(file: string): Promise<readonly Document[]> {
  return (await readSources({filenames: [file]})).documents;
}

function objectsOf(documents: readonly Document[]): readonly JsonObject[] {
  const values = documents.map(({content}) => (content.syntax === 'value' ? content.value : undefined));
  return values.filter(isObject).map((value) => JSON.parse(JSON.stringify(value), sorted));
}

/** Terraform keeps the entries of an object by name. */
function sorted(_: string, value: unknown): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => compareText(a, b)));
}

/** Policies as they mean, and the codes of what is wrong with them. */
async function meaning(documents: readonly Document[]): Promise<readonly string[]> {
  const {policies, diagnostics} = await load(documents, {namespace: 'default'});
  const errors = diagnostics.filter(({severity}) => severity === 'error').map(({code}) => code);
  return [...policies.map(printPolicy), ...errors].sort();
}

for (const folder of ['kubernetes', 'admin', 'calico', 'cilium']) {
  test(`${folder}: every recorded policy says the same when it was written as configuration and read back`, async () => {
    const files = recordedIn(folder);
    assert.ok(files.length > 50, folder);
    for (const file of files) {
      const objects = objectsOf(await readDocuments(file));
      const written = terraformTexts({'main.tf': carry(objects).text});
      const given = objects.map((object, index) => jsonDocument(`${index}.json`, object));
      assert.equal(await meaning([written]), await meaning(given), file);
    }
  });
}

test('what is written is laid out as terraform fmt leaves it', async () => {
  if (spawnSync('terraform', ['version']).status !== 0) {
    console.log('skipped: there is no terraform on the PATH to ask');
    return;
  }
  for (const folder of ['kubernetes', 'admin', 'calico', 'cilium']) {
    const documents = await Promise.all(recordedIn(folder).map(readDocuments));
    const {text} = carry(documents.flatMap(objectsOf), {imports: true});
    const {status, stdout} = spawnSync('terraform', ['fmt', '-'], {input: text, encoding: 'utf8', maxBuffer: 1e8});
    assert.is(status, 0, folder);
    assert.is(stdout, text, folder);
  }
});

test.run();
