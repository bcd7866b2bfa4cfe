import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {Json, JsonObject} from '../../src/base/json.ts';
import {corner, pod} from '../../src/testing/corner.ts';

const test = suite('subjects and peers by labels (cilium.md 5)');

const namespaces = ['shop', 'other'].map((name) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: {name, labels: {team: name}},
}));
const pods = [
  pod('s', {app: 's'}, {node: 'n1'}),
  pod('p', {app: 'p'}),
  pod('q', {app: 'q'}, {namespace: 'other'}),
  ...namespaces,
];

function policy(spec: JsonObject): JsonObject {
  return {apiVersion: 'cilium.io/v2', kind: 'CiliumNetworkPolicy', metadata: {name: 'p', namespace: 'shop'}, spec};
}

function clusterwide(spec: JsonObject): JsonObject {
  return {apiVersion: 'cilium.io/v2', kind: 'CiliumClusterwideNetworkPolicy', metadata: {name: 'p'}, spec};
}

function options(data: JsonObject): JsonObject {
  return {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'cilium-config', namespace: 'kube-system'}, data};
}

async function verdict(objects: readonly Json[], from: string, to: string, cni = 'cilium'): Promise<string> {
  const [line = ''] = await corner([...pods, ...objects], from, to, '80', cni);
  return line.split(' ')[0] ?? '';
}

const NAMESPACE = 'k8s:io.kubernetes.pod.namespace';
const LABELS = 'io.cilium.k8s.namespace.labels';
const S = {endpointSelector: {matchLabels: {app: 's'}}};

/** Who gets in to `s` by a peer selector: a pod of its namespace, one of another, the world. */
async function lets(kind: typeof policy, matchExpressions: Json, more: readonly Json[], cni: string): Promise<string> {
  const objects = [kind({...S, ingress: [{fromEndpoints: [{matchExpressions}]}]}), ...more];
  const found = [];
  for (const from of ['p', 'other/q', '203.0.113.9']) {
    if ((await verdict(objects, from, 's', cni)) === 'allow') found.push(from);
  }
  return found.join(' ');
}

test('a namespace among the labels of a subject is overwritten, among its expressions it must hold', async () => {
  const foreign = {key: NAMESPACE, operator: 'In', values: ['elsewhere']};
  const isolated = (endpointSelector: JsonObject) => verdict([policy({endpointSelector, ingress: [{}]})], 'p', 's');
  assert.is(await isolated({matchLabels: {[NAMESPACE]: 'elsewhere'}}), 'deny');
  assert.is(await isolated({matchExpressions: [foreign]}), 'allow');
  assert.is(await isolated({matchLabels: {[NAMESPACE]: 'elsewhere'}, matchExpressions: [foreign]}), 'allow');
});

const notOther = {operator: 'NotIn', values: ['other']};
const scopes: readonly (readonly [string, typeof policy, Json, kept: string, free: string])[] = [
  ['a namespace that is not the other', policy, [{key: NAMESPACE, ...notOther}], 'p', 'p other/q 203.0.113.9'],
  [
    'a namespace that is there and not the other',
    policy,
    [
      {key: NAMESPACE, operator: 'Exists'},
      {key: NAMESPACE, ...notOther},
    ],
    'p',
    'p',
  ],
  ['no namespace', policy, [{key: NAMESPACE, operator: 'DoesNotExist'}], '', 'p other/q 203.0.113.9'],
  ['labels of a namespace', policy, [{key: `${LABELS}.team`, ...notOther}], 'p', 'p other/q 203.0.113.9'],
  ['labels of a namespace, cluster-wide', clusterwide, [{key: `${LABELS}.team`, ...notOther}], 'p', 'p'],
];
for (const [name, kind, expressions, kept, free] of scopes) {
  test(`scope of a peer that only excludes: ${name}`, async () => {
    const off = options({'policy-default-local-cluster': 'false'});
    assert.is(await lets(kind, expressions, [], 'cilium'), kept);
    assert.is(await lets(kind, expressions, [off], 'cilium'), free);
  });
}

