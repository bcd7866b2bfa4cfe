import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {Json, JsonObject} from '../../src/base/json.ts';
import {corner, node, pod} from '../../src/testing/corner.ts';

const test = suite('ClusterNetworkPolicy under Cilium (cilium.md 12)');

const names = {'api.example.org': '203.0.113.7'};
const domains = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {name: 'dns-names', namespace: 'kube-system'},
  data: names,
};
const dnsPorts = [
  {name: 'dns', containerPort: 5353, protocol: 'UDP'},
  {name: 'dns-tcp', containerPort: 5353, protocol: 'TCP'},
];
const server = {namespace: 'kube-system', containers: [{name: 'c', ports: dnsPorts}]};
const world = [
  domains,
  pod('s', {app: 's'}, {node: 'n1'}),
  pod('dns', {'k8s-app': 'kube-dns'}, server),
  node('n2', '192.168.0.2'),
];

function cluster(...egress: readonly Json[]): JsonObject {
  const spec = {tier: 'Admin', priority: 1, subject: {namespaces: {}}, egress};
  return {
    apiVersion: 'policy.networking.k8s.io/v1alpha2',
    kind: 'ClusterNetworkPolicy',
    metadata: {name: 'c'},
    spec,
  };
}

/** Nothing but what a cluster-wide policy accepts. */
const isolated = {
  apiVersion: 'cilium.io/v2',
  kind: 'CiliumNetworkPolicy',
  metadata: {name: 'p', namespace: 'shop'},
  spec: {endpointSelector: {}, egress: [{}]},
};

async function verdict(objects: readonly Json[], to: string, port: string): Promise<string> {
  const [line = ''] = await corner([...world, ...objects], 's', to, port, 'cilium');
  return line.split(' ')[0] ?? '';
}

test('names that are accepted bring the lookup at the named ports of kube-dns', async () => {
  const accepts = [isolated, cluster({action: 'Accept', to: [{domainNames: ['api.example.org']}]})];
  assert.is(await verdict(accepts, '203.0.113.7', '443'), 'allow');
  assert.is(await verdict(accepts, 'kube-system/dns', 'UDP:5353'), 'allow');
  assert.is(await verdict(accepts, 'kube-system/dns', 'TCP:5353'), 'allow');
  assert.is(await verdict(accepts, 'kube-system/dns', 'UDP:53'), 'deny');
  const others = [isolated, cluster({action: 'Accept', to: [{networks: ['203.0.113.0/24']}]})];
  assert.is(await verdict(others, 'kube-system/dns', 'UDP:5353'), 'deny');
});

test('node peers need their option, without which the whole policy is not there', async () => {
  const on = {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'cilium-config', namespace: 'kube-system'}};
  const option = {...on, data: {'enable-node-selector-labels': 'true'}};
  const denies = cluster({action: 'Deny', to: [{nodes: {}}, {networks: ['203.0.113.0/24']}]});
  assert.is(await verdict([denies], 'node/n2', '80'), 'allow');
  assert.is(await verdict([denies], '203.0.113.7', '80'), 'allow');
  assert.is(await verdict([denies, option], 'node/n2', '80'), 'deny');
  assert.is(await verdict([denies, option], '203.0.113.7', '80'), 'deny');
});

test('a policy that denies names is not there', async () => {
  const denies = cluster({action: 'Deny', to: [{domainNames: ['api.example.org']}, {networks: ['198.51.100.0/24']}]});
  const [line = ''] = await corner([...world, denies], 's', '198.51.100.1', '80', 'cilium');
  assert.match(line, /^allow .*policy-ignored/);
});

test.run();
