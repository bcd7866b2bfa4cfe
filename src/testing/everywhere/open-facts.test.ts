import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {JsonObject} from '../../base/json.ts';
import {compareEverywhere} from '../../prove/everywhere/compare-everywhere.ts';
import type {JudgedSet} from '../../prove/this-world.ts';
import {engines} from '../differential/trial.ts';
import {loadLegal} from '../laws/input.ts';

const test = suite('facts that nobody knows in proofs');

/** A policy that lets pods reach what the cloud knows by this group. */
async function toGroup(...securityGroupsIds: readonly string[]): Promise<JudgedSet> {
  const document: JsonObject = {
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumNetworkPolicy',
    metadata: {name: 'p', namespace: 'shop'},
    spec: {endpointSelector: {}, egress: [{toGroups: [{aws: {securityGroupsIds}}]}]},
  };
  const loaded = await loadLegal([document]);
  if (typeof loaded === 'string') throw new Error(loaded);
  return {profile: engines.cilium, policies: loaded.applied, world: loaded.world};
}

test('two groups of the cloud are two facts, each the same wherever it is asked for', async () => {
  const [one, again, other] = await Promise.all([toGroup('sg-1'), toGroup('sg-1'), toGroup('sg-2')]);
  assert.is(compareEverywhere(one, again).result, 'equal');
  assert.is(compareEverywhere(one, other).result, 'different');
});

test.run();
