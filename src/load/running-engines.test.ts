import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {clusterDocument} from '../sources/cluster-documents.ts';
import {load} from './load.ts';
import {type RunningEngine, runningEngines} from './running-engines.ts';

const test = suite('running engines');

interface Container {
  readonly name: string;
  readonly image?: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly {readonly name: string; readonly value: string}[];
}

const daemonSet = (name: string, ...containers: readonly Container[]): unknown => ({
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: {name, namespace: 'kube-system'},
  spec: {template: {spec: {containers}}},
});

/** A pod of a DaemonSet. */
const pod = (owner: string): unknown => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: `${owner}-x7k2p`,
    namespace: 'kube-system',
    ownerReferences: [{apiVersion: 'apps/v1', kind: 'DaemonSet', name: owner, controller: true}],
  },
  spec: {containers: [{name: 'main', image: 'main'}]},
});

/** Without the names of their agents. */
async function running(...values: readonly unknown[]): Promise<readonly RunningEngine[]> {
  const documents = values.map((value, index) => clusterDocument('x', value, index + 1));
  return runningEngines((await load(documents, {namespace: 'default'})).world).map(({agent: _, ...rest}) => rest);
}

/** The one that counts. */
async function engine(...values: readonly unknown[]): Promise<string | undefined> {
  return (await running(...values))[0]?.engine;
}

test('agents by their DaemonSet', async () => {
  assert.is(await engine(daemonSet('cilium')), 'cilium');
  assert.is(await engine(daemonSet('anetd')), 'gke-dataplane-v2');
  assert.is(await engine(daemonSet('rke2-canal')), 'canal');
  assert.is(await engine(daemonSet('calico-node')), 'calico');
  assert.is(await engine(daemonSet('antrea-agent')), 'antrea');
});

test('no agent, no answer', async () => {
  assert.is(await engine(), undefined);
  assert.is(
    await engine(daemonSet('fluentd'), {kind: 'Deployment', metadata: {name: 'cilium'}}, 3, {kind: 'DaemonSet'}),
    undefined,
  );
});

test('plain Flannel enforces nothing, with its policy container it does', async () => {
  assert.is(await engine(daemonSet('kube-flannel-ds', {name: 'kube-flannel'})), 'flannel');
  assert.is(
    await engine(daemonSet('kube-flannel-ds', {name: 'flannel'}, {name: 'p', command: ['/bin/netpol']})),
    'flannel-netpol',
  );
});

test('an engine that enforces counts before one that does not', async () => {
  assert.is(await engine(daemonSet('kube-flannel-ds', {name: 'kube-flannel'}), daemonSet('canal')), 'canal');
  assert.is(await engine(daemonSet('aws-node', {name: 'aws-node'}), daemonSet('calico-node')), 'calico');
});

test('the AWS agent enforces with its second container only', async () => {
  const nodeAgent = (enabled: boolean): Container => ({
    name: 'aws-eks-nodeagent',
    args: ['--enable-ipv6=false', `--enable-network-policy=${enabled}`],
  });
  assert.is(await engine(daemonSet('aws-node', {name: 'aws-node'})), 'none');
  assert.is(await engine(daemonSet('aws-node', {name: 'aws-node'}, {name: 'aws-eks-nodeagent'})), 'aws');
  assert.is(await engine(daemonSet('aws-node', {name: 'aws-node'}, nodeAgent(true))), 'aws');
  assert.is(await engine(daemonSet('aws-node', {name: 'aws-node'}, nodeAgent(false))), 'none');
});

test('kindnet enforces since the images of July 2024', async () => {
  const kindnet = (tag: string): unknown =>
    daemonSet('kindnet', {name: 'kindnet-cni', image: `kindest/kindnetd:${tag}`});
  assert.is(await engine(kindnet('v20240202-8f1494ea')), 'none');
  assert.is(await engine(kindnet('latest')), undefined);
  assert.is(await engine(kindnet('v20240813-c6f155d6')), 'kindnet');
  assert.is(await engine(kindnet('v20250214-acbabc1a')), 'kindnet');
});

test('the role of kindnet tells whatever its image is called', async () => {
  const kindnet = daemonSet('kindnet', {name: 'kindnet-cni', image: 'kindest/kindnetd:latest'});
  const role = (...resources: readonly string[]): unknown => ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: {name: 'kindnet'},
    rules: [
      {apiGroups: [''], resources: ['nodes'], verbs: ['list']},
      {apiGroups: ['networking.k8s.io'], resources},
    ],
  });
  assert.is(await engine(kindnet, role('networkpolicies')), 'kindnet');
  assert.is(await engine(kindnet, role()), 'none');
});

test('k3s enforces without an agent, unless it was started without', async () => {
  const node = (args: string): unknown => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {annotations: {'k3s.io/node-args': args}},
  });
  assert.is(await engine(node('["server"]')), 'k3s');
  assert.is(await engine(node('["server","--disable-network-policy"]')), 'flannel');
  assert.is(await engine(node('["server"]'), daemonSet('cilium')), 'cilium');
});

