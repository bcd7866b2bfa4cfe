import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {JsonObject} from '../../src/base/json.ts';
import {prepare} from '../../src/evaluate/prepared.ts';
import {printMatch} from '../../src/ir/match.ts';
import {printTraffic} from '../../src/ir/traffic.ts';
import {load} from '../../src/load/load.ts';
import {usualLimits} from '../../src/sources/limits.ts';
import {readText} from '../../src/sources/text-documents.ts';
import {corner, node, pod} from '../../src/testing/corner.ts';
import {readShared} from '../../src/testing/shared.ts';
import {calicoProfile} from './profile.ts';

const test = suite('rules of cluster-wide policies that Calico cannot convert (calico.md 9.2, 9.3)');

const world = [
  {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'shop'}},
  node('n1', '10.0.0.1'),
  pod('client', {app: 'client'}, {ips: ['10.1.0.1']}),
  pod('web', {app: 'web'}, {ips: ['10.1.0.2'], containers: [{name: 'c', ports: [{name: 'http', containerPort: 80}]}]}),
];
const anywhere = [{networks: ['0.0.0.0/0']}];

function clusterPolicy(...egress: readonly JsonObject[]): JsonObject {
  const spec = {tier: 'Admin', priority: 1, subject: {namespaces: {}}, egress};
  return {
    apiVersion: 'policy.networking.k8s.io/v1alpha2',
    kind: 'ClusterNetworkPolicy',
    metadata: {name: 'p'},
    spec,
  };
}

async function reached(policy: JsonObject, to: string, port: string, cni: string): Promise<string> {
  const [line = ''] = await corner([...world, policy], 'client', to, port, cni);
  return line.split(' ')[0] ?? '';
}

const cases: readonly (readonly [
  name: string,
  rules: readonly JsonObject[],
  to: string,
  calico: string,
  spec: string,
])[] = [
  ['Deny of nodes, a pod', [{action: 'Deny', to: [{nodes: {}}]}], 'web', 'deny', 'allow'],
  ['Pass for nodes, a pod', [{action: 'Pass', to: [{nodes: {}}]}], 'web', 'deny', 'allow'],
  ['Deny of a domain, a pod', [{action: 'Deny', to: [{domainNames: ['a.example']}]}], 'web', 'deny', 'allow'],
  [
    'one such peer among others',
    [{action: 'Deny', to: [{networks: ['192.0.2.0/24']}, {nodes: {}}]}],
    'web',
    'deny',
    'allow',
  ],
  [
    'Accept of nodes before a Deny of all, a node',
    [
      {action: 'Accept', to: [{nodes: {}}]},
      {action: 'Deny', to: anywhere},
    ],
    'node/n1',
    'deny',
    'allow',
  ],
  ['Deny of nodes alone, a node', [{action: 'Deny', to: [{nodes: {}}]}], 'node/n1', 'deny', 'deny'],
  ['Deny of networks elsewhere', [{action: 'Deny', to: [{networks: ['192.0.2.0/24']}]}], 'web', 'allow', 'allow'],
];
for (const [name, rules, to, calico, spec] of cases) {
  test(name, async () => {
    const policy = clusterPolicy(...rules);
    assert.equal([await reached(policy, to, '80', 'calico'), await reached(policy, to, '80', 'spec')], [calico, spec]);
  });
}

test('the rules are those of the recorded conversion', async () => {
  const egress = async (name: string): Promise<readonly string[]> => {
    const text = readShared(`conformance/calico/from-kubernetes/egress-nodes-unsupported/${name}`);
    const {world, policies} = await load((await readText(name, text, usualLimits)).documents, {namespace: 'default'});
    const placed = prepare(calicoProfile, world, policies).stages.flatMap((stage) => stage.policies);
    const rules = placed.flatMap(({policy}) => policy.egress?.rules ?? []);
    return rules.map(({action, peer, traffic}) => `${action} ${printMatch(peer)}, ${printTraffic(traffic)}`);
  };
  assert.equal(await egress('in.yaml'), ['deny anything, any']);
  assert.equal(await egress('out.yaml'), ['deny anything, any']);
});

test('a port name is every port in the first generation, and the declared one in the second', async () => {
  const first = {
    apiVersion: 'policy.networking.k8s.io/v1alpha1',
    kind: 'AdminNetworkPolicy',
    metadata: {name: 'p'},
    spec: {
      priority: 1,
      subject: {namespaces: {}},
      egress: [{action: 'Deny', to: [{namespaces: {}}], ports: [{namedPort: 'http'}]}],
    },
  };
  const second = clusterPolicy({
    action: 'Deny',
    to: [{namespaces: {}}],
    protocols: [{destinationNamedPort: 'http'}],
  });
  for (const [policy, others] of [
    [first, 'deny'],
    [second, 'allow'],
  ] as const) {
    assert.is(await reached(policy, 'web', '80', 'calico'), 'deny');
    assert.is(await reached(policy, 'web', 'UDP:81', 'calico'), others);
    assert.is(await reached(policy, 'web', 'UDP:81', 'spec'), 'allow');
  }
});

test.run();
