import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {loadTexts} from '../testing/migrated.ts';
import {policiesWithin} from './policies-within.ts';

const test = suite('policies within a world');

const policies = (['shop', 'lab'] as const).map(
  (namespace) => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: closed, namespace: ${namespace}}
spec: {podSelector: {}, policyTypes: [Ingress]}
`,
);
const everywhere = `apiVersion: projectcalico.org/v3
kind: GlobalNetworkPolicy
metadata: {name: all}
spec: {selector: all(), types: [Ingress]}
`;
const pod = `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec: {containers: [{name: main, image: main}]}
`;

test('are those of its namespaces, and those of none', async () => {
  const {applied, world} = await loadTexts([...policies, everywhere, pod]);
  const kept = policiesWithin(applied, world).map(({id: {namespace = '', name}}) => `${namespace}/${name}`);
  assert.equal([...kept].sort(), ['/all', 'shop/closed']);
});

test.run();