test('the plain network of Azure enforces nothing', async () => {
  assert.is(await engine(daemonSet('azure-cns')), 'none');
  assert.is(await engine(daemonSet('azure-cns'), daemonSet('azure-npm')), 'azure-npm');
});

test('agents that were told not to enforce', async () => {
  const router = (...args: readonly string[]): unknown => daemonSet('kube-router', {name: 'kube-router', args});
  assert.is(await engine(router('--run-router=true', '--run-firewall=true')), 'kube-router');
  assert.is(await engine(router('--run-router=true', '--run-firewall=false')), 'none');
  const weave = (...more: readonly Container[]): unknown => daemonSet('weave-net', {name: 'weave'}, ...more);
  const controller = {name: 'weave-npc'};
  assert.is(await engine(weave(controller)), 'weave');
  assert.is(await engine(weave()), 'none');
  assert.is(await engine(weave({...controller, env: [{name: 'EXPECT_NPC', value: '0'}]})), 'none');
});

test('Felix beside the agent of flannel is Canal, whatever its DaemonSet is called', async () => {
  const node = (type: string, ...more: readonly Container[]): unknown =>
    daemonSet('calico-node', {name: 'calico-node', env: [{name: 'CLUSTER_TYPE', value: type}]}, ...more);
  assert.equal(await running(node('k8s,bgp')), [{engine: 'calico'}]);
  assert.equal(await running(node('k8s,canal')), [{engine: 'canal'}]);
  assert.equal(await running(node('k8s', {name: 'kube-flannel'})), [{engine: 'canal'}]);
});

test('whether Felix polices IPv6', async () => {
  const canal = (value: string): unknown =>
    daemonSet('canal', {name: 'calico-node', env: [{name: 'FELIX_IPV6SUPPORT', value}]}, {name: 'kube-flannel'});
  assert.equal(await running(canal('true')), [{engine: 'canal', ipv6: true}]);
  assert.equal(await running(canal('false')), [{engine: 'canal', ipv6: false}]);
});

test('Cilium that is switched off counts behind every engine that enforces', async () => {
  const config = (mode: string): unknown => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {name: 'cilium-config', namespace: 'kube-system'},
    data: {'enable-policy': mode},
  });
  const both = [daemonSet('canal'), daemonSet('cilium')];
  assert.equal(await running(...both, config('never')), [{engine: 'canal'}, {engine: 'cilium'}]);
  assert.equal(await running(...both, config('default')), [{engine: 'cilium'}, {engine: 'canal'}]);
});

test('pods alone name their agent, and leave open how it was started', async () => {
  assert.equal(await running(pod('canal'), pod('kube-flannel-ds')), [{engine: 'canal'}, {engine: 'flannel'}]);
  assert.equal(await running(pod('weave-net')), [{engine: 'weave'}]);
  assert.equal(await running(pod('aws-node')), []);
});

test("Calico's own record tells Canal where only its pods are known, unless Canal was left", async () => {
  const node = pod('calico-node');
  const record = (clusterType: unknown, apiVersion = 'projectcalico.org/v3'): unknown => ({
    apiVersion,
    kind: 'ClusterInformation',
    metadata: {name: 'default'},
    spec: {clusterType},
  });
  assert.is(await engine(node), 'calico');
  assert.is(await engine(node, record('k8s,canal,kdd')), 'canal');
  assert.is(await engine(node, record('k8s,canal,kdd', 'crd.projectcalico.org/v1')), 'canal');
  assert.is(await engine(node, record('k8s,canal,kdd,bgp')), 'calico');
  assert.is(await engine(node, record('k8s,bgp,kdd')), 'calico');
  assert.is(await engine(node, record(7)), 'calico');
  // What the DaemonSet itself says is of today.
  assert.is(await engine(daemonSet('calico-node', {name: 'calico-node'}), record('k8s,canal,kdd')), 'calico');
  assert.is(await engine(record('k8s,canal,kdd')), undefined);
});

test("Calico's operator starts an agent that manifests do not show, also for policies alone", async () => {
  const installation = (type: string, apiVersion = 'operator.tigera.io/v1'): unknown => ({
    apiVersion,
    kind: 'Installation',
    metadata: {name: 'default'},
    spec: {cni: {type}},
  });
  assert.is(await engine(installation('Calico')), 'calico');
  assert.equal(await running(installation('AmazonVPC'), daemonSet('aws-node', {name: 'aws-node'})), [
    {engine: 'calico'},
    {engine: 'none'},
  ]);
  assert.is(await engine(installation('Calico'), daemonSet('calico-node')), 'calico');
  assert.is(await engine(installation('Calico', 'example.com/v1')), undefined);
});

test('k3s without its annotation is known by the provider of its nodes', async () => {
  const node = {apiVersion: 'v1', kind: 'Node', metadata: {name: 'a'}, spec: {providerID: 'k3s://a'}};
  assert.is(await engine(node), 'k3s');
});

test.run();
