import {existsSync, readdirSync} from 'node:fs';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {printPolicy} from '../ir/print.ts';
import {load} from '../load/load.ts';
import {readSources} from '../sources/read-sources.ts';
import {sharedDirectory} from './shared.ts';

const test = suite('large plans');

const plans = ['testdata/terraform-seed', 'conformance/terraform']
  .flatMap((folder) =>
    readdirSync(sharedDirectory + folder).map((name) => `${sharedDirectory}${folder}/${name}/plan.json`),
  )
  .filter((file) => existsSync(file));

/** Policies, pods and what is said, with its places. */
async function answers(file: string, isLarge: boolean): Promise<unknown> {
  const {documents} = await readSources({filenames: [file], ...(isLarge && {limits: {yamlDocument: 1}})});
  const {policies, world, diagnostics} = await load(documents, {namespace: 'default'});
  return {policies: policies.map(printPolicy), endpoints: world.endpoints, diagnostics};
}

test('a plan that is read in pieces says what the same plan says as a text, at the same places', async () => {
  assert.ok(plans.length > 60);
  for (const file of plans) assert.equal(await answers(file, true), await answers(file, false), file);
});

test.run();
