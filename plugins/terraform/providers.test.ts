import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {readShared, sharedDirectory} from '../../src/testing/shared.ts';
import {jsonDocument, terraformDocument} from '../../src/testing/terraform-document.ts';
import type {ReadContext} from '../dialect.ts';
import {terraform} from './index.ts';

const test = suite('terraform provider configurations');

const name = 'conformance/terraform/26-provider-aliases';
const inputs = {
  source: terraformDocument(sharedDirectory + name),
  plan: jsonDocument('plan.json', JSON.parse(readShared(`${name}/plan.json`))),
};

/** The addresses of what is read, and the codes of what is said. */
async function read(document: (typeof inputs)['plan'], context: Partial<ReadContext> = {}) {
  const {documents = [], diagnostics = []} = await terraform.read(document, {namespace: 'default', ...context});
  return [...documents.map(({origin}) => origin.resource).sort(), ...diagnostics.map(({code}) => code)];
}

const first = 'kubernetes_network_policy_v1.first';
const second = ['kubernetes_network_policy_v1.second', 'module.m.kubernetes_network_policy_v1.inner'];

for (const [what, document] of Object.entries(inputs)) {
  test(`${what}: all are read and told, or those that are named`, async () => {
    assert.equal(await read(document), [first, ...second, 'terraform-providers']);
    assert.equal(await read(document, {providers: ['kubernetes']}), [first]);
    assert.equal(await read(document, {providers: ['kubernetes.second']}), second);
    assert.equal(await read(document, {providers: ['kubernetes', 'kubernetes.second']}), [first, ...second]);
    assert.equal(await read(document, {providers: ['kubernetes.third']}), ['terraform-provider-unknown']);
  });
}

test('changes of other clusters are not those of this one', () => {
  const changes = terraform.planned?.(inputs.plan, {providers: ['kubernetes.second']})?.changes ?? [];
  assert.equal(
    changes.map(({address}) => address),
    second,
  );
});

test('what is no longer configured is of the only configuration there is', async () => {
  const policy = {metadata: [{name: 'p', namespace: 'shop'}], spec: [{pod_selector: [{}], policy_types: ['Ingress']}]};
  const type = 'kubernetes_network_policy_v1';
  const deleted = {address: `${type}.p`, mode: 'managed', type, change: {actions: ['delete'], before: policy}};
  const resources = [
    {address: `${type}.q`, provider_config_key: 'kubernetes.east'},
    {address: 'other_thing.x', provider_config_key: 'other.west'},
  ];
  const plan = {format_version: '1.2', resource_changes: [deleted], configuration: {root_module: {resources}}};
  const context = {side: 'before', providers: ['kubernetes.east']} as const;
  assert.equal(await read(jsonDocument('plan.json', plan), context), [`${type}.p`]);
});

test('a state file tells the provider of each resource', async () => {
  const resource = (label: string, alias: string) => ({
    ...{mode: 'managed', type: 'kubernetes_namespace', name: label},
    provider: `provider["registry.example/hashicorp/kubernetes"]${alias}`,
    instances: [{attributes: {metadata: [{name: label}]}}],
  });
  const state = jsonDocument('terraform.tfstate', {version: 4, resources: [resource('a', ''), resource('b', '.east')]});
  assert.equal(await read(state, {providers: ['kubernetes.east']}), ['kubernetes_namespace.b']);
});

test.run();
