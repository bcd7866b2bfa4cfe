import {readFileSync} from 'node:fs';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {isObject} from '../base/json.ts';
import {batch} from '../evaluate/batch.ts';
import {naiveEvaluator} from '../evaluate/naive.ts';
import type {Profile} from '../ir/profile.ts';
import {load} from '../load/load.ts';
import {chooseProfiles} from '../load/profile.ts';
import type {Document} from '../sources/document.ts';
import {readSources} from '../sources/read-sources.ts';
import {readTable} from './conformance/check.ts';
import {extraDocuments, seedDocuments} from './seed-input.ts';
import {projectDirectory, readShared, sharedDirectory} from './shared.ts';

const test = suite('seed expectations');

interface Row {
  readonly from: string;
  readonly to: string;
  readonly protocol: string;
  readonly port: string;
  readonly http: string;
  readonly verdict: string;
}

async function profileOf(cni: string): Promise<Profile> {
  const chosen = await chooseProfiles(cni, []);
  const profile = 'profiles' in chosen ? chosen.profiles[0] : undefined;
  assert.ok(profile, cni);
  return profile;
}

/** Which rows come out otherwise, in words. */
async function wrongRows(
  cni: string,
  documents: readonly Document[],
  rows: readonly Row[],
): Promise<readonly string[]> {
  const {world, applied} = await load(documents, {namespace: 'default'});
  const evaluator = naiveEvaluator(await profileOf(cni), world, applied);
  const answer = batch(evaluator, world, applied, {namespace: 'default'});
  return rows.flatMap((row) => {
    const ours = answer(row);
    const verdict = 'error' in ours ? `error ${ours.error.code}` : ours.verdict;
    return verdict === row.verdict ? [] : [`${Object.values(row).join(' ')}: ours is ${verdict}`];
  });
}

const files = ['calico-on-flannel', 'flannel-canal', 'rancher-calico', 'starwars'];
for (const seed of files) {
  const table = readTable(readFileSync(`${projectDirectory}testdata/expectations/${seed}.tsv`, 'utf8'));
  const groups = new Map<string, Row[]>();
  for (const [
    cni,
    policies,
    only,
    workloads,
    from = '',
    to = '',
    protocol = '',
    port = '',
    http = '',
    verdict = '',
  ] of table) {
    const key = [cni, policies, only, workloads].join('\t');
    const group = groups.get(key) ?? [];
    group.push({from, to, protocol, port, http, verdict});
    groups.set(key, group);
  }
  for (const [key, rows] of groups) {
    const [cni = '', policies = '-', only = '-', workloads = '-'] = key.split('\t');
    test(`${seed}: ${policies} ${only} with ${cni}, workloads ${workloads} (${rows.length} rows)`, async () => {
      const documents = [
        ...(await seedDocuments(seed, 'workloads.yaml', workloads === '-' ? undefined : workloads)),
        ...(await extraDocuments(seed)),
        ...(policies === '-' ? [] : await seedDocuments(seed, policies, only === '-' ? undefined : only)),
      ];
      assert.equal(await wrongRows(cni, documents, rows), []);
    });
  }
}

test('rancher-calico: the placeholder address is refused with its place, and only that policy', async () => {
  const documents = await seedDocuments('rancher-calico', 'policies.yaml', 'calico');
  const {applied, diagnostics, locate} = await load(documents, {namespace: 'default'});
  const [refusal, ...others] = diagnostics.filter(({severity}) => severity === 'error');
  assert.is(others.length, 0);
  assert.ok(refusal?.origin);
  assert.is(locate(refusal.origin).line, 90);
  assert.not(applied.some(({id}) => id.name.includes('allow-egress-kubeapi')));
  assert.is(applied.length, 7);
});

const terraform: unknown = JSON.parse(readShared('testdata/terraform-seed/expectations.json'));
const cases = isObject(terraform) && Array.isArray(terraform['cases']) ? terraform['cases'].filter(isObject) : [];

/** The configuration, and the plan of it: both must answer alike. */
for (const kind of ['main.tf', 'plan.json']) {
  for (const name of [...new Set(cases.map((each) => String(each['case'])))]) {
    test(`terraform-seed: ${name} from its ${kind}`, async () => {
      const rows = cases.filter((each) => each['case'] === name);
      const documents = [
        ...(await terraformDocuments(name, kind, rows[0]?.['varFile'])),
        ...(await extraDocuments('terraform-seed')),
      ];
      assert.equal(await wrongRows('spec', documents, rows.map(terraformRow)), []);
    });
  }
}

async function terraformDocuments(name: string, kind: string, varFile: unknown): Promise<readonly Document[]> {
  const folder = `${sharedDirectory}testdata/terraform-seed/`;
  const plan = typeof varFile === 'string' ? `plan-${varFile.replace('.tfvars', '.json')}` : 'plan.json';
  const {documents, diagnostics} = await readSources({
    filenames: [`${folder}app.yaml`, kind === 'main.tf' ? `${folder}${name}` : `${folder}${name}/${plan}`],
    variables:
      typeof varFile === 'string' && kind === 'main.tf' ? [{from: 'file', file: `${folder}${name}/${varFile}`}] : [],
  });
  assert.equal(diagnostics, []);
  return documents;
}

function terraformRow(row: Readonly<Record<string, unknown>>): Row {
  const special = isObject(row['labels']) && Object.keys(row['labels']).length > 0;
  const service = String(row['service']);
  return {
    from: `${row['from']}/${special ? 'special' : 'client'}`,
    to: `ms-b/service/${service}`,
    protocol: 'TCP',
    port: service === 'nginx-90' ? '90' : '80',
    http: '-',
    verdict: row['allowed'] === true ? 'allow' : 'deny',
  };
}

test.run();
