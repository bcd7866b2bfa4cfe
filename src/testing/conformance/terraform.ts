import {existsSync, readdirSync} from 'node:fs';
import {isObject, valueAt} from '../../base/json.ts';
import type {Policy} from '../../ir/policy.ts';
import {printPolicy} from '../../ir/print.ts';
import {load} from '../../load/load.ts';
import {readSources} from '../../sources/read-sources.ts';
import {readShared, sharedDirectory} from '../shared.ts';
import type {Check, CheckResult} from './check.ts';

const root = 'conformance/terraform';

/**
 * Configurations, plans and states against the policies that real Terraform put into a cluster. A row is one policy of
 * one reading: ours and the recorded one must have the same IR. Where the plan marks a policy as not wholly known (or
 * sensitive), ours must be open as well, and is compared no further.
 */
export const terraformCases: Check = async function* () {
  for (const name of readdirSync(sharedDirectory + root).sort()) {
    if (existsSync(`${sharedDirectory}${root}/${name}/networkpolicies.json`)) yield await checkTerraformCase(name);
  }
};

/**
 * Where neither the plan nor its configuration leads from the one recording to the other, by `case side policy`, and
 * why. Drift: the cluster was recorded before somebody changed it by hand, and the plan knows of it.
 */
const beyondThePlan: Readonly<Record<string, string>> = {
  '15-unknown after shop/x-late': 'its name is known only after apply',
  '21-metadata after shop/gen-': 'its name is generated',
  '21-metadata after shop/gen-aaaaa': 'the generated name',
  '72-apply-answers-metadata after default/empty-namespace': 'the apply fails: the namespace is an empty text',
  '72-apply-answers-metadata after no-such-namespace/x': 'the apply fails: the cluster has no such namespace',
  '72-apply-answers-metadata after shop/(the name of kubernetes_network_policy_v1.no_name)':
    'the apply fails: it has no name',
  '72-apply-answers-metadata after shop/second-expression-empty': 'the apply fails: the provider crashes',
  '47-drift before shop/opened': 'opened by hand since the recording',
  '47-drift before shop/gone': 'deleted by hand since the recording',
  '54-refresh-only before shop/opened': 'opened by hand since the recording',
  '54-refresh-only before shop/gone': 'deleted by hand since the recording',
  '66-manifest-other-no-op before CiliumNetworkPolicy shop/rule1': 'only NetworkPolicies were recorded before',
  '66-manifest-other-no-op before ClusterNetworkPolicy /deny-test': 'only NetworkPolicies were recorded before',
  '66-manifest-other-no-op before GlobalNetworkPolicy /default.deny-egress':
    'only NetworkPolicies were recorded before',
};

/** One recorded case: how many of its rows hold. */
async function checkTerraformCase(name: string): Promise<CheckResult> {
  const folder = `${sharedDirectory}${root}/${name}`;
  const open = hasOpen(name);
  const wrong: {row: string; why: string}[] = [];
  let total = 0;
  for (const {reading, file, side, truth} of readingsOf(folder, name)) {
    const recorded = await recordedPolicies(truth.map((each) => `${folder}/${each}`));
    const ours = await policiesIn(file, side);
    const names = [...new Set([...recorded.keys(), ...ours.keys()])].sort();
    for (const key of names) {
      total++;
      const why = difference(recorded.get(key), ours.get(key), open && side === 'after');
      const known = beyondThePlan[`${name} ${side} ${key}`] !== undefined;
      if (known !== (why !== undefined))
        wrong.push({row: `${reading} ${key}`, why: why ?? 'equal, but listed as beyond the plan'});
    }
  }
  return {name: `terraform/cases/${name}`, total, wrong};
}

interface Reading {
  readonly reading: string;
  readonly file: string;
  readonly side: 'before' | 'after';
  /** The recordings that it has to equal. */
  readonly truth: readonly string[];
}

