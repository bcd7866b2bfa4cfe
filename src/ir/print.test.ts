import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {TCP} from '../base/protocols.ts';
import {and, isKind, label, namespaceIs, oneOf, sameNamespace} from './match.ts';
import {type Policy, rule} from './policy.ts';
import {printPolicy} from './print.ts';
import {numberedPorts, protocolPorts} from './traffic.ts';

const test = suite('printed policies');

const origin = {file: 'x', document: 1, path: []};

const policy: Policy = {
  id: {
    dialect: 'kubernetes',
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    namespace: 'shop',
    name: 'web',
  },
  origin,
  labels: {},
  annotations: {},
  group: {group: 'networkpolicy'},
  subject: and(isKind('pod'), namespaceIs('shop')),
  ingress: {
    isolates: true,
    rules: [
      rule({
        action: 'allow',
        peers: [{value: and(isKind('pod'), sameNamespace, label('a', oneOf(['x']))), path: []}],
        ports: [{value: [protocolPorts(TCP, numberedPorts([[80, 80]]))], path: []}],
        application: {http: [{method: {test: 'exact', text: 'GET'}}], shown: ['dns *.x']},
        path: [],
        index: 0,
      }),
    ],
  },
  egress: {isolates: false, dormant: true, rules: []},
  remainder: [{field: 'spec.x', origin, effect: 'wider', value: {a: 1}}],
};

test('a policy is text that says everything but its places', () => {
  assert.is(
    printPolicy(policy),
    `NetworkPolicy/shop/web networkpolicy
  subject (namespace(in ["shop"]) & pod)
  ingress isolates
    allow peer (label("a" in ["x"]) & pod & sameNamespace) traffic TCP :80 http [method exact "GET" host any path any] shown ["dns *.x"]
  egress does not isolate (dormant)
  remainder spec.x (wider) {"a":1}`,
  );
});

test('where a policy stands is said', () => {
  const first = (group: Policy['group']) => printPolicy({...policy, group, staged: 'set'}).split('\n')[0];
  assert.is(first({group: 'tier', tier: 't', order: 5}), 'NetworkPolicy/shop/web tier "t" 5 staged: set');
  assert.is(first({group: 'tier', tier: 't'}), 'NetworkPolicy/shop/web tier "t" last staged: set');
  assert.is(first({group: 'admin', tier: 'Admin', priority: 3}), 'NetworkPolicy/shop/web Admin 3 staged: set');
});

test.run();
