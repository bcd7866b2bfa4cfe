import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {batch} from '../../../src/evaluate/batch.ts';
import {classEvaluator} from '../../../src/evaluate/class-evaluator.ts';
import {naiveEvaluator} from '../../../src/evaluate/naive.ts';
import {load} from '../../../src/load/load.ts';
import {calicoProfile} from '../profile.ts';
import {documentOf} from '../testing.ts';

const test = suite('calico, host endpoints');

function object(kind: string, name: string, spec: unknown, labels = {}): unknown {
  return {apiVersion: 'projectcalico.org/v3', kind, metadata: {name, labels}, spec};
}

function node(name: string, address: string): unknown {
  return {apiVersion: 'v1', kind: 'Node', metadata: {name}, status: {addresses: [{type: 'InternalIP', address}]}};
}

function pod(name: string, nodeName: string, podIP: string): unknown {
  const spec = {nodeName, containers: [{name: 'main', image: 'app'}]};
  return {apiVersion: 'v1', kind: 'Pod', metadata: {name, namespace: 'shop'}, spec, status: {phase: 'Running', podIP}};
}

const nodes = [node('a', '10.0.0.1'), node('b', '10.0.0.2'), pod('web', 'a', '10.1.0.5')];
const eth0 = (more: object = {}, labels = {}): unknown =>
  object('HostEndpoint', 'a-eth0', {node: 'a', interfaceName: 'eth0', expectedIPs: ['10.0.0.1'], ...more}, labels);

/** `FROM TO PROTOCOL PORT` as `EGRESS INGRESS by EGRESS_BY INGRESS_BY`; both evaluators have to say so. */
async function answer(question: string, ...objects: readonly unknown[]): Promise<string> {
  const documents = [...nodes, ...objects].map((value, index) => documentOf(value, `${index}.yaml`));
  const {world, applied, diagnostics} = await load(documents, {namespace: 'default'});
  assert.equal(
    diagnostics.filter(({severity}) => severity === 'error'),
    [],
  );
  const [from = '', to = '', protocol = '', port = ''] = question.split(' ');
  const evaluators = [naiveEvaluator, classEvaluator].map((make) => make(calicoProfile, world, applied));
  const answers = evaluators.map((evaluator) => {
    const given = batch(evaluator, world, applied, {namespace: 'default'})({from, to, protocol, port, http: '-'});
    if ('error' in given) return given.error.code;
    return `${given.egress} ${given.ingress} by ${given.egressBy} ${given.ingressBy}`;
  });
  assert.is(answers[0], answers[1]);
  return answers[0] ?? '';
}

const toA = '198.51.100.7 node/a TCP 8080';

test('a node without host endpoint is under no policy', async () => {
  const all = object('GlobalNetworkPolicy', 'all', {types: ['Ingress']});
  assert.is(await answer(toA, all), '- - by - -');
  assert.is(await answer('node/b node/a TCP 8080', all, eth0()), '- deny by - Tier/default');
});

test('nothing but failsafe ports where no policy and no profile says more', async () => {
  assert.match(await answer(toA, eth0()), /^- deny /);
  assert.match(await answer('198.51.100.7 node/a TCP 22', eth0()), /^- allow /);
  assert.match(await answer('node/a 198.51.100.7 TCP 22', eth0()), /^deny - /);
  assert.match(await answer('node/a 198.51.100.7 UDP 53', eth0()), /^allow - /);
});

test('the host endpoint for every interface is a fallback, also with the address of one that has its own', async () => {
  const every = object('HostEndpoint', 'a-auto-hep', {
    node: 'a',
    interfaceName: '*',
    expectedIPs: ['10.0.0.1'],
    profiles: ['projectcalico-default-allow'],
  });
  assert.match(await answer(toA, every), /^- allow /);
  assert.match(await answer(toA, every, eth0()), /^- deny /);
  assert.match(await answer(toA, every, eth0({expectedIPs: []})), /^- deny /);
});

test('the first profile with a rule that matches decides, an unknown one denies', async () => {
  const web = object('Profile', 'web', {ingress: [{action: 'Deny', protocol: 'TCP', destination: {ports: [8080]}}]});
  const both = (...profiles: readonly string[]): unknown => eth0({profiles});
  assert.is(await answer(toA, web, both('web', 'projectcalico-default-allow')), '- deny by - Profile/web');
  assert.match(await answer(toA, web, both('projectcalico-default-allow', 'web')), /^- allow /);
  assert.match(await answer(toA, both('gone', 'projectcalico-default-allow')), /^- deny /);
});

test('labels of profiles are inherited, and own ones shadow them', async () => {
  const profile = object('Profile', 'front', {labelsToApply: {tier: 'front', zone: 'profile'}});
  const policy = (selector: string): unknown =>
    object('GlobalNetworkPolicy', 'p', {selector, types: ['Ingress'], ingress: [{action: 'Allow'}]});
  const host = eth0({profiles: ['front']}, {zone: 'own'});
  assert.match(await answer(toA, profile, host, policy(`tier == 'front' && zone == 'own'`)), /^- allow /);
  assert.match(await answer(toA, profile, host, policy(`zone == 'profile'`)), /^- deny /);
});

