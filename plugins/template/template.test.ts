import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {printMatch} from '../../src/ir/match.ts';
import type {Document} from '../../src/sources/document.ts';
import {template} from './index.ts';

const test = suite('template dialect');

const policy = {
  apiVersion: 'example.org/v1',
  kind: 'ExamplePolicy',
  metadata: {name: 'web', namespace: 'shop'},
  spec: {pods: {app: 'web'}, allowFrom: [{app: 'front'}, {}], ports: [80, 443]},
};

function documentOf(value: unknown): Document {
  const origin = {file: 'test.yaml', document: 1, path: []};
  return {
    origin,
    content: {syntax: 'value', value},
    locate: (path) => ({file: 'test.yaml', document: 1, path: path.join('.')}),
  };
}

test('what is written reads back as the same policy', async () => {
  const read = await template.read(documentOf(policy), {namespace: 'default'});
  const written = template.write?.(read.policies ?? [], {allow: 'equal'});
  assert.equal(written?.losses, []);
  assert.equal(
    written?.objects.map(({object}) => object),
    [policy],
  );
});

test('the subject is spelled out: kind, namespace, labels', async () => {
  const {policies = []} = await template.read(documentOf(policy), {namespace: 'default'});
  assert.equal(
    policies.map(({subject}) => printMatch(subject)),
    ['(label("app" in ["web"]) & namespace(in ["shop"]) & pod)'],
  );
});

test('an invalid object is refused with every error at its place', async () => {
  const spec = {pods: {app: 1}, allowFrom: 'all', ports: [0]};
  const {policies = [], diagnostics = []} = await template.read(documentOf({...policy, spec}), {namespace: 'default'});
  assert.equal(policies, []);
  assert.equal(
    diagnostics.map(({origin}) => origin?.path.join('.')),
    ['spec.pods.app', 'spec.allowFrom', 'spec.ports.0'],
  );
});

test.run();
