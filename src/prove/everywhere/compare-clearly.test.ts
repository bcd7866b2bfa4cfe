import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {type Match, unknownMatch} from '../../ir/match.ts';
import type {Policy} from '../../ir/policy.ts';
import {engines} from '../../testing/differential/trial.ts';
import {loadLegal} from '../../testing/laws/input.ts';
import {compareClearly} from './compare-clearly.ts';

const test = suite('sensitive values in proofs');

/** A policy for pods with the label, which is hidden. */
async function hidden(app: string, place: string): Promise<Parameters<typeof compareClearly>[0]> {
  const spec = {podSelector: {matchLabels: {app}}, policyTypes: ['Ingress']};
  const loaded = await loadLegal([
    {apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: {name: 'p', namespace: 'shop'}, spec},
  ]);
  if (typeof loaded === 'string') throw new Error(loaded);
  const {world, applied} = loaded;
  const subject: Match = unknownMatch(`sensitive value of ${place}`);
  const policies = applied.map((each): Policy => ({...each, subject}));
  return {profile: engines.spec, world, policies, clear: {world, policies: applied}};
}

test('two hidden values in one place are held against each other', async () => {
  const [one, again, other] = await Promise.all([hidden('a', 'p.app'), hidden('a', 'p.app'), hidden('b', 'p.app')]);
  assert.is(compareClearly(one, again).result, 'equal');
  const {result, witness, assumptions} = compareClearly(one, other);
  assert.equal([result, witness, assumptions], ['different', null, ['sensitive values decide, and are not shown']]);
});

test('one hidden value in two places is one', async () => {
  const [one, other] = await Promise.all([hidden('a', 'p.app'), hidden('a', 'q.app')]);
  const {result, witness} = compareClearly(one, other);
  assert.equal([result, witness], ['equal', null]);
});

test.run();