test('untracked policies come first, then pre-DNAT, and an allow there is final', async () => {
  const rule = (action: string): object => ({applyOnForward: true, types: ['Ingress'], ingress: [{action}]});
  const raw = (action: string): unknown => object('GlobalNetworkPolicy', 'raw', {doNotTrack: true, ...rule(action)});
  const early = (action: string): unknown => object('GlobalNetworkPolicy', 'early', {preDNAT: true, ...rule(action)});
  const late = object('GlobalNetworkPolicy', 'late', rule('Deny'));
  assert.is(await answer(toA, eth0(), raw('Allow'), early('Deny'), late), '- allow by - GlobalNetworkPolicy/raw');
  assert.is(await answer(toA, eth0(), raw('Pass'), early('Allow'), late), '- allow by - GlobalNetworkPolicy/early');
  assert.is(await answer(toA, eth0(), raw('Log'), early('Log'), late), '- deny by - GlobalNetworkPolicy/late');
  const star = object('HostEndpoint', 'a-all', {node: 'a', interfaceName: '*'});
  assert.is(await answer(toA, star, raw('Allow'), late), '- deny by - GlobalNetworkPolicy/late');
});

test('rules find a host endpoint by its addresses alone, and its ports by their names', async () => {
  const policy = object('GlobalNetworkPolicy', 'p', {
    namespaceSelector: 'all()',
    types: ['Egress'],
    egress: [
      {action: 'Allow', protocol: 'TCP', destination: {selector: `role == 'node'`, ports: [443]}},
      {action: 'Allow', protocol: 'TCP', destination: {ports: ['api']}},
    ],
  });
  const ports = [{name: 'api', protocol: 'TCP', port: 9000}];
  const known = eth0({ports}, {role: 'node'});
  const nameless = object('HostEndpoint', 'a-eth0', {node: 'a', interfaceName: 'eth0', ports}, {role: 'node'});
  for (const [port, verdict] of [
    [443, 'allow'],
    [9000, 'allow'],
    [80, 'deny'],
  ] as const) {
    assert.match(await answer(`shop/web node/a TCP ${port}`, policy, known), new RegExp(`^${verdict} - `));
    assert.match(await answer(`shop/web node/a TCP ${port}`, policy, nameless), /^deny - /);
  }
});

test('another interface of the node is an end of its own', async () => {
  const eth1 = object('HostEndpoint', 'a-eth1', {node: 'a', interfaceName: 'eth1', expectedIPs: ['192.168.0.1']});
  const open = eth0({profiles: ['projectcalico-default-allow']});
  assert.match(await answer(toA, open, eth1), /^- allow /);
  assert.match(await answer('198.51.100.7 192.168.0.1 TCP 8080', open, eth1), /^- deny /);
  assert.match(await answer('198.51.100.7 hostendpoint/a-eth1 TCP 8080', open, eth1), /^- deny /);
});

test('of several interfaces without addresses nobody knows which is meant', async () => {
  const two = ['eth0', 'eth1'].map((name) => object('HostEndpoint', `a-${name}`, {node: 'a', interfaceName: name}));
  assert.match(await answer(toA, ...two), /^- unknown /);
  assert.match(await answer(toA, two[0]), /^- deny /);
});

test('a node that no Node object tells of is known by its host endpoint', async () => {
  const host = object('HostEndpoint', 'c-eth0', {node: 'c', expectedIPs: ['10.0.0.9']});
  assert.match(await answer('198.51.100.7 10.0.0.9 TCP 8080', host), /^- deny /);
  assert.match(await answer('198.51.100.7 node/c TCP 8080', host), /^- deny /);
});

test('labels of a host endpoint can imitate those of a namespace', async () => {
  const policy = object('GlobalNetworkPolicy', 'p', {
    namespaceSelector: `env == 'prod'`,
    types: ['Ingress'],
    ingress: [{action: 'Allow'}],
  });
  assert.match(await answer(toA, policy, eth0({}, {'pcns.env': 'prod'})), /^- allow /);
  assert.match(await answer(toA, policy, eth0()), /^- deny /);
  assert.match(await answer(toA, policy, eth0({expectedIPs: []}, {'pcns.env': 'prod'})), /^- allow /);
  const profile = object('Profile', 'web', {labelsToApply: {'pcns.env': 'prod'}});
  assert.match(await answer(toA, policy, profile, eth0({expectedIPs: [], profiles: ['web']})), /^- allow /);
});

test('a label of a network set hides the one of its namespace that it imitates', async () => {
  const namespace = {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'shop', labels: {env: 'prod'}}};
  const policy = (value: string): unknown =>
    object('GlobalNetworkPolicy', 'p', {
      selector: "projectcalico.org/namespace == 'shop'",
      types: ['Ingress'],
      ingress: [{action: 'Allow', source: {namespaceSelector: `env == '${value}'`}}],
    });
  const set = (labels: object): unknown => ({
    apiVersion: 'projectcalico.org/v3',
    kind: 'NetworkSet',
    metadata: {name: 'partners', namespace: 'shop', labels},
    spec: {nets: ['198.51.100.0/24']},
  });
  const toWeb = '198.51.100.7 shop/web TCP 8080';
  assert.match(await answer(toWeb, namespace, set({}), policy('prod')), /^- allow /);
  assert.match(await answer(toWeb, namespace, set({'pcns.env': 'test'}), policy('prod')), /^- deny /);
  assert.match(await answer(toWeb, namespace, set({'pcns.env': 'test'}), policy('test')), /^- allow /);
});

test.run();
