import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {JsonObject} from '../../base/json.ts';
import {engines} from '../../testing/differential/trial.ts';
import {loadLegal} from '../../testing/laws/input.ts';
import type {JudgedSet} from '../this-world.ts';
import {compareEverywhere} from './compare-everywhere.ts';

const test = suite('what proofs refuse');

/** Pods that only those of a cluster may reach, in a cluster of this name. */
async function letsIn(cluster: string, own: string): Promise<JudgedSet> {
  const labels = {'io.cilium.k8s.policy.cluster': cluster};
  const documents: readonly JsonObject[] = [
    {
      apiVersion: 'cilium.io/v2',
      kind: 'CiliumNetworkPolicy',
      metadata: {name: 'p', namespace: 'shop'},
      spec: {endpointSelector: {}, ingress: [{fromEndpoints: [{matchLabels: labels}]}]},
    },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {name: 'cilium-config', namespace: 'kube-system'},
      data: {'cluster-name': own},
    },
  ];
  const loaded = await loadLegal(documents);
  if (typeof loaded === 'string') throw new Error(loaded);
  return {profile: engines.cilium, policies: loaded.applied, world: loaded.world};
}

test('a cluster that both sides call differently: its own pods are asked for on one side alone', async () => {
  const [here, renamed] = await Promise.all([letsIn('blue', 'blue'), letsIn('blue', 'green')]);
  assert.is(compareEverywhere(here, renamed).result, 'unproved');
  assert.is(compareEverywhere(here, await letsIn('green', 'blue')).result, 'different');
});

test.run();
