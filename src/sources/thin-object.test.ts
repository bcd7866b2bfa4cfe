import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {thinObject} from './thin-object.ts';

const test = suite('thin objects');

test('of a pod stays what a reader looks at', () => {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {name: 'a', namespace: 'b', uid: 'x', labels: {c: 'd'}, annotations: {e: 'f'}, managedFields: []},
    spec: {
      nodeName: 'n',
      volumes: [{name: 'v'}],
      hostNetwork: true,
      containers: [{name: 'c', image: 'i', env: [], ports: [{name: 'web', containerPort: 80}]}],
    },
    status: {phase: 'Running', podIP: '10.0.0.1', conditions: [{type: 'Ready'}]},
  };
  assert.equal(thinObject(pod), {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {name: 'a', namespace: 'b', labels: {c: 'd'}},
    spec: {nodeName: 'n', hostNetwork: true, containers: [{name: 'c', ports: [{name: 'web', containerPort: 80}]}]},
    status: {phase: 'Running', podIP: '10.0.0.1'},
  });
});

test('a policy stays whole but for the bookkeeping of its managers', () => {
  const typed = {apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy'};
  const metadata = {name: 'a', annotations: {b: 'c'}};
  const rest = {spec: {podSelector: {}}, unknown: 1};
  const policy = {...typed, metadata: {...metadata, managedFields: [{manager: 'x'}]}, ...rest};
  assert.equal(thinObject(policy), {...typed, metadata, ...rest});
});

test('a kind that nobody lists stays whole but for the same', () => {
  const object = {apiVersion: 'example.com/v1', kind: 'Thing', metadata: {uid: 'x'}, spec: {a: [1]}, data: {}};
  assert.equal(thinObject({...object, metadata: {uid: 'x', managedFields: []}}), object);
});

test('what has another shape stays for its reader to refuse', () => {
  const pod = {apiVersion: 'v1', kind: 'Pod'};
  for (const value of [null, 3, 'x', {...pod, metadata: 3}, {...pod, spec: {containers: [1, null, [{env: 1}]]}}]) {
    assert.equal(thinObject(value), value);
  }
  assert.equal(thinObject({apiVersion: 'x/v1', kind: 'toString', a: 1}), {apiVersion: 'x/v1', kind: 'toString', a: 1});
  const own = thinObject(JSON.parse('{"apiVersion": "x/v1", "kind": "X", "__proto__": {"a": 1}}'));
  assert.is(JSON.stringify(own), '{"apiVersion":"x/v1","kind":"X","__proto__":{"a":1}}');
});

test.run();
