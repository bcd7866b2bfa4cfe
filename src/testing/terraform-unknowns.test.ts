import {existsSync, readdirSync} from 'node:fs';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {isObject, valueAt} from '../base/json.ts';
import {sortedUnique} from '../base/order.ts';
import {printPolicy} from '../ir/print.ts';
import {load} from '../load/load.ts';
import type {Document} from '../sources/document.ts';
import {readShared, sharedDirectory} from './shared.ts';
import {jsonDocument, terraformDocument} from './terraform-document.ts';

// What a plan marks as known only after apply, or as sensitive, we leave open, and nothing else; from configuration
// alone also what data sources and computed attributes would say.
const test = suite('unknown parts of Terraform policies');

const names = ['conformance/terraform', 'testdata/terraform-seed'].flatMap((root) =>
  readdirSync(sharedDirectory + root)
    .map((name) => `${root}/${name}`)
    .filter((name) => existsSync(`${sharedDirectory}${name}/plan.json`)),
);

/** Where the configuration leaves open what its plan does not hold, and why. */
const beyondThePlan: Readonly<Record<string, readonly string[]>> = {
  // It looks up a key that is missing, at which the plan failed.
  'conformance/terraform/52-errored': ['kubernetes_network_policy_v1.b'],
};

/** Resources of policies in the plan that it does not wholly know, by address. */
function markedIn(plan: unknown): readonly string[] {
  const changes = valueAt(plan, ['resource_changes']);
  const entries: readonly unknown[] = Array.isArray(changes) ? changes : [];
  const marked = entries.filter((entry) => {
    if (!isObject(entry) || !/^kubernetes_(network_policy(_v1)?|manifest)$/.test(String(entry['type']))) return false;
    const unknowns = valueAt(entry, ['change', 'after_unknown']);
    const sensitives = valueAt(entry, ['change', 'after_sensitive']);
    const parts = [unknowns, sensitives].flatMap((mask) => [
      valueAt(mask, ['spec']),
      valueAt(mask, ['manifest']),
      valueAt(mask, ['metadata', 0, 'namespace']),
    ]);
    return parts.some(marks);
  });
  return marked.map((entry) => String(valueAt(entry, ['address']))).sort();
}

function marks(mask: unknown): boolean {
  if (mask === true) return true;
  if (Array.isArray(mask)) return mask.some(marks);
  return isObject(mask) && Object.values(mask).some(marks);
}

async function openIn(document: Document): Promise<readonly string[]> {
  const {policies} = await load([document], {namespace: 'default'});
  const open = policies.filter((policy) => printPolicy(policy).includes('unknown('));
  return sortedUnique(open.map(({origin}) => origin.resource ?? ''));
}

for (const name of names) {
  test(`${name}: the plan and its configuration are open where the plan is marked`, async () => {
    const plan: unknown = JSON.parse(readShared(`${name}/plan.json`));
    const marked = markedIn(plan);
    assert.equal(await openIn(jsonDocument('plan.json', plan)), marked);
    assert.equal(await openIn(terraformDocument(sharedDirectory + name)), beyondThePlan[name] ?? marked);
  });
}

test('some are marked', () => {
  const marked = names.filter((name) => markedIn(JSON.parse(readShared(`${name}/plan.json`))).length > 0);
  assert.ok(marked.length >= 5, marked.join());
});

test.run();
