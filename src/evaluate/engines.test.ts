import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {type DialectEntry, dialects} from '../../plugins/index.ts';
import {load} from '../load/load.ts';
import {chooseProfiles} from '../load/profile.ts';
import {usualLimits} from '../sources/limits.ts';
import {readText} from '../sources/text-documents.ts';
import type {Verdict} from './answer.ts';
import {ask} from './ask.ts';
import {naiveEvaluator} from './naive.ts';
import {readQuestion, splitQuestion} from './question.ts';
import {resolveTarget} from './target.ts';

// What the row of an engine in cni.md section 2 changes in a verdict, one capability a test.
const test = suite('engines');

const world = `
apiVersion: v1
kind: Node
metadata: {name: a}
status: {addresses: [{type: InternalIP, address: 192.168.0.1}]}
---
apiVersion: v1
kind: Pod
metadata: {name: db, namespace: shop, labels: {app: db}, ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: db, controller: true}]}
spec: {nodeName: a, containers: [{name: db, ports: [{name: sql, containerPort: 5432}]}]}
status: {podIP: 10.0.0.1, podIPs: [{ip: 10.0.0.1}, {ip: 'fd00::1'}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {nodeName: a, containers: [{name: web}]}
status: {podIP: 10.0.0.2, podIPs: [{ip: 10.0.0.2}, {ip: 'fd00::2'}]}
---
`;

function policy(spec: string): string {
  return `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p, namespace: shop}\nspec: ${spec}\n`;
}

interface Question {
  readonly from?: string;
  readonly to?: string;
  readonly family?: 4 | 6;
}

async function verdict(cni: string, policies: string, port: string, question: Question = {}): Promise<Verdict> {
  const {documents} = await readText('test', world + policies, usualLimits);
  const {world: read, applied, diagnostics} = await load(documents, {namespace: 'default'});
  assert.equal(
    diagnostics.filter(({severity}) => severity === 'error'),
    [],
  );
  const chosen = await chooseProfiles(cni, []);
  const profile = 'profiles' in chosen ? chosen.profiles[0] : undefined;
  assert.ok(profile, cni);
  const options = {namespace: 'shop', policies: applied, domains: false};
  const [from, to] = [question.from ?? 'web', question.to ?? 'db'].map((name) => resolveTarget(read, name, options));
  const asked = readQuestion(...splitQuestion(port));
  assert.ok(from && to && 'endpoints' in from && 'endpoints' in to && 'protocol' in asked);
  const {family = 4} = question;
  const [answer] = ask(naiveEvaluator(profile, read, applied), from, to, asked, {family});
  assert.ok(answer);
  return answer;
}

/** `allow`, or with what decided: `deny: isolated`, `unknown: weave ...`; then the codes of the caveats. */
async function answer(...question: Parameters<typeof verdict>): Promise<string> {
  const {verdict: word, egress, ingress, caveats} = await verdict(...question);
  const side = [egress, ingress].find((each) => each && each.verdict === word && each.verdict !== 'allow');
  const why = side && (side.unknowns.length > 0 ? side.unknowns.join('; ') : side.reason);
  return [`${word}${why ? `: ${why}` : ''}`, ...caveats.map(({code}) => `[${code}]`)].join(' ');
}

const ranges = policy('{podSelector: {matchLabels: {app: db}}, ingress: [{ports: [{port: 8000, endPort: 8010}]}]}');

test('endPort: the first port alone where it is ignored, unknown where nobody knows', async () => {
  assert.is(await answer('spec', ranges, '8005'), 'allow');
  assert.is(await answer('kube-router', ranges, '8005'), 'allow');
  assert.is(await answer('weave', ranges, '8000'), 'allow');
  assert.is(await answer('weave', ranges, '8005'), 'deny: isolated [end-port-ignored]');
  assert.is(await answer('weave', ranges, '8011'), 'deny: isolated');
  assert.is(await answer('azure-npm', ranges, '8000'), 'allow');
  assert.is(await answer('azure-npm', ranges, '8005'), 'unknown: azure-npm reads endPort');
  assert.is(await answer('azure-npm', ranges, '8011'), 'deny: isolated');
  assert.is(await answer('cilium', ranges, '8005'), 'allow');
  assert.is(await answer('cilium@1.16', ranges, '8005'), 'deny: isolated [end-port-ignored]');
  assert.is(await answer('cilium@1.17.3', ranges, '8005'), 'allow');
  assert.is(await answer('gke-dataplane-v2', ranges, '8005'), 'unknown: gke-dataplane-v2 reads endPort');
});

