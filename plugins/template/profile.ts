import {anything, sameEndpoint} from '../../src/ir/match.ts';
import type {Profile} from '../../src/ir/profile.ts';

/** One stage, every policy alike: what is selected is closed, and each rule opens a little. */
export const exampleProfile: Profile = {
  name: 'example',
  settings: () => ({}),
  prepare: [],
  adapt: [],
  stages: () => [{name: 'policies', atEnd: 'deny-if-isolated', endReason: 'isolated'}],
  place: () => ({stage: 'policies', rank: [], rules: 'together'}),
  subjects: ['pod'],
  builtIn: [
    {
      name: 'a pod itself',
      rule: 'traffic inside a pod never leaves it',
      when: 'before-stages',
      direction: 'both',
      subject: anything,
      peer: sameEndpoint,
      action: 'allow',
    },
  ],
  finally: 'allow',
  finallyReason: 'default',
  capabilities: {enforces: true, ipv6: true},
};
