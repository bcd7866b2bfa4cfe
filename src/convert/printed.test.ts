import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {valueAt} from '../base/json.ts';
import {load} from '../load/load.ts';
import {chooseProfiles} from '../load/profile.ts';
import {compareInWorld} from '../prove/this-world.ts';
import {printYaml} from '../report/yaml.ts';
import type {Document} from '../sources/document.ts';
import {usualLimits} from '../sources/limits.ts';
import {readText} from '../sources/text-documents.ts';
import {extraDocuments, seedDocuments} from '../testing/seed-input.ts';
import type {Conversion} from './conversion.ts';
import {convert} from './convert.ts';
import {writtenDocuments} from './read-back.ts';

const test = suite('printed conversions');

const seeds = [
  ['calico-on-flannel', 'policies.yaml', undefined],
  ['flannel-canal', 'policies.yaml', '7'],
  ['rancher-calico', 'policies-fixed.yaml', 'canal'],
  ['rancher-calico', 'policies-fixed.yaml', 'calico'],
  ['starwars', 'policies.yaml', '2'],
] as const;

async function run(policies: readonly Document[], workloads: readonly Document[], to: string): Promise<Conversion> {
  const loaded = await load([...workloads, ...policies], {namespace: 'default'});
  const conversion = await convert({loaded, to, allow: 'any', cni: 'auto'});
  assert.ok('objects' in conversion);
  return conversion;
}

for (const [seed, file, mark] of seeds) {
  test(`${seed} ${mark ?? ''}: the printed text is read as the very objects`, async () => {
    const workloads = [...(await seedDocuments(seed, 'workloads.yaml', undefined)), ...(await extraDocuments(seed))];
    const policies = await seedDocuments(seed, file, mark);
    for (const to of ['kubernetes', 'calico', 'cilium']) {
      const {objects} = await run(policies, workloads, to);
      const values = objects.map(({object}) => object);
      const comments = objects.map(({comment}) => comment);
      const text = printYaml(objects.map(({object, ...rest}) => ({value: object, ...rest})));
      const {documents, diagnostics} = await readText('out.yaml', text, usualLimits);
      assert.equal(diagnostics, []);
      const read = documents.map(({content}) => (content.syntax === 'value' ? content.value : undefined));
      assert.equal(read, values);
      assert.equal(
        documents.map(({comment}) => comment),
        comments,
      );
      assert.is(JSON.stringify(read), JSON.stringify(values), 'in the same order of keys');
    }
  });
}

const marks = ['2', '3', '4', '5', '7'];
const steps = (await Promise.all(marks.map((mark) => seedDocuments('flannel-canal', 'policies.yaml', mark)))).flat();
const cluster = await seedDocuments('flannel-canal', 'workloads.yaml', undefined);

for (const via of ['calico', 'cilium', 'terraform']) {
  test(`there and back over ${via} is the same policy under its own name, with nothing piled up`, async () => {
    for (const step of steps) {
      const there = await run([step], cluster, via);
      const back = await run(writtenDocuments(there.objects, there.text), cluster, 'kubernetes');
      const [first, ...others] = back.objects.map(({object}) => object['metadata']);
      assert.equal([first, others], [metadataOf(step), []]);
      const {world, applied} = await load([...cluster, step], {namespace: 'default'});
      const again = await load(writtenDocuments(back.objects, back.text), {namespace: 'default'});
      const choice = await chooseProfiles('spec', []);
      const profile = 'profiles' in choice ? choice.profiles[0] : undefined;
      assert.ok(profile);
      const sides = [applied, again.applied].map((policies) => ({profile, policies, world}));
      const [before, after] = sides;
      assert.is(before && after && compareInWorld(before, after).result, 'equal');
    }
  });
}

function metadataOf({content}: Document): unknown {
  return valueAt(content.syntax === 'value' ? content.value : undefined, ['metadata']);
}

test.run();
