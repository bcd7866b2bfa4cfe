import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {JsonObject} from '../../src/base/json.ts';
import {corner, pod, service} from '../../src/testing/corner.ts';

const test = suite('services that k8sServiceSelector asks for (cilium.md 6.6)');

const front = service('front', {selector: {app: 'web'}});
const labelled = {...front, metadata: {name: 'front', namespace: 'shop', labels: {role: 'web', tier: ''}}};
const pods = [pod('client', {app: 'client'}), pod('web', {app: 'web'}), pod('other', {app: 'other'})];

function policy(selector: JsonObject, ports: JsonObject): JsonObject {
  return {
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumNetworkPolicy',
    metadata: {name: 'p', namespace: 'shop'},
    spec: {
      endpointSelector: {matchLabels: {app: 'client'}},
      egress: [{toServices: [{k8sServiceSelector: {selector, namespace: 'shop'}}], ...ports}],
    },
  };
}

/** Whether the client gets to the backend, and to another pod. */
async function reached(selector: JsonObject, ports: JsonObject = {}): Promise<string> {
  const objects = [...pods, labelled, policy(selector, ports)];
  const answers = ['web', 'other'].map((name) => corner(objects, 'client', name, '80', 'cilium'));
  return (await Promise.all(answers)).map(([line = '']) => line.split(' ')[0]).join(' ');
}

const expression = (key: string, operator: string, ...values: readonly string[]): JsonObject => ({
  matchExpressions: [{key, operator, ...(values.length > 0 && {values})}],
});

const cases: readonly (readonly [name: string, selector: JsonObject, isFound: boolean])[] = [
  ['a label', {matchLabels: {role: 'web'}}, true],
  ['another value', {matchLabels: {role: 'db'}}, false],
  ['In', expression('role', 'In', 'db', 'web'), true],
  ['In without the value', expression('role', 'In', 'db'), false],
  ['Exists', expression('role', 'Exists'), true],
  ['Exists of an empty label', expression('tier', 'Exists'), true],
  ['Exists of none', expression('zone', 'Exists'), false],
  ['NotIn', expression('role', 'NotIn', 'db'), true],
  ['NotIn with the value', expression('role', 'NotIn', 'web'), false],
  ['NotIn of none', expression('zone', 'NotIn', 'web'), true],
  ['DoesNotExist', expression('role', 'DoesNotExist'), false],
  ['DoesNotExist of none', expression('zone', 'DoesNotExist'), true],
];
for (const [name, selector, isFound] of cases) {
  test(name, async () => {
    assert.is(await reached(selector), isFound ? 'allow deny' : 'deny deny');
  });
}

test('a rule with ports of which no service is found means any peer', async () => {
  const ports = {toPorts: [{ports: [{port: '80', protocol: 'TCP'}]}]};
  assert.is(await reached(expression('role', 'Exists'), ports), 'allow deny');
  assert.is(await reached(expression('zone', 'Exists'), ports), 'allow allow');
});

test.run();
