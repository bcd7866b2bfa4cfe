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
  assert.equal(thinObject('pods', pod), {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {name: 'a', namespace: 'b', labels: {c: 'd'}},
    spec: {nodeName: 'n', hostNetwork: true, containers: [{name: 'c', ports: [{name: 'web', containerPort: 80}]}]},
    status: {phase: 'Running', podIP: '10.0.0.1'},
  });
});

test('a policy stays whole but for the bookkeeping of its managers', () => {
  const policy = {
    metadata: {name: 'a', annotations: {b: 'c'}, managedFields: [{manager: 'x'}]},
    spec: {podSelector: {}},
  };
  const kept = {metadata: {name: 'a', annotations: {b: 'c'}}, spec: {podSelector: {}}};
  assert.equal(thinObject('networkpolicies.networking.k8s.io', policy), kept);
  assert.is(thinObject('networkpolicies.networking.k8s.io', kept), kept);
});

test('what has another shape stays for its reader to refuse', () => {
  for (const value of [null, 3, 'x', {metadata: 3}, {spec: {containers: 'x'}}, {spec: {containers: [1, null]}}]) {
    assert.equal(thinObject('pods', value), value);
  }
  assert.equal(thinObject('nodes', {metadata: 'x'}), {metadata: 'x'});
  assert.equal(thinObject('toString', {a: 1}), {a: 1});
});

test.run();
