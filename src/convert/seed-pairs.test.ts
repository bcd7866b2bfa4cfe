import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {isObject, valueAt} from '../base/json.ts';
import {sortedUnique} from '../base/order.ts';
import {load} from '../load/load.ts';
import type {Document} from '../sources/document.ts';
import {readSources} from '../sources/read-sources.ts';
import {extraDocuments, seedDocuments} from '../testing/seed-input.ts';
import {sharedDirectory} from '../testing/shared.ts';
import {unexplained} from '../testing/unexplained.ts';
import type {Allow, Conversion} from './conversion.ts';
import {convert} from './convert.ts';
import {writtenDocuments} from './read-back.ts';

const test = suite('seed pairs');

/** Policies as somebody wrote them, the dialect they are in, and the workloads they are for. */
interface Seed {
  readonly name: string;
  readonly dialect: string;
  readonly policies: readonly Document[];
  readonly workloads: readonly Document[];
}

const targets = ['kubernetes', 'calico', 'cilium', 'terraform'];
const counts = {pairs: 0, equal: 0, losses: 0};

async function run(seed: Seed, policies: readonly Document[], to: string, allow: Allow): Promise<Conversion> {
  const loaded = await load([...seed.workloads, ...policies], {namespace: 'default'});
  const conversion = await convert({loaded, to, allow, cni: 'auto'});
  assert.ok('certificate' in conversion, JSON.stringify(conversion));
  return conversion;
}

async function checkSeed(seed: Seed): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const from of targets) {
    const first = from === seed.dialect ? undefined : await run(seed, seed.policies, from, 'any');
    const policies = first ? writtenDocuments(first.objects, first.text) : seed.policies;
    for (const to of targets) {
      if (to === from) continue;
      const exact = await run(seed, policies, to, 'equal');
      counts.pairs++;
      counts[exact.certificate.result === 'equal' ? 'equal' : 'losses']++;
      const wider = exact.losses.every(({effect}) => effect === 'none') ? [] : [await run(seed, policies, to, 'wider')];
      const found = [exact, ...wider].flatMap(unexplained);
      problems.push(...found.map((each) => `${seed.name}: ${from} to ${to}: ${each}`));
    }
  }
  return problems;
}

const files: readonly (readonly [seed: string, file: string, dialect: string])[] = [
  ['calico-on-flannel', 'policies.yaml', 'kubernetes'],
  ['calico-on-flannel', 'policies-fixed.yaml', 'kubernetes'],
  ['flannel-canal', 'policies.yaml', 'kubernetes'],
  ['rancher-calico', 'policies-address.yaml', 'kubernetes'],
  ['rancher-calico', 'policies-fixed.yaml', 'kubernetes'],
  ['starwars', 'policies.yaml', 'cilium'],
];

for (const [seed, file, dialect] of files) {
  const marks = sortedUnique((await seedDocuments(seed, file, undefined)).map(markOf));
  for (const mark of marks) {
    test(`${seed}/${file} ${mark}`, async () => {
      const policies = await seedDocuments(seed, file, mark === '' ? undefined : mark);
      const workloads = [...(await seedDocuments(seed, 'workloads.yaml', undefined)), ...(await extraDocuments(seed))];
      const own = mark === 'calico' ? 'calico' : dialect;
      assert.equal(await checkSeed({name: `${seed} ${mark}`, dialect: own, policies, workloads}), []);
    });
  }
}

function markOf({content}: Document): string {
  const value = content.syntax === 'value' ? content.value : undefined;
  const annotations = valueAt(value, ['metadata', 'annotations']);
  return isObject(annotations) ? String(annotations['step'] ?? annotations['part'] ?? '') : '';
}

const modules = [
  '01-deny-from-any',
  '02-allow-from-any',
  '03-deny-from-other-namespaces',
  '04-allow-from-namespace',
  '05-allow-from-namespaces-variable',
  '06-allow-from-special',
  '07-allow-from-any-to-port',
];
for (const name of modules) {
  test(`terraform-seed/${name}`, async () => {
    const folder = `${sharedDirectory}testdata/terraform-seed/`;
    const {documents: policies} = await readSources({filenames: [`${folder}${name}`]});
    const {documents} = await readSources({filenames: [`${folder}app.yaml`]});
    const workloads = [...documents, ...(await extraDocuments('terraform-seed'))];
    assert.equal(await checkSeed({name, dialect: 'terraform', policies, workloads}), []);
  });
}

test.after(() => {
  process.stdout.write(`\n  seed pairs: ${counts.pairs}, equal ${counts.equal}, with named losses ${counts.losses}\n`);
});

test.run();
