import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {ask} from '../../src/evaluate/ask.ts';
import {departureCaveats} from '../../src/evaluate/departures.ts';
import {naiveEvaluator} from '../../src/evaluate/naive.ts';
import {readQuestion} from '../../src/evaluate/question.ts';
import {resolveTarget} from '../../src/evaluate/target.ts';
import {load} from '../../src/load/load.ts';
import {plainDocument} from '../../src/testing/plain-cilium.ts';
import {ciliumProfile} from './profile.ts';

const test = suite('cilium against kubernetes');

function pod(name: string, address: string, more: object = {}, labels: object = {}): object {
  const metadata = {name, namespace: 'shop', labels: {app: name, ...labels}};
  const spec = {nodeName: 'n1', ...more};
  return {apiVersion: 'v1', kind: 'Pod', metadata, spec, status: {podIP: address}};
}

const world: readonly object[] = [
  {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {name: 'n1'},
    status: {addresses: [{type: 'InternalIP', address: '192.168.0.1'}]},
  },
  pod('db', '10.0.0.1', {}, {'pod-template-hash': 'x1'}),
  pod('web', '10.0.0.2'),
  pod('agent', '192.168.0.1', {hostNetwork: true}, {'pod-template-hash': 'y2'}),
];

function policy(kind: 'NetworkPolicy' | 'CiliumNetworkPolicy', spec: object): object {
  const apiVersion = kind === 'NetworkPolicy' ? 'networking.k8s.io/v1' : 'cilium.io/v2';
  return {apiVersion, kind, metadata: {name: 'p', namespace: 'shop'}, spec};
}

const ordinary = (spec: object): object => policy('NetworkPolicy', {podSelector: {matchLabels: {app: 'db'}}, ...spec});
const options = (data: object): object => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {name: 'cilium-config', namespace: 'kube-system'},
  data,
});

/** The verdict, and which differences from the text of Kubernetes it hangs on. */
async function answer(
  from: string,
  to: string,
  protocol: string,
  port: string,
  given: readonly object[],
): Promise<string> {
  const documents = [...world, ...given].map((each) => plainDocument(each));
  const loaded = await load(documents, {namespace: 'shop'});
  const evaluator = naiveEvaluator(ciliumProfile, loaded.world, loaded.applied);
  const caveats = departureCaveats(ciliumProfile, loaded.world, loaded.applied);
  const target = (text: string) => {
    const found = resolveTarget(loaded.world, text, {namespace: 'shop', policies: loaded.applied, domains: false});
    if ('bad' in found) throw new Error(text);
    return found;
  };
  const question = readQuestion(protocol, port);
  if ('bad' in question) throw new Error(port);
  const [verdict] = ask(evaluator, target(from), target(to), question);
  if (!verdict) throw new Error('no verdict');
  const named = caveats(verdict).map(({code, arguments: args}) =>
    code === 'option-decides' ? `option ${args['option']}` : String(args['rule']).replace('cilium.md 11 ', ''),
  );
  return [verdict.verdict, ...named].join(' ');
}

const toDb = (given: readonly object[], port = '80'): Promise<string> => answer('web', 'db', 'TCP', port, given);

test('K1: blocks of addresses find no pods', async () => {
  const block = ordinary({ingress: [{from: [{ipBlock: {cidr: '10.0.0.0/8'}}]}]});
  assert.is(await toDb([block]), 'deny K1');
  assert.is(await toDb([block, options({'policy-cidr-match-mode': 'pods'})]), 'allow');
});

test('K2: the own node needs a rule on egress', async () => {
  const isolated = ordinary({policyTypes: ['Egress']});
  assert.is(await answer('db', 'node/n1', 'TCP', '80', [isolated]), 'deny K2');
  assert.is(await answer('node/n1', 'db', 'TCP', '80', [ordinary({policyTypes: ['Ingress']})]), 'allow');
});

test('K3: rules outside policyTypes isolate', async () => {
  assert.is(
    await toDb([ordinary({policyTypes: ['Egress'], egress: [{}], ingress: [{ports: [{port: 443}]}]})]),
    'deny K3',
  );
});

test('K4: labels that make no identity select nobody', async () => {
  const hash = policy('NetworkPolicy', {
    podSelector: {matchLabels: {'pod-template-hash': 'x1'}},
    policyTypes: ['Ingress'],
  });
  assert.is(await toDb([hash]), 'allow K4');
});

test('K5: pods in the host network are their node', async () => {
  const agents = ordinary({ingress: [{from: [{podSelector: {matchLabels: {app: 'agent'}}}]}]});
  assert.is(await answer('agent', 'db', 'TCP', '80', [agents, options({'allow-localhost': 'policy'})]), 'deny K5');
});

test('K6: SCTP hangs on an option', async () => {
  assert.is(await answer('web', 'db', 'SCTP', '80', []), 'allow option enable-sctp');
  assert.is(await answer('web', 'db', 'SCTP', '80', [options({'enable-sctp': 'true'})]), 'allow');
  assert.is(await answer('web', 'db', 'SCTP', '80', [options({'enable-sctp': 'false'})]), 'deny');
  assert.is(await answer('web', 'db', 'SCTP', '80', [ordinary({policyTypes: ['Ingress']})]), 'deny');
});

test('K8: policies of Cilium decide beside those of Kubernetes', async () => {
  const allowed = ordinary({ingress: [{from: [{podSelector: {}}]}]});
  const subject = {endpointSelector: {matchLabels: {app: 'db'}}};
  const deny = policy('CiliumNetworkPolicy', {...subject, ingressDeny: [{fromEndpoints: [{}]}]});
  assert.is(await toDb([allowed, deny]), 'deny K8');
  const allow = policy('CiliumNetworkPolicy', {...subject, ingress: [{fromEndpoints: [{}]}]});
  assert.is(await toDb([ordinary({policyTypes: ['Ingress']}), allow]), 'allow K8');
  assert.is(await toDb([deny]), 'deny', 'no policy of Kubernetes is there');
});

test('K11: ports leave no room for ICMP', async () => {
  const web = ordinary({ingress: [{from: [{podSelector: {}}], ports: [{port: 80}]}]});
  assert.is(await answer('web', 'db', 'ICMP', '8/0', [web]), 'deny K11');
  assert.is(await toDb([web]), 'allow');
});

test('two differences that matter each alone are both named', async () => {
  const both = policy('NetworkPolicy', {
    podSelector: {matchLabels: {app: 'db'}},
    policyTypes: ['Egress'],
    egress: [{}],
    ingress: [{from: [{ipBlock: {cidr: '10.0.0.0/8'}}]}],
  });
  assert.is(await toDb([both]), 'deny K1 K3');
});

test('two differences that matter only together are both named', async () => {
  const agents = ordinary({ingress: [{from: [{podSelector: {matchLabels: {'pod-template-hash': 'y2'}}}]}]});
  assert.is(await answer('agent', 'db', 'TCP', '80', [agents, options({'allow-localhost': 'policy'})]), 'deny K4 K5');
});

test.run();