test('a selector that only excludes finds what it excludes from 1.20 on', async () => {
  const off = options({'policy-default-local-cluster': 'false'});
  const found = (cni: string) => lets(policy, [{key: NAMESPACE, ...notOther}], [off], cni);
  assert.is(await found('cilium@1.18'), 'p 203.0.113.9');
  assert.is(await found('cilium@1.19'), 'p 203.0.113.9');
  assert.is(await found('cilium@1.20'), 'p other/q 203.0.113.9');
});

function node(name: string, address: string, labels: JsonObject): JsonObject {
  const status = {addresses: [{type: 'InternalIP', address}]};
  return {apiVersion: 'v1', kind: 'Node', metadata: {name, labels}, status};
}

test('labels of nodes have the source node as peers, and that of pods as subjects', async () => {
  const nodes = [node('n1', '192.168.0.1', {rack: 'a'}), node('n2', '192.168.0.2', {rack: 'b'})];
  const on = options({'enable-node-selector-labels': 'true', 'enable-host-firewall': 'true'});
  const reached = (selector: JsonObject) =>
    verdict([...nodes, on, policy({...S, egress: [{toNodes: [selector]}]})], 's', 'node/n2');
  const isolated = (nodeSelector: JsonObject) =>
    verdict([...nodes, on, clusterwide({nodeSelector, ingress: [{}]})], 's', 'node/n2');
  assert.is(await reached({matchLabels: {rack: 'b'}}), 'allow');
  assert.is(await reached({matchLabels: {'node:rack': 'b'}}), 'allow');
  assert.is(await reached({matchLabels: {'k8s:rack': 'b'}}), 'deny');
  assert.is(await reached({matchExpressions: [{key: 'k8s:rack', operator: 'DoesNotExist'}]}), 'allow');
  assert.is(await isolated({matchLabels: {rack: 'b'}}), 'deny');
  assert.is(await isolated({matchLabels: {'k8s:rack': 'b'}}), 'deny');
  assert.is(await isolated({matchLabels: {'node:rack': 'b'}}), 'allow');
});

test('a label of a namespace that the filter leaves out is on no identity', async () => {
  const other = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {name: 'beta', labels: {team: 'b', 'beta.kubernetes.io/x': ''}},
  };
  const objects = [other, pod('q', {app: 'q'}, {namespace: 'beta'})];
  const by = (key: string, operator = 'Exists') =>
    clusterwide({...S, ingress: [{fromEndpoints: [{matchExpressions: [{key: `${LABELS}.${key}`, operator}]}]}]});
  const gets = (kind: JsonObject, ...more: readonly Json[]) => verdict([...objects, kind, ...more], 'beta/q', 's');
  assert.is(await gets(by('team')), 'allow');
  assert.is(await gets(by('beta.kubernetes.io/x')), 'deny');
  assert.is(await gets(by('beta.kubernetes.io/x', 'DoesNotExist')), 'allow');
  assert.is(await gets(by('team'), options({labels: '!io\\.cilium\\.k8s\\.namespace\\.labels\\.team'})), 'deny');
});

test('a node is picked by no label that the filter leaves out, and found by it as a peer', async () => {
  const labels = {'kubernetes.io/os': 'linux', 'node-role.kubernetes.io/worker': ''};
  const nodes = [node('n1', '192.168.0.1', {}), node('n2', '192.168.0.2', labels)];
  const on = options({'enable-node-selector-labels': 'true', 'enable-host-firewall': 'true'});
  const isolated = (nodeSelector: JsonObject) =>
    verdict([...nodes, on, clusterwide({nodeSelector, ingress: [{}]})], 's', 'node/n2');
  const system = {matchLabels: {'kubernetes.io/os': 'linux'}};
  assert.is(await isolated({matchLabels: {'node-role.kubernetes.io/worker': ''}}), 'deny');
  assert.is(await isolated(system), 'allow');
  assert.is(await verdict([...nodes, on, policy({...S, egress: [{toNodes: [system]}]})], 's', 'node/n2'), 'allow');
});

test.run();
