import {existsSync} from 'node:fs';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {readSources} from '../../sources/read-sources.ts';
import {sharedDirectory} from '../shared.ts';
import {recordedCases} from './converted-case.ts';
import {round} from './round.ts';

const test = suite('kubernetes through cilium');

/** An ipBlock finds pods and nodes by address, a CIDR of Cilium does not; nodes without known addresses have no peer. */
const blockLosses = ['ip-block-inside-cluster', 'outside-only-block', 'node-peer'];

async function documentsOf(path: string) {
  return existsSync(path) ? (await readSources({filenames: [path]})).documents : [];
}

test('there and back the policies of every recorded case mean the same, or an ipBlock is named', async () => {
  const counts = {cases: 0, policies: 0, equal: 0, narrower: 0, unproved: 0};
  for (const name of recordedCases('kubernetes')) {
    const root = `${sharedDirectory}conformance/kubernetes/${name}`;
    const [cluster, policies] = [await documentsOf(`${root}/cluster.yaml`), await documentsOf(`${root}/policies.yaml`)];
    const {before, after, certificate, losses} = await round(cluster, policies, 'cilium');
    const told = new Set(losses.flatMap(({code, effect}) => (effect === 'narrower' ? [code] : [])));
    const blocks = blockLosses.some((code) => told.has(code));
    const {result} = certificate;
    if (result !== 'equal' && result !== 'narrower' && result !== 'unproved') {
      throw new Error(`${name}: ${JSON.stringify(certificate)}`);
    }
    assert.ok(result === 'equal' || blocks, `${name}: ${JSON.stringify(certificate)}`);
    if (blocks) assert.match(JSON.stringify(policies.map(({content}) => content)), /ipBlock/, name);
    const names = (set: typeof before): readonly string[] => [
      ...new Set(set.map(({id}) => `${id.namespace}/${id.name}`)),
    ];
    for (const each of names(after)) assert.ok(names(before).includes(each), `${name}: ${each}`);
    counts.cases++;
    counts.policies += before.length;
    counts[result]++;
  }
  process.stdout.write(
    `\n  kubernetes through cilium: ${counts.cases} cases, ${counts.policies} policies; ${counts.equal} equal, ` +
      `${counts.narrower} narrower by a named ipBlock, ${counts.unproved} unproved beside one\n`,
  );
  assert.ok(counts.equal > 90, `${counts.equal} equal`);
});

test.run();
