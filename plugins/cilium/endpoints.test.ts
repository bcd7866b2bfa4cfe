import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {Json, JsonObject} from '../../src/base/json.ts';
import {corner, pod} from '../../src/testing/corner.ts';

const test = suite('subjects and peers by labels (cilium.md 5)');

const pods = [pod('s', {app: 's'}), pod('p', {app: 'p'})];

function policy(spec: JsonObject): JsonObject {
  return {apiVersion: 'cilium.io/v2', kind: 'CiliumNetworkPolicy', metadata: {name: 'p', namespace: 'shop'}, spec};
}

async function verdict(objects: readonly Json[], from: string, to: string, cni = 'cilium'): Promise<string> {
  const [line = ''] = await corner([...pods, ...objects], from, to, '80', cni);
  return line.split(' ')[0] ?? '';
}

const NAMESPACE = 'k8s:io.kubernetes.pod.namespace';

test('a namespace among the labels of a subject is overwritten, among its expressions it must hold', async () => {
  const foreign = {key: NAMESPACE, operator: 'In', values: ['elsewhere']};
  const isolated = (endpointSelector: JsonObject) => verdict([policy({endpointSelector, ingress: [{}]})], 'p', 's');
  assert.is(await isolated({matchLabels: {[NAMESPACE]: 'elsewhere'}}), 'deny');
  assert.is(await isolated({matchExpressions: [foreign]}), 'allow');
  assert.is(await isolated({matchLabels: {[NAMESPACE]: 'elsewhere'}, matchExpressions: [foreign]}), 'allow');
});

test.run();
