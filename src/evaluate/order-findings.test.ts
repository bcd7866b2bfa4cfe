import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {calicoProfile} from '../../plugins/calico/profile.ts';
import type {JsonObject} from '../base/json.ts';
import {load} from '../load/load.ts';
import {pod} from '../testing/corner.ts';
import {valueDocuments} from '../testing/value-documents.ts';
import {orderFindings} from './order-findings.ts';

const test = suite('policies of one order');

const tcp = {action: 'Allow', protocol: 'TCP'};
const denied = {action: 'Deny', protocol: 'TCP', destination: {ports: [22]}};

function policy(name: string, rule: JsonObject, more: JsonObject = {order: 10}): JsonObject {
  const spec = {selector: "app == 'web'", types: ['Ingress'], ingress: [rule], ...more};
  return {apiVersion: 'projectcalico.org/v3', kind: 'GlobalNetworkPolicy', metadata: {name}, spec};
}

async function tied(...objects: readonly JsonObject[]): Promise<readonly unknown[]> {
  const documents = valueDocuments([pod('web', {app: 'web'}), ...objects]);
  const {world, applied} = await load(documents, {namespace: 'default'});
  return orderFindings(calicoProfile, world, applied).map(({origin, arguments: {policies, stage, more}}) => [
    ...[origin?.document, stage, more],
    ...(Array.isArray(policies) ? policies : []),
  ]);
}

test('two that can disagree are named, the first by name first', async () => {
  const found = await tied(policy('b', denied), policy('a', tcp));
  assert.equal(found, [[2, 'default', 0, 'GlobalNetworkPolicy/a', 'GlobalNetworkPolicy/b']]);
  assert.equal((await tied(policy('a', tcp, {}), policy('b', denied, {}))).length, 1, 'both without order');
});

test('a policy of Kubernetes stands at order 1000', async () => {
  const kubernetes = {
    ...{apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: {name: 'k', namespace: 'shop'}},
    spec: {podSelector: {}, ingress: [{}]},
  };
  assert.equal(await tied(kubernetes, policy('a', denied, {order: 1000})), [
    [2, 'default', 0, 'GlobalNetworkPolicy/a', 'NetworkPolicy/shop/k'],
  ]);
  assert.equal(await tied(kubernetes, policy('a', denied, {order: 999})), []);
});

test('several pairs of one order are told once', async () => {
  const found = await tied(policy('a', tcp), policy('b', tcp), policy('c', denied));
  assert.equal(found, [[4, 'default', 1, 'GlobalNetworkPolicy/a', 'GlobalNetworkPolicy/c']]);
});

test('nothing is said where the order cannot matter', async () => {
  const pairs: readonly (readonly [JsonObject, JsonObject])[] = [
    [policy('a', tcp), policy('b', tcp)],
    [policy('a', tcp), policy('b', {action: 'Log'})],
    [policy('a', denied), policy('b', {...denied, action: 'Allow', destination: {ports: [23]}})],
    [policy('a', denied), policy('b', tcp, {order: 11})],
    [policy('a', denied), policy('b', tcp, {order: 10, tier: 'other'})],
    // Nobody here has both.
    [policy('a', denied), policy('b', tcp, {order: 10, selector: "role == 'x'"})],
    [policy('a', denied), {...policy('b', tcp), kind: 'StagedGlobalNetworkPolicy'}],
  ];
  for (const pair of pairs) assert.equal(await tied(...pair), [], JSON.stringify(pair[1]));
});

test.run();
