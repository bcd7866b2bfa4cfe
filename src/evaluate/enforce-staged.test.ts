import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {JsonObject} from '../base/json.ts';
import {load} from '../load/load.ts';
import {valueDocuments} from '../testing/value-documents.ts';
import {enforceStaged} from './enforce-staged.ts';

const test = suite('staged policies taken as enforced');

function policy(kind: string, name: string, spec: JsonObject = {}): JsonObject {
  const namespace = kind.includes('Global') ? {} : {namespace: 'shop'};
  return {apiVersion: 'projectcalico.org/v3', kind, metadata: {name, ...namespace}, spec};
}

function kubernetes(name: string): JsonObject {
  const metadata = {name, namespace: 'shop'};
  return {apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec: {podSelector: {}}};
}

async function enforced(objects: readonly JsonObject[], missingKinds: readonly string[] = []) {
  const {applied, world} = await load(valueDocuments(objects), {namespace: 'default', world: {missingKinds}});
  const {policies, diagnostics, counts} = enforceStaged(applied, world);
  assert.not.ok(policies.some(({staged}) => staged));
  return {
    names: policies.map(({id}) => `${id.kind} ${id.name}`),
    warned: diagnostics.map(({origin, arguments: {kind, missing}}) => `${origin?.document}: ${kind}, no ${missing}`),
    counts,
  };
}

test('each replaces the policy of its own kind and name, and no other', async () => {
  const live = [policy('NetworkPolicy', 'a'), policy('GlobalNetworkPolicy', 'a'), kubernetes('a'), kubernetes('b')];
  const {names} = await enforced([...live, policy('StagedNetworkPolicy', 'a')]);
  assert.equal(names, ['GlobalNetworkPolicy a', 'NetworkPolicy a', 'NetworkPolicy b', 'StagedNetworkPolicy a']);
  const global = await enforced([...live, policy('StagedGlobalNetworkPolicy', 'a')]);
  assert.equal(global.names, ['NetworkPolicy a', 'NetworkPolicy a', 'NetworkPolicy b', 'StagedGlobalNetworkPolicy a']);
  const spec = {podSelector: {}};
  const wrapped = await enforced([...live, policy('StagedKubernetesNetworkPolicy', 'b', spec)]);
  assert.equal(wrapped.names.slice(-2), ['NetworkPolicy a', 'StagedKubernetesNetworkPolicy b']);
});

test('Delete removes and sets nothing; Learn and Ignore are taken like Set', async () => {
  const action = (name: string, stagedAction: string) => policy('StagedNetworkPolicy', name, {stagedAction});
  const {names, warned, counts} = await enforced([
    policy('NetworkPolicy', 'a'),
    action('a', 'Delete'),
    action('b', 'Learn'),
    action('c', 'Ignore'),
    action('d', 'Set'),
  ]);
  assert.equal(names, ['StagedNetworkPolicy b', 'StagedNetworkPolicy c', 'StagedNetworkPolicy d']);
  assert.equal(counts, {set: 1, learn: 1, ignore: 1, delete: 1});
  assert.equal(warned, []);
});

test('a Delete without anything to delete is told, unless that may be what could not be listed', async () => {
  const gone = {stagedAction: 'Delete'};
  const objects = [
    kubernetes('a'),
    policy('NetworkPolicy', 'b'),
    policy('StagedNetworkPolicy', 'a', gone),
    policy('StagedKubernetesNetworkPolicy', 'b', gone),
  ];
  const {warned} = await enforced(objects);
  assert.equal(warned, [
    '3: StagedNetworkPolicy, no NetworkPolicy of Calico',
    '4: StagedKubernetesNetworkPolicy, no NetworkPolicy of Kubernetes',
  ]);
  const hidden = await enforced(objects, ['networkpolicies.projectcalico.org']);
  assert.equal(hidden.warned, []);
});

test.run();
