import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {single} from '../base/intervals.ts';
import {TCP} from '../base/protocols.ts';
import type {DiffItem} from '../evaluate/connectivity.ts';
import {numberedPorts, protocolPorts, type Traffic} from '../ir/traffic.ts';
import {loadTexts, madeCluster} from '../testing/migrated.ts';
import {companionPrefix} from './companion-names.ts';
import {profileNamed} from './engine-profile.ts';
import {type Intention, intention} from './intended.ts';
import {readIsolation} from './isolation.ts';

const test = suite('reasons of differences');

const tcp = (...ports: readonly number[]): Traffic => [protocolPorts(TCP, numberedPorts(ports.flatMap(single)))];

/** What is meant of a pair that a companion takes part in, from Canal to Calico. */
async function meant(traffic: Partial<DiffItem>): Promise<Intention> {
  const loaded = await loadTexts(madeCluster);
  const [before, after] = [await profileNamed('canal'), await profileNamed('calico')];
  if ('diagnostic' in before || 'diagnostic' in after) throw new Error('an engine is unknown');
  const id = {
    ...{dialect: 'kubernetes', apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy'},
    ...{namespace: 'blog', name: `${companionPrefix}dns`},
  };
  const reference = {id, origin: {file: 'x', document: 1, path: []}};
  const party = (name: string) => ({name, kind: 'pod', namespace: 'blog', labels: {}}) as const;
  const item: DiffItem = {
    ...{change: 'changed', from: party('blog/blog'), to: party('blog/other'), because: [{input: 'after', reference}]},
    ...{before: [], after: [], unknownBefore: [], unknownAfter: [], unknowns: [], settledBy: [], ...traffic},
  };
  const {world} = loaded;
  const common = {before, after, byIdentity: false, enforced: true, withNodes: true};
  return intention(item, 4, {isolation: readIsolation(loaded), ...common, world, parties: new Map(), blocks: []});
}

test('what opens and what closes needs a reason each', async () => {
  assert.equal(await meant({before: tcp(80), after: tcp(80, 443)}), {unmeant: [], reason: 'companion'});
  assert.equal(await meant({before: tcp(80), after: tcp(443)}), {unmeant: ['closes']});
  assert.equal(await meant({before: tcp(80, 443), after: tcp(443)}), {unmeant: ['closes']});
});

test('what is not known counts for what it may be', async () => {
  assert.equal(await meant({unknownBefore: tcp(80), after: tcp(80)}), {unmeant: [], reason: 'companion'});
  assert.equal(await meant({before: tcp(80), unknownAfter: tcp(80)}), {unmeant: ['closes']});
  assert.equal(await meant({unknownBefore: tcp(80)}), {unmeant: ['closes']});
  assert.equal(await meant({unknownAfter: tcp(80)}), {unmeant: [], reason: 'companion'});
});

test.run();
