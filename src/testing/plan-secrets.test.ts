import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {isObject} from '../base/json.ts';
import {installPlugin, type Ran, run} from './netpol.ts';
import {readShared} from './shared.ts';
import {temporaryDirectory} from './temporary.ts';

// A plan holds sensitive values in clear text (terraform.md section 6.6). Here each text of it is one.
const test = suite('secrets in plans');
const temporary = temporaryDirectory();
const installed = installPlugin(temporary.path);
const file = join(temporary.path, 'plan.json');

test.after(() => temporary.remove());

const plans = [
  'testdata/terraform-seed/90-plan-changes',
  ...[
    '29-workloads',
    '40-update',
    '47-drift',
    '62-manifest-calico-cilium',
    '63-manifest-change',
    '64-labels-resource',
  ].map((name) => `conformance/terraform/${name}`),
];

/** What is marked: each text; each but those without which nothing can be judged; each side as a whole. */
const marks = ['each', 'inner', 'whole'] as const;

const structure =
  /^(name|namespace|policy_types|policyTypes|operator|protocol|kind|apiVersion|api_version|types|action)$/;

const ways: readonly (readonly string[])[] = [
  ...['json', 'yaml', 'markdown', 'sarif'].map((format) => ['review', file, '-o', format]),
  ['review', file, '-v'],
  ['review', file, '-f', join(temporary.path, 'pod.yaml'), '-v'],
  ['diff', file, file, '-o', 'json'],
  ['matrix', '-f', file, '-o', 'json'],
  ['describe-effective', '-A', '-f', file, '-o', 'json'],
  ['convert', '--to', 'calico', '-f', file, '-o', 'json', '--allow', 'any'],
];

interface Masked {
  readonly value: unknown;
  readonly mask: unknown;
}

/** Every text below a value as a secret of its own, and the mask that says so. `kept`: keys of what stays as it is. */
function masked(value: unknown, made: () => string, kept?: RegExp): Masked {
  if (typeof value === 'string') return {value: made(), mask: true};
  if (Array.isArray(value)) {
    const items = value.map((each) => masked(each, made, kept));
    return {value: items.map((each) => each.value), mask: items.map(({mask}) => mask)};
  }
  if (!isObject(value)) return {value, mask: false};
  const entries = Object.entries(value).map(([key, each]) => {
    const asItIs = kept?.test(key) && !isObject(each);
    return [key, asItIs ? {value: each, mask: false} : masked(each, made, kept)] as const;
  });
  return {
    value: Object.fromEntries(entries.map(([key, each]) => [key, each.value])),
    mask: Object.fromEntries(entries.map(([key, {mask}]) => [key, mask])),
  };
}

/** The plan with its values as secrets. */
function secretive(plan: unknown, mark: (typeof marks)[number]): unknown {
  let count = 0;
  const made = (): string => `hush${count++}hush`;
  const change = (entry: unknown): unknown => {
    if (!isObject(entry) || !isObject(entry['change'])) return entry;
    const [before, after] = (['before', 'after'] as const).map((side) => {
      const value = isObject(entry['change']) ? entry['change'][side] : undefined;
      return masked(value, made, mark === 'inner' ? structure : undefined);
    });
    assert.ok(before && after);
    const masks = mark === 'whole' ? [true, true] : [before.mask, after.mask];
    const sides = {before: before.value, after: after.value, before_sensitive: masks[0], after_sensitive: masks[1]};
    return {...entry, change: {...entry['change'], ...sides}};
  };
  const list = (entries: unknown): unknown => (Array.isArray(entries) ? entries.map(change) : entries);
  assert.ok(isObject(plan));
  const variables = {password: {value: 'hush-variable-hush'}};
  const lists = {resource_changes: list(plan['resource_changes']), resource_drift: list(plan['resource_drift'])};
  return {...plan, ...lists, variables, prior_state: {values: {}}, planned_values: {}};
}

function netpol(words: readonly string[]): Promise<Ran> {
  return run('kubectl-netpol', words, {path: [installed], home: temporary.path});
}

async function assertSilent(words: readonly string[]): Promise<void> {
  const {stdout, stderr} = await netpol(words);
  const found = /.{0,80}hush.{0,80}/.exec(stdout + stderr);
  assert.is(found?.[0], undefined, words.join(' '));
}

writeFileSync(
  join(temporary.path, 'pod.yaml'),
  'apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop, labels: {app: web}}\nspec: {containers: []}\n',
);

for (const [index, name] of plans.entries()) {
  test(`${name}: no value is printed`, async () => {
    const plan: unknown = JSON.parse(readShared(`${name}/plan.json`));
    // Each plan in some of the outputs, all outputs over all plans.
    for (const [at, mark] of marks.entries()) {
      writeFileSync(file, JSON.stringify(secretive(plan, mark)));
      await Promise.all(ways.filter((_, way) => (way + index + at) % 4 === 0).map(assertSilent));
    }
  });
}

test('neither is one beside what is wrong with a plan', async () => {
  const broken = [
    '{"format_version": "1.2", "variables": {"secret": {"value": "hush"}',
    '{"format_version": "2.0", "variables": {"secret": {"value": "hush"}}, "planned_values": {}}',
    '{"format_version": "1.2", "variables": {"secret": {"value": "hush"}}, "planned_values": {}, "errored": true}',
    '{"version": 3, "terraform_version": "1.11.4", "resources": [], "outputs": {"secret": {"value": "hush"}}}',
  ];
  for (const text of broken) {
    writeFileSync(file, text);
    await assertSilent(['review', file]);
    await assertSilent(['matrix', '-f', file, '-o', 'json']);
  }
});

test('what a manifest in text holds beside policies is never quoted', async () => {
  const body = (text: string, index: number): unknown => ({
    address: `kubectl_manifest.m${index}`,
    mode: 'managed',
    type: 'kubectl_manifest',
    change: {actions: ['create'], before: null, after: {yaml_body: text}, after_sensitive: {yaml_body: true}},
  });
  const texts = [
    'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {password: hush}\n',
    'apiVersion: v1\nkind: Secret\nstringData: {password: "hush\n',
    'password: hush\npassword: hush\n',
    'hush',
  ];
  writeFileSync(file, JSON.stringify({format_version: '1.2', resource_changes: texts.map(body)}));
  await Promise.all(ways.map(assertSilent));
});

test.run();
