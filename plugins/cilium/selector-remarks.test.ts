import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {readPlain} from '../../src/testing/plain-cilium.ts';

const test = suite('cilium remarks on selectors');

/** What is said of the labels of one peer: code and path. */
function said(peer: object, endpointSelector: object = {}): readonly string[] {
  const {diagnostics} = readPlain({spec: {endpointSelector, ingress: [{fromEndpoints: [peer]}]}});
  return diagnostics.map(({code, arguments: {path}}) => `${code} ${path}`);
}

const PEER = 'spec.ingress[0].fromEndpoints[0]';

test('sources that nobody has', () => {
  assert.equal(said({matchLabels: {'foo:app': 'x'}}), [`never-matches ${PEER}.matchLabels[foo:app]`]);
  assert.equal(said({matchExpressions: [{key: 'foo:app', operator: 'Exists'}]}), [
    `never-matches ${PEER}.matchExpressions[0].key`,
  ]);
  assert.equal(said({}, {matchLabels: {'foo:app': 'x'}}), ['never-matches spec.endpointSelector.matchLabels[foo:app]']);
});

test('a condition that leaves such labels out always holds', () => {
  const selector = {matchLabels: {app: 'x'}, matchExpressions: [{key: 'foo:app', operator: 'NotIn', values: ['x']}]};
  assert.equal(said(selector), [`value-misleading ${PEER}.matchExpressions[0].key`]);
});

test('labels of addresses and nodes beside the scope of pods', () => {
  assert.equal(said({matchLabels: {'cidr:10.0.0.0/8': ''}}), [`never-matches ${PEER}.matchLabels[cidr:10.0.0.0/8]`]);
  assert.equal(said({matchLabels: {'node:zone': 'a'}}), [`never-matches ${PEER}.matchLabels[node:zone]`]);
  assert.equal(said({matchLabels: {'reserved:world': '', 'cidr:10.0.0.0/8': ''}}), []);
});

test('what pods, and special peers, have', () => {
  assert.equal(said({matchLabels: {app: 'x', 'k8s:role': 'y', 'any:tier': 'z'}}), []);
  assert.equal(said({matchLabels: {'reserved:host': ''}}), []);
  assert.equal(said({matchLabels: {'reserved:hosts': ''}}), [`never-matches ${PEER}.matchLabels[reserved:hosts]`]);
});

test.run();