test('named ports: a policy with one is dropped as a whole, with a caveat', async () => {
  const named = policy('{podSelector: {matchLabels: {app: db}}, ingress: [{ports: [{port: sql}, {port: 80}]}]}');
  assert.is(await answer('spec', named, '5432'), 'allow');
  assert.is(await answer('spec', named, '81'), 'deny: isolated');
  assert.is(await answer('weave', named, '81'), 'allow [policy-ignored]');
  assert.is(await answer('azure-npm-windows', named, '81'), 'allow [policy-ignored]');
  assert.is(await answer('azure-npm', named, '5432'), 'allow');
  assert.is(await answer('gke-dataplane-v2', named, '80'), 'allow');
  assert.is(await answer('gke-dataplane-v2', named, '5432'), 'unknown: gke-dataplane-v2 knows named ports');
});

test('SCTP: never widens TCP, and only known engines open it', async () => {
  const sctp = policy('{podSelector: {matchLabels: {app: db}}, ingress: [{ports: [{protocol: SCTP, port: 81}]}]}');
  assert.is(await answer('kube-router', sctp, 'SCTP:81'), 'allow');
  assert.is(await answer('kindnet', sctp, 'SCTP:81'), 'unknown: kindnet enforces rules for SCTP');
  assert.is(await answer('kindnet', sctp, '81'), 'deny: isolated');
  assert.is(await answer('romana', sctp, 'SCTP:81'), 'deny: isolated');
  assert.is(await answer('azure-npm-windows', sctp, '81'), 'allow [policy-ignored]');
  assert.is(await answer('gke-legacy', sctp, 'SCTP:81'), 'unknown: gke-legacy enforces rules for SCTP');
});

const block = policy(
  '{podSelector: {matchLabels: {app: db}}, ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.9.0.0/16]}}]}]}',
);

test('except: dropped with its policy, or open', async () => {
  assert.is(await answer('antrea', block, '80', {from: '10.9.0.1'}), 'deny: isolated');
  assert.is(await answer('azure-npm-windows', block, '80', {from: '10.9.0.1'}), 'allow [policy-ignored]');
  assert.is(await answer('romana', block, '80', {from: '10.9.0.1'}), 'unknown: romana reads except');
  assert.is(await answer('romana', block, '80', {from: '192.0.2.1'}), 'allow');
});

test('ipBlock and what is inside the cluster', async () => {
  assert.is(await answer('spec', block, '80'), 'allow [blocks-inside-cluster]');
  assert.is(await answer('kube-router', block, '80'), 'allow');
  assert.is(await answer('calico', block, '80'), 'allow');
  assert.is(await answer('cilium', block, '80'), 'deny: isolated');
  assert.is(await answer('azure-cilium', block, '80'), 'deny: isolated');
  assert.is(await answer('antrea', block, '80'), 'unknown: antrea finds pods and nodes by ipBlock');
  assert.is(await answer('antrea', block, '80', {from: '192.0.2.1'}), 'allow');
});

const closedBothWays = policy('{podSelector: {}, policyTypes: [Ingress, Egress]}');

test('egress is not enforced by every engine', async () => {
  const closed = policy('{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress]}');
  assert.is(await answer('spec', closed, '80'), 'deny: isolated');
  for (const cni of ['romana', 'weave@2.3']) {
    const {verdict: word, egress} = await verdict(cni, closed, '80');
    assert.is(word, 'allow', cni);
    assert.is(egress?.reason, 'capability');
  }
  assert.is(await answer('weave@2.4.0', closed, '80'), 'deny: isolated');
  assert.is(await answer('weave', closed, '80'), 'deny: isolated');
  assert.is(await answer('romana', closedBothWays, '80'), 'deny: isolated');
});

