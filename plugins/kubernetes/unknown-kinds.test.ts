import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {Document} from '../../src/sources/document.ts';
import type {Read} from '../dialect.ts';
import {read} from './read.ts';

const test = suite('kubernetes unknown kinds');

function readValue(value: Record<string, unknown>): Read {
  const origin = {file: 'test', document: 1, path: []};
  const locate = () => ({file: 'test', document: 1, path: ''});
  const document: Document = {origin, content: {syntax: 'value', value}, locate};
  return read(document, {namespace: 'shop'});
}

const metadata = {name: 'web'};
const template = {
  metadata: {labels: {app: 'web'}},
  spec: {containers: [{name: 'c', ports: [{name: 'http', containerPort: 8080}]}]},
};
const rollout = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Rollout',
  metadata,
  spec: {replicas: 3, selector: {matchLabels: {app: 'web'}}, template, strategy: {canary: {}}},
};

test('a Rollout is a workload, and a remark says so', () => {
  const {world, diagnostics = []} = readValue(rollout);
  const [endpoint, ...more] = world?.endpoints ?? [];
  assert.equal(more, []);
  assert.is(endpoint?.name, 'shop/web');
  assert.equal(endpoint?.workload, {kind: 'Rollout', name: 'web'});
  assert.equal(endpoint?.labels, {app: 'web'});
  assert.is(endpoint?.replicas, 3);
  assert.ok(endpoint?.selector);
  assert.equal(
    diagnostics.map(({code, severity, arguments: words}) => [code, severity, words]),
    [['workload-unknown-kind', 'info', {apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout'}]],
  );
});

const others: readonly (readonly [string, Record<string, unknown>])[] = [
  ['a clone set', {apiVersion: 'apps.kruise.io/v1alpha1', kind: 'CloneSet', metadata, spec: {template}}],
  ['a removed version', {apiVersion: 'extensions/v1beta1', kind: 'Deployment', metadata, spec: {template}}],
  [
    'a maker of jobs',
    {apiVersion: 'x.example/v1', kind: 'Timer', metadata, spec: {jobTemplate: {spec: {template}}, schedule: '@daily'}},
  ],
  [
    'a selector of its own sort',
    {apiVersion: 'x.example/v1', kind: 'Runner', metadata, spec: {template, selector: 'app=web'}},
  ],
];

for (const [what, object] of others) {
  test(`${what} is a workload`, () => {
    const {world} = readValue(object);
    assert.equal(
      world?.endpoints?.map(({name, labels}) => [name, labels]),
      [['shop/web', {app: 'web'}]],
    );
  });
}

const nothing: readonly (readonly [string, Record<string, unknown>])[] = [
  ['a template to be copied', {apiVersion: 'v1', kind: 'PodTemplate', metadata, template}],
  ['a template of a workload', {...rollout, kind: 'RolloutTemplate'}],
  ['a policy', {...rollout, kind: 'PlacementPolicy'}],
  ['a description of a kind', {...rollout, apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition'}],
  ['a template without labels', {...rollout, spec: {template: {spec: template.spec}}}],
  ['a template without containers', {...rollout, spec: {template: {...template, spec: {containers: []}}}}],
  ['a template of something else', {...rollout, spec: {template: {...template, spec: {containers: 'many'}}}}],
  ['a template that does not decode', {...rollout, spec: {template: {...template, metadata: {labels: {app: 3}}}}}],
  ['an object without a name', {...rollout, metadata: {}}],
  ['a template far inside', {...rollout, spec: {inner: {template}}}],
];

for (const [what, object] of nothing) {
  test(`${what} is no workload`, () => assert.equal(readValue(object), {}));
}

test.run();
