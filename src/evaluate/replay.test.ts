import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {RecordedFlow} from '../ir/flow.ts';
import {chooseProfiles} from '../load/profile.ts';
import {loadTexts} from '../testing/migrated.ts';
import {classEvaluator} from './class-evaluator.ts';
import {type FlowAnswer, replay} from './replay.ts';

const test = suite('replay');

const cluster = `
apiVersion: v1
kind: Pod
metadata: {name: web-1, namespace: shop, labels: {app: web}}
spec: {nodeName: node1, containers: [{name: web, image: web}]}
status: {podIP: 10.0.0.1}
---
apiVersion: v1
kind: Pod
metadata: {name: web-2, namespace: shop, labels: {app: web, trusted: "yes"}}
spec: {nodeName: node1, containers: [{name: web, image: web}]}
status: {podIP: 10.0.0.2}
---
apiVersion: v1
kind: Pod
metadata: {name: db-0, namespace: shop, labels: {app: db}}
spec: {nodeName: node2, containers: [{name: db, image: db}]}
status: {podIP: 10.0.0.3}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: shop}
spec:
  podSelector: {matchLabels: {app: db}}
  ingress: [{from: [{podSelector: {matchLabels: {trusted: "yes"}}}], ports: [{port: 5432}]}]
`;

async function answer(parts: Partial<RecordedFlow>): Promise<FlowAnswer> {
  const {world, applied} = await loadTexts([cluster]);
  const choice = await chooseProfiles('spec', []);
  const [profile] = 'profiles' in choice ? choice.profiles : [];
  if (!profile) throw new Error('no engine');
  const to = {is: 'pod', namespace: 'shop', name: 'db-0', labels: []} as const;
  const flow = {from: web('web-1'), to, protocol: 6, port: 5432, family: 4, recorded: 'allow', ...parts} as const;
  const ask = replay(classEvaluator(profile, world, applied), world);
  const first = ask(flow);
  assert.is(ask({...flow}), first, 'flows of one kind have one answer');
  return first;
}

function web(name: string, labels: readonly string[] = []): RecordedFlow['from'] {
  return {is: 'pod', namespace: 'shop', name, labels};
}

test('by the name of the pod', async () => {
  assert.equal(await answer({}), {now: 'deny'});
  assert.equal(await answer({from: web('web-2')}), {now: 'allow'});
});

test('a name that stands for several with other answers is told as a split', async () => {
  assert.equal(await answer({from: web('web-*')}), {
    now: 'unknown',
    why: 'mixed',
    split: {allow: 1, deny: 1, unknown: 0},
  });
  assert.equal(await answer({from: web('web-*', ['trusted=yes'])}), {now: 'allow'});
});

test('a pod that is gone is found by its labels', async () => {
  assert.equal(await answer({from: web('web-9', ['k8s:app=web', 'k8s:trusted=yes'])}), {now: 'allow'});
  assert.equal(await answer({from: web('web-9')}), {now: 'unknown', why: 'missing'});
});

test('only the side that saw the flow is asked', async () => {
  assert.equal(await answer({side: 'egress'}), {now: 'allow'});
  assert.equal(await answer({side: 'ingress'}), {now: 'deny'});
});

test('addresses of pods, of nobody, and none', async () => {
  assert.equal(await answer({from: {is: 'address', address: '10.0.0.2'}}), {now: 'allow'});
  assert.equal(await answer({from: {is: 'address', address: '192.0.2.1'}}), {now: 'deny'});
  assert.equal(await answer({from: {is: 'hidden', name: 'public network'}}), {now: 'unknown', why: 'hidden'});
});

test('nodes by name and address', async () => {
  assert.equal(await answer({from: {is: 'node', name: 'node1'}}), {now: 'deny'});
  assert.equal(await answer({from: {is: 'node', name: 'node9'}}), {now: 'unknown', why: 'missing'});
});

test.run();
