import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {kubernetes} from '../../plugins/kubernetes/index.ts';
import {isObject, type JsonObject} from '../base/json.ts';
import type {Policy} from '../ir/policy.ts';
import {printPolicy} from '../ir/print.ts';
import {load} from '../load/load.ts';
import type {Loaded} from '../load/loaded.ts';
import {readShared} from './shared.ts';
import {valueDocuments} from './value-documents.ts';

const test = suite('accepted documents');

/** What a real API server took, document by document (conformance/validation/README.md). */
function accepted(folder: string): readonly JsonObject[] {
  const rows = readShared(`conformance/validation/${folder}/cases.jsonl`)
    .split('\n')
    .filter((line) => line !== '');
  return rows.flatMap((line) => {
    const row: {accepted?: boolean; document?: JsonObject} = JSON.parse(line);
    return row.accepted && isObject(row.document) ? [row.document] : [];
  });
}

function readAll(objects: readonly JsonObject[]): Promise<Loaded> {
  return load(valueDocuments(objects), {namespace: 'default'});
}

const errors = ({diagnostics}: Loaded): readonly string[] =>
  diagnostics
    .filter(({severity}) => severity === 'error')
    .map(({code, arguments: args}) => `${code} ${JSON.stringify(args)}`);

// Each cluster-wide document stands alone there, accepts a little and denies nothing: no NetworkPolicy has to be written.
for (const folder of ['kubernetes', 'calico', 'cilium']) {
  test(`${folder}: what convert --to kubernetes writes of them, the server's rules accept`, async () => {
    let written = 0;
    for (const document of accepted(folder)) {
      const {policies} = await readAll([document]);
      if (policies.length === 0) continue;
      for (const allow of ['equal', 'wider'] as const) {
        const {objects = []} = kubernetes.write?.(policies, {allow}) ?? {};
        assert.equal(errors(await readAll(objects.map(({object}) => object))), []);
        written += objects.length;
      }
    }
    console.log(`\n  ${folder}: ${written} objects written of accepted documents`);
    assert.ok(written > 0);
  });
}

test('cluster-wide policies keep their meaning through --to admin, or a loss says what not', async () => {
  const write = kubernetes.forms?.['admin']?.write;
  assert.ok(write);
  let identical = 0;
  for (const document of accepted('admin')) {
    const {policies} = await readAll([document]);
    const {objects, losses} = write(policies, {allow: 'equal'});
    const again = await readAll(objects.map(({object}) => object));
    assert.equal(errors(again), []);
    if (losses.length > 0 || policies.length === 0 || again.policies.length !== policies.length) continue;
    const meaning = (list: readonly Policy[]): readonly string[] =>
      list.map((each) => printPolicy(each).split('\n').slice(1).join('\n'));
    assert.equal(meaning(again.policies), meaning(policies));
    identical++;
  }
  assert.ok(identical > 50, `${identical} identical`);
});

test.run();
