import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {DialectEntry} from '../../plugins/index.ts';
import {message} from '../diagnostics/message.ts';
import type {Profile} from '../ir/profile.ts';
import {chooseProfiles} from './profile.ts';

const test = suite('profiles');

const profile = (name: string): Profile => ({
  ...{name, settings: () => ({}), prepare: [], adapt: [], stages: () => [], place: () => undefined, subjects: []},
  ...{builtIn: [], finally: 'allow', finallyReason: 'default', capabilities: {enforces: true, ipv6: true}},
});

function entry(name: string, engine: string, ...profiles: readonly string[]): DialectEntry {
  return {
    ...{name, engine, profiles, policyKinds: {}, claims: () => false},
    load: async () => ({
      ...{name, read: () => ({})},
      profiles: Object.fromEntries(profiles.map((each) => [each, profile(each)])),
    }),
  };
}

const table = [
  entry('terraform', 'spec'),
  entry('calico', 'calico', 'calico', 'canal'),
  entry('cilium', 'cilium', 'cilium'),
  entry('kubernetes', 'spec', 'spec', 'none'),
];

async function chosen(cni: string, ...dialects: readonly string[]): Promise<readonly string[] | string> {
  const choice = await chooseProfiles(cni, dialects, table);
  return 'profiles' in choice ? choice.profiles.map(({name}) => name) : message(choice.diagnostic);
}

test('auto goes by the dialects present', async () => {
  assert.equal(await chosen('auto'), ['spec']);
  assert.equal(await chosen('auto', 'kubernetes'), ['spec']);
  assert.equal(await chosen('auto', 'kubernetes', 'terraform'), ['spec']);
  assert.equal(await chosen('auto', 'calico', 'kubernetes'), ['calico']);
  assert.equal(await chosen('auto', 'cilium'), ['cilium']);
});

test('two engines are judged apart', async () => {
  assert.equal(await chosen('auto', 'cilium', 'calico', 'kubernetes'), ['calico', 'cilium']);
});

test('a name is one of the table, a version may follow', async () => {
  assert.equal(await chosen('canal', 'cilium'), ['canal']);
  assert.equal(await chosen('calico@3.29'), ['calico']);
});

test('an unknown name lists the known ones', async () => {
  const words = 'is not known; known: auto, calico, canal, cilium, none, spec';
  assert.is(await chosen('weave'), `the engine "weave" ${words}`);
  assert.is(await chosen('constructor'), `the engine "constructor" ${words}`);
  assert.is(await chosen('@1'), `the engine "@1" ${words}`);
});

test.run();
