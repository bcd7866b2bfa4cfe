import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {clusterDocument, listItems} from './cluster-documents.ts';

const test = suite('cluster documents');

const items = (text: string): readonly unknown[] | undefined => listItems(Buffer.from(text));

test('a list, one object, nothing', () => {
  assert.equal(items('{"apiVersion": "v1", "items": [{"a": 1}, {"a": 2}], "kind": "List"}'), [{a: 1}, {a: 2}]);
  assert.equal(items('{"kind": "List", "items": []}'), []);
  assert.equal(items('{"kind": "ConfigMap", "data": {}}'), [{kind: 'ConfigMap', data: {}}]);
  assert.equal(items(''), []);
  assert.equal(items('\n'), []);
});

test('what is no answer of kubectl', () => {
  const deep = `{"kind": "List", "items": [{"a": ${'['.repeat(1000)}${']'.repeat(1000)}}]}`;
  const answers = [
    '[]',
    'null',
    '3',
    '{}',
    '{"kind": "List"}',
    '{"kind": "List", "items": [1]}',
    '{"kind": 3}',
    '{"a":',
  ];
  for (const answer of [...answers, 'pods', '\u0000\u0001', '['.repeat(100_000), deep])
    assert.is(items(answer), undefined, answer);
});

test('a place in a live object is its name and a path', () => {
  const policy = {metadata: {namespace: 'shop', name: 'db'}};
  const document = clusterDocument('networkpolicies.networking.k8s.io', policy, 7);
  assert.is(document.live, true);
  assert.equal(document.content, {syntax: 'value', value: policy});
  assert.equal(document.locate(['spec', 'ingress', 0]), {
    file: 'cluster',
    document: 7,
    path: 'spec.ingress[0]',
    resource: 'networkpolicies.networking.k8s.io/shop/db',
  });
  assert.is(clusterDocument('nodes', {metadata: {name: 'n1'}}, 1).origin.resource, 'nodes/n1');
  assert.is(clusterDocument('nodes', {metadata: 3}, 1).origin.resource, 'nodes');
});

test.run();