/** Where something was there before, or was left out, the configuration alone does not tell what is there afterwards. */
function readingsOf(folder: string, name: string): readonly Reading[] {
  const reading = (file: string, side: Reading['side'] = 'after'): Reading => ({
    reading: `${file} ${side}`,
    file: file === 'source' ? folder : `${folder}/${file}`,
    side,
    truth: side === 'before' ? ['networkpolicies-before.json'] : ['networkpolicies.json', 'objects.json'],
  });
  const readings = [
    ...(existsSync(`${folder}/networkpolicies-before.json`) || name === '51-target' ? [] : [reading('source')]),
    ...[reading('plan.json'), reading('plan.json', 'before'), reading('state.json'), reading('terraform.tfstate')],
  ];
  const isThere = ({file, truth}: Reading): boolean => existsSync(file) && existsSync(`${folder}/${truth[0]}`);
  return readings.filter(isThere);
}

type Printed = ReadonlyMap<string, string>;

async function policiesIn(file: string, side: Reading['side']): Promise<Printed> {
  const {documents} = await readSources({filenames: [file]});
  return printed((await load(documents, {namespace: 'default', side})).policies);
}

async function recordedPolicies(files: readonly string[]): Promise<Printed> {
  const documents = files.filter(existsSync).flatMap((file) => {
    const listed: unknown = JSON.parse(readShared(file.slice(sharedDirectory.length)));
    const values: readonly unknown[] = Array.isArray(listed) ? listed : [];
    return values.map((value, index) => {
      const origin = {file, document: index + 1, path: []};
      return {origin, content: {syntax: 'value', value}, locate: () => ({...origin, path: ''})} as const;
    });
  });
  return printed((await load(documents, {namespace: 'default'})).policies);
}

/** Meanings by name; a generated name is neutral in the recordings. */
function printed(policies: readonly Policy[]): Printed {
  return new Map(
    policies.map((policy) => {
      const {kind, namespace = '', name} = policy.id;
      const [, ...meaning] = printPolicy(policy).split('\n');
      const place = kind === 'NetworkPolicy' ? namespace : `${kind} ${namespace}`;
      return [`${place}/${/^\(gen-\*/.test(name) ? 'gen-' : name}`, meaning.join('\n')] as const;
    }),
  );
}

/** True when the plan or state of a case marks something of a policy as not known, or not to be shown. */
function hasOpen(name: string): boolean {
  const folder = `${sharedDirectory}${root}/${name}`;
  const file = ['plan.json', 'state.json'].find((each) => existsSync(`${folder}/${each}`));
  const recorded: unknown = file && JSON.parse(readShared(`${root}/${name}/${file}`));
  const changes = valueAt(recorded, ['resource_changes']) ?? valueAt(recorded, ['values', 'root_module', 'resources']);
  const entries: readonly unknown[] = Array.isArray(changes) ? changes : [];
  return entries.some((entry) => {
    const unknowns = valueAt(entry, ['change', 'after_unknown']);
    const masks = valueAt(entry, ['change', 'after_sensitive', 'spec']) ?? valueAt(entry, ['sensitive_values', 'spec']);
    const unnamed = ['name', 'namespace'].some((key) => valueAt(unknowns, ['metadata', 0, key]) === true);
    return unnamed || marks(valueAt(unknowns, ['spec'])) || marks(masks);
  });
}

function marks(mask: unknown): boolean {
  if (mask === true) return true;
  if (Array.isArray(mask)) return mask.some(marks);
  return isObject(mask) && Object.values(mask).some(marks);
}

/** Where the recording is open, so may ours be (which of them exactly: terraform-unknowns.test.ts). */
function difference(recorded: string | undefined, ours: string | undefined, open: boolean): string | undefined {
  if (recorded === ours) return undefined;
  if (ours?.includes('unknown(')) return open ? undefined : `open, but Terraform knows it:\n${ours}`;
  if (ours === undefined || recorded === undefined) {
    return `${ours === undefined ? 'missing' : 'not in the cluster'}:\n${ours ?? recorded}`;
  }
  return `recorded:\n${recorded}\nours:\n${ours}`;
}
