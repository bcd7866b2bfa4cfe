import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {JsonObject} from '../../base/json.ts';
import {compareEverywhere} from '../../prove/everywhere/compare-everywhere.ts';
import type {JudgedSet} from '../../prove/this-world.ts';
import {engines} from '../differential/trial.ts';
import {loadLegal} from '../laws/input.ts';

const test = suite('ends in one namespace, in proofs');

const bee = {'kubernetes.io/metadata.name': 'bee'};

/** A policy that keeps pods of these namespaces from those with the label team=y in namespace bee; without them no policy. */
async function keptOut(from?: JsonObject): Promise<JudgedSet> {
  const document: JsonObject = {
    apiVersion: 'policy.networking.k8s.io/v1alpha2',
    kind: 'ClusterNetworkPolicy',
    metadata: {name: 'p'},
    spec: {
      ...{tier: 'Admin', priority: 1, subject: {namespaces: {matchLabels: {...bee, team: 'y'}}}},
      ingress: from ? [{action: 'Deny', from: [{namespaces: from}]}] : [],
    },
  };
  const loaded = await loadLegal([document]);
  if (typeof loaded === 'string') throw new Error(loaded);
  return {profile: engines.spec, policies: loaded.applied, world: loaded.world};
}

/** What becomes of connections where nobody is kept out. */
async function resultOf(from: JsonObject): Promise<string> {
  return compareEverywhere(await keptOut(from), await keptOut()).result;
}

test('one namespace has one set of labels, though no rule compares namespaces', async () => {
  assert.is(await resultOf({matchLabels: {...bee, team: 'x'}}), 'equal');
  assert.is(await resultOf({matchLabels: bee, matchExpressions: [{key: 'team', operator: 'DoesNotExist'}]}), 'equal');
});

test('two namespaces have labels of their own', async () => {
  assert.is(await resultOf({matchLabels: {team: 'x'}}), 'wider');
  assert.is(await resultOf({matchLabels: {...bee, team: 'y'}}), 'wider');
  assert.is(await resultOf({matchLabels: {...bee, env: 'z'}}), 'wider');
});

test.run();
