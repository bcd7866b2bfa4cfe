import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {calicoProfile, canalProfile} from '../../../plugins/calico/profile.ts';
import {none} from '../../../plugins/kubernetes/profile.ts';
import {emptyWorld} from '../../ir/empty-world.ts';
import type {Profile} from '../../ir/profile.ts';
import {compareEverywhere} from './compare-everywhere.ts';

const test = suite('what comparisons leave out');

function assumptions(...profiles: readonly [Profile, Profile]): string {
  const [before, after] = profiles.map((profile) => ({profile, policies: [], world: emptyWorld}));
  return before && after ? compareEverywhere(before, after).assumptions.join() : '';
}

test('packets that only one engine decides before any policy are named', () => {
  const named = /are left out \(no encapsulation by pods\)/;
  assert.match(assumptions(calicoProfile, none), named);
  assert.not.match(assumptions(none, none), named);
});

test('a rule of both is named where only one enforces anything for IPv6', () => {
  assert.match(assumptions(calicoProfile, canalProfile), /are left out \(no encapsulation by pods\)/);
  assert.not.match(assumptions(calicoProfile, {...calicoProfile, name: 'gke-legacy'}), /are left out \(/);
});

test.run();
