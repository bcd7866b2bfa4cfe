import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {JsonObject} from '../../src/base/json.ts';
import {printMatch} from '../../src/ir/match.ts';
import {load} from '../../src/load/load.ts';
import {terraformTexts} from '../../src/testing/terraform-document.ts';

const test = suite('resources of which nobody knows how many there are');

/** Whom the policies of a manifest select that may not exist, and what else is said than that. */
async function subjectsOf(apiVersion: string, kind: string, body: JsonObject, namespace = 'shop') {
  const manifest = {apiVersion, kind, metadata: {name: 'p', ...(namespace !== '' && {namespace})}, ...body};
  const text = `variable "n" {}
    resource "kubernetes_manifest" "x" {
      count = var.n
      manifest = ${JSON.stringify(manifest)}
    }`;
  const {policies, diagnostics} = await load([terraformTexts({'main.tf': text})], {namespace: 'default'});
  const errors = diagnostics.filter(({severity}) => severity === 'error');
  const doubt = /unknown\("kubernetes_manifest\.x\[\?\] may not exist: [^"]*"\)/g;
  return [...errors.map(({code}) => code), ...policies.map(({subject}) => printMatch(subject).replace(doubt, '?'))];
}

const app = {matchLabels: {app: 'web'}};
const web = 'label("app" in ["web"])';
const admin = {tier: 'Admin', priority: 1, ingress: [{action: 'Deny', from: [{namespaces: {}}]}]};
const cases: readonly (readonly [apiVersion: string, kind: string, body: JsonObject, subject: string])[] = [
  ['networking.k8s.io/v1', 'NetworkPolicy', {spec: {podSelector: app}}, `(${web} & namespace(in ["shop"]) & pod & ?)`],
  ['networking.k8s.io/v1', 'NetworkPolicy', {spec: {policyTypes: ['Egress']}}, '(namespace(in ["shop"]) & pod & ?)'],
  ['networking.k8s.io/v1', 'NetworkPolicy', {}, '(namespace(in ["shop"]) & pod & ?)'],
  ['projectcalico.org/v3', 'NetworkPolicy', {spec: {}}, '(namespace(in ["shop"]) & pod & ?)'],
  [
    'projectcalico.org/v3',
    'StagedKubernetesNetworkPolicy',
    {spec: {podSelector: app}},
    `(${web} & namespace(in ["shop"]) & pod & ?)`,
  ],
];
for (const [apiVersion, kind, body, subject] of cases) {
  test(`${apiVersion} ${kind} ${JSON.stringify(body)}`, async () => {
    assert.equal(await subjectsOf(apiVersion, kind, body), [subject]);
  });
}

test('policies of the whole cluster', async () => {
  const policy = (subject: JsonObject): Promise<readonly string[]> =>
    subjectsOf('policy.networking.k8s.io/v1alpha2', 'ClusterNetworkPolicy', {spec: {...admin, subject}}, '');
  assert.equal(await policy({namespaces: {}}), ['(pod & ?)']);
  assert.equal(await policy({pods: {podSelector: app}}), [`(${web} & pod & ?)`]);
  assert.equal(await subjectsOf('projectcalico.org/v3', 'GlobalNetworkPolicy', {spec: {}}, ''), ['?']);
});

test('both lists of specs of Cilium', async () => {
  const rules = {endpointSelector: app, ingress: [{}]};
  const found = await subjectsOf('cilium.io/v2', 'CiliumNetworkPolicy', {spec: rules, specs: [rules]});
  assert.is(found.length, 2);
  for (const each of found) assert.match(each, / & \?\)$/);
});

test('other objects are left out without an error', async () => {
  assert.equal(await subjectsOf('v1', 'Service', {spec: {selector: {app: 'web'}, ports: [{port: 80}]}}), []);
});

test.run();