test('IPv6 is not enforced by every engine', async () => {
  assert.is(await answer('spec', closedBothWays, '80', {family: 6}), 'deny: isolated');
  for (const cni of ['canal', 'azure-npm']) assert.is(await answer(cni, closedBothWays, '80', {family: 6}), 'allow');
  assert.is(
    await answer('kube-router', closedBothWays, '80', {family: 6}),
    'unknown: kube-router enforces policies for IPv6',
  );
  assert.is(await answer('kube-router', closedBothWays, '80', {family: 4}), 'deny: isolated');
});

function admin(apiVersion: string, kind: string, tier: string): string {
  return `apiVersion: policy.networking.k8s.io/${apiVersion}
kind: ${kind}
metadata: {name: closed}
spec:
  ${tier}
  priority: 1
  subject: {namespaces: {}}
  ingress: [{action: Deny, from: [{namespaces: {}}]}]
`;
}

test('cluster-wide policies are read by some engines, in some versions', async () => {
  const older = admin('v1alpha1', 'AdminNetworkPolicy', '').replace('  \n', '').replace('action', 'name: deny, action');
  const newer = admin('v1alpha2', 'ClusterNetworkPolicy', 'tier: Admin');
  const rows: readonly (readonly [cni: string, older: string, newer: string])[] = [
    ['spec', 'deny: rule', 'deny: rule'],
    ['weave', 'allow [policy-ignored]', 'allow [policy-ignored]'],
    ['calico', 'deny: rule', 'deny: rule'],
    ['calico@3.28', 'allow [policy-ignored]', 'allow [policy-ignored]'],
    ['calico@3.30', 'deny: rule', 'allow [policy-ignored]'],
    ['canal@v3.32.1', 'allow [policy-ignored]', 'deny: rule'],
    ['cilium', 'allow [policy-ignored]', 'deny: rule'],
    ['cilium@1.19', 'allow [policy-ignored]', 'allow [policy-ignored]'],
    ['antrea@1.12', 'allow [policy-ignored]', 'allow [policy-ignored]'],
    ['antrea@1.13', 'deny: rule', 'allow [policy-ignored]'],
    ['antrea', 'deny: rule', 'unknown: antrea reads ClusterNetworkPolicy'],
    ['ovn-kubernetes', 'deny: rule', 'unknown: ovn-kubernetes reads ClusterNetworkPolicy'],
  ];
  for (const [cni, first, second] of rows) {
    assert.is(await answer(cni, older, '80'), first, `${cni} AdminNetworkPolicy`);
    assert.is(await answer(cni, newer, '80'), second, `${cni} ClusterNetworkPolicy`);
  }
});

test('nothing is enforced by some, or not yet by old versions', async () => {
  for (const cni of ['none', 'flannel', 'kubenet', 'kindnet@0.23.0', 'aws@1.13.4']) {
    assert.is(await answer(cni, closedBothWays, '80'), 'allow', cni);
  }
  for (const cni of ['kindnet', 'kindnet@0.24.0', 'k3s', 'flannel-netpol', 'kube-router']) {
    assert.is(await answer(cni, closedBothWays, '80'), 'deny: isolated', cni);
  }
});

test('pods without owner are not covered on AWS', async () => {
  assert.is(await answer('aws', closedBothWays, '80', {from: 'external', to: 'web'}), 'allow');
  assert.is(await answer('aws', closedBothWays, '80', {from: 'external', to: 'db'}), 'deny: isolated');
});

test('a pod reaches its own node under Azure NPM', async () => {
  assert.is(await answer('spec', closedBothWays, '80', {to: 'node/a'}), 'deny: isolated [undefined-by-api]');
  assert.is(await answer('azure-npm', closedBothWays, '80', {to: 'node/a'}), 'allow');
});

test('every name of the table has a profile of that name', async () => {
  const listed = dialects.flatMap(({profiles}: DialectEntry) => profiles);
  assert.ok(listed.length > 20);
  for (const name of listed) {
    const chosen = await chooseProfiles(name, []);
    assert.ok('profiles' in chosen, name);
    assert.equal(
      chosen.profiles.map((profile) => profile.name),
      [name],
    );
  }
  for (const entry of dialects) {
    assert.equal(Object.keys((await entry.load()).profiles).sort(), [...entry.profiles].sort());
  }
});

test.run();
