import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {clusterDocument} from './cluster-documents.ts';
import {clusterEngine} from './cluster-engine.ts';

const test = suite('cluster engine');

interface Container {
  readonly name: string;
  readonly image?: string;
  readonly command?: readonly string[];
}

const daemonSet = (name: string, ...containers: readonly Container[]): unknown => ({
  kind: 'DaemonSet',
  metadata: {name, namespace: 'kube-system'},
  spec: {template: {spec: {containers}}},
});
const engine = (...values: readonly unknown[]): string | undefined =>
  clusterEngine(values.map((value, index) => clusterDocument('x', value, index + 1)));

test('agents by their DaemonSet', () => {
  assert.is(engine(daemonSet('cilium')), 'cilium');
  assert.is(engine(daemonSet('anetd')), 'gke-dataplane-v2');
  assert.is(engine(daemonSet('rke2-canal')), 'canal');
  assert.is(engine(daemonSet('calico-node')), 'calico');
  assert.is(engine(daemonSet('antrea-agent')), 'antrea');
});

test('no agent, no answer', () => {
  assert.is(engine(), undefined);
  assert.is(
    engine(daemonSet('fluentd'), {kind: 'Deployment', metadata: {name: 'cilium'}}, 3, {kind: 'DaemonSet'}),
    undefined,
  );
});

test('plain Flannel enforces nothing, with its policy container it does', () => {
  assert.is(engine(daemonSet('kube-flannel-ds', {name: 'kube-flannel'})), 'flannel');
  assert.is(
    engine(daemonSet('kube-flannel-ds', {name: 'flannel'}, {name: 'p', command: ['/bin/netpol']})),
    'flannel-netpol',
  );
});

test('an engine that enforces counts before one that does not', () => {
  assert.is(engine(daemonSet('kube-flannel-ds', {name: 'kube-flannel'}), daemonSet('canal')), 'canal');
  assert.is(engine(daemonSet('aws-node', {name: 'aws-node'}), daemonSet('calico-node')), 'calico');
});

test('the AWS agent enforces with its second container only', () => {
  assert.is(engine(daemonSet('aws-node', {name: 'aws-node'})), undefined);
  assert.is(engine(daemonSet('aws-node', {name: 'aws-node'}, {name: 'aws-eks-nodeagent'})), 'aws');
});

test('kindnet enforces since the images of July 2024', () => {
  const kindnet = (tag: string): unknown =>
    daemonSet('kindnet', {name: 'kindnet-cni', image: `kindest/kindnetd:${tag}`});
  assert.is(engine(kindnet('v20240202-8f1494ea')), undefined);
  assert.is(engine(kindnet('v20240813-c6f155d6')), 'kindnet');
  assert.is(engine(kindnet('v20250214-acbabc1a')), 'kindnet');
});

test('k3s enforces without an agent, unless it was started without', () => {
  const node = (args: string): unknown => ({kind: 'Node', metadata: {annotations: {'k3s.io/node-args': args}}});
  assert.is(engine(node('["server"]')), 'k3s');
  assert.is(engine(node('["server","--disable-network-policy"]')), 'flannel');
  assert.is(engine(node('["server"]'), daemonSet('cilium')), 'cilium');
});

test('the plain network of Azure enforces nothing', () => {
  assert.is(engine(daemonSet('azure-cns')), 'none');
  assert.is(engine(daemonSet('azure-cns'), daemonSet('azure-npm')), 'azure-npm');
});

test.run();
