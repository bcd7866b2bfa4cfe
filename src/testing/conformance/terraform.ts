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

/** One recorded case: how many of its rows hold. */
async function checkTerraformCase(name: string): Promise<CheckResult> {
  const folder = `${sharedDirectory}${root}/${name}`;
  const recorded = await recordedPolicies(`${folder}/networkpolicies.json`);
  const open = hasOpen(name);
  const wrong: {row: string; why: string}[] = [];
  let total = 0;
  for (const [reading, file] of readingsOf(folder, name)) {
    const ours = await policiesIn(file);
    const names = [...new Set([...recorded.keys(), ...ours.keys()])].sort();
    for (const key of names) {
      total++;
      const why = difference(recorded.get(key), ours.get(key), open);
      if (why !== undefined) wrong.push({row: `${reading} ${key}`, why});
    }
  }
  return {name: `terraform/cases/${name}`, total, wrong};
}

/** Cases from 40 on change something, so that the configuration alone does not tell what is there afterwards. */
function readingsOf(folder: string, name: string): readonly (readonly [string, string])[] {
  const readings = [
    ...(Number.parseInt(name, 10) < 40 ? [['source', folder] as const] : []),
    ['plan', `${folder}/plan.json`] as const,
    ['state', `${folder}/state.json`] as const,
    ['tfstate', `${folder}/terraform.tfstate`] as const,
  ];
  return readings.filter(([, file]) => existsSync(file) && !(name.startsWith('7') || file.endsWith('52-errored')));
}

type Printed = ReadonlyMap<string, string>;

async function policiesIn(file: string): Promise<Printed> {
  const {documents} = await readSources({filenames: [file]});
  return printed((await load(documents, {namespace: 'default'})).policies);
}

async function recordedPolicies(file: string): Promise<Printed> {
  const listed: unknown = JSON.parse(readShared(file.slice(sharedDirectory.length)));
  const values: readonly unknown[] = Array.isArray(listed) ? listed : [];
  const documents = values.map((value, index) => {
    const origin = {file, document: index + 1, path: []};
    return {origin, content: {syntax: 'value', value}, locate: () => ({...origin, path: ''})} as const;
  });
  return printed((await load(documents, {namespace: 'default'})).policies);
}

/** Meanings by name; a generated name is neutral in the recordings. */
function printed(policies: readonly Policy[]): Printed {
  const networkPolicies = policies.filter(({id}) => id.kind === 'NetworkPolicy');
  return new Map(
    networkPolicies.map((policy) => {
      const [, ...meaning] = printPolicy(policy).split('\n');
      const name = /^\(gen-\*/.test(policy.id.name) ? 'gen-' : policy.id.name;
      return [`${policy.id.namespace}/${name}`, meaning.join('\n')] as const;
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

/** Where the recording is open, so may ours be; names that are known only after apply cannot be compared. */
function difference(recorded: string | undefined, ours: string | undefined, open: boolean): string | undefined {
  if (recorded === ours) return undefined;
  if (ours?.includes('unknown(')) return open ? undefined : `open, but Terraform knows it:\n${ours}`;
  if (ours === undefined || recorded === undefined) {
    return open ? undefined : `${ours === undefined ? 'missing' : 'not in the cluster'}:\n${ours ?? recorded}`;
  }
  return `recorded:\n${recorded}\nours:\n${ours}`;
}
