import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {naiveEvaluator} from '../../src/evaluate/naive.ts';
import type {Policy} from '../../src/ir/policy.ts';
import type {Endpoint, World} from '../../src/ir/world.ts';
import {readPlain} from '../../src/testing/plain-cilium.ts';
import {pod, worldOf} from '../../src/testing/small-world.ts';
import {ciliumProfile} from './profile.ts';

const test = suite('cilium profile');

const node: Endpoint = {...pod('', {}), name: 'node/n1', kind: 'host', node: 'n1', addresses: ['192.168.0.1']};
const {namespace: _namespace, ...host} = node;
const server = pod('server', {app: 'server', 'pod-template-hash': 'x1'}, {node: 'n1'});
const client = pod('client', {app: 'client'}, {node: 'n2', addresses: ['10.0.0.2']});
const outside: Endpoint = {...host, name: '198.51.100.7', kind: 'external', addresses: ['198.51.100.7']};

function world(settings: World['settings'] = {}): World {
  return {...worldOf(server, client, host), settings};
}

function policies(spec: object): readonly Policy[] {
  return readPlain({metadata: {name: 'sample', namespace: 'shop'}, spec: {endpointSelector: {}, ...spec}}).policies;
}

function ask(
  from: Endpoint,
  to: Endpoint,
  given: readonly Policy[],
  settings?: World['settings'],
  http?: string,
): string {
  const {decide} = naiveEvaluator(ciliumProfile, world(settings), given);
  const request = http === undefined ? {} : {http: {method: 'GET', path: http}};
  return decide({from, to, protocol: 6, port: 80, sourcePort: 40000, family: 4, ...request}).verdict;
}

const isolated = policies({ingress: [{}]});

test('the own node reaches an isolated pod, unless the option or a deny says otherwise', () => {
  assert.is(ask(host, server, isolated), 'allow');
  assert.is(ask(host, server, isolated, {'allow-localhost': 'policy'}), 'deny');
  assert.is(ask(host, server, policies({ingressDeny: [{fromEntities: ['all']}]})), 'deny');
  assert.is(ask(host, client, policies({ingress: [{}]})), 'deny', 'another node has no such right');
});

test('enable-policy: never lets everything pass, always denies what nothing allows', () => {
  assert.is(ask(client, server, isolated, {'enable-policy': 'never'}), 'allow');
  assert.is(ask(client, server, [], {'enable-policy': 'always'}), 'deny');
  assert.is(ask(host, server, [], {'enable-policy': 'always'}), 'deny', 'the own node is allowed beside rules only');
  assert.is(ask(host, server, isolated, {'enable-policy': 'always'}), 'allow');
});

test('what the agent refuses while an option is off is not there', () => {
  const http = policies({
    ingress: [{toPorts: [{ports: [{port: '81', protocol: 'TCP'}], rules: {http: [{path: '/'}]}}]}],
  });
  const icmp = policies({ingress: [{icmps: [{fields: [{type: 8}]}]}]});
  for (const [refused, option] of [
    [http, 'enable-l7-proxy'],
    [icmp, 'enable-icmp-rules'],
  ] as const) {
    assert.is(ask(client, server, refused), 'deny');
    assert.is(ask(client, server, refused, {[option]: 'false'}), 'allow');
    assert.is(ask(client, server, isolated, {[option]: 'false'}), 'deny');
  }
});

test('a filtered label selects nobody', () => {
  const spec = {endpointSelector: {matchLabels: {'pod-template-hash': 'x1'}}, ingress: [{}]};
  assert.is(ask(client, server, policies(spec)), 'allow');
});

test('blocks match outside addresses only, or nodes too by the match mode', () => {
  const blocks = policies({
    ingress: [{fromCIDR: ['10.0.0.0/8', '198.51.100.0/24']}],
    egress: [{toCIDR: ['192.168.0.1/32']}],
  });
  assert.is(ask(client, server, blocks), 'deny');
  assert.is(ask(outside, server, blocks), 'allow');
  assert.is(ask(server, host, blocks), 'deny');
  assert.is(ask(server, host, blocks, {'policy-cidr-match-mode': 'nodes'}), 'allow');
});

test('an HTTP rule has the last word on the request, also of the own node', () => {
  const rules = {http: [{path: '/ok'}]};
  const http = policies({ingress: [{toPorts: [{ports: [{port: '80', protocol: 'TCP'}], rules}]}]});
  assert.is(ask(host, server, http), 'allow');
  assert.is(ask(host, server, http, {}, '/ok'), 'allow');
  assert.is(ask(host, server, http, {}, '/secret'), 'deny');
  const open = policies({
    enableDefaultDeny: {ingress: false},
    ingress: [{toPorts: [{ports: [{port: '80', protocol: 'TCP'}], rules}]}],
  });
  assert.is(ask(client, server, open, {}, '/secret'), 'allow');
});

test('without isolation a verdict names no HTTP restriction', () => {
  const rules = {http: [{path: '/ok'}]};
  const ingress = [{toPorts: [{ports: [{port: '80', protocol: 'TCP'}], rules}]}];
  const caveats = (given: readonly Policy[], settings: World['settings'] = {}) =>
    naiveEvaluator(ciliumProfile, world(settings), given)
      .decide({from: client, to: server, protocol: 6, port: 80, sourcePort: 40000, family: 4})
      .caveats.map(({code}) => code);
  const watching = policies({enableDefaultDeny: {ingress: false}, ingress});
  assert.equal(caveats(watching), []);
  assert.equal(caveats([...watching, ...isolated]), ['http-restricted']);
  assert.equal(caveats(watching, {'enable-policy': 'always'}), ['http-restricted']);
});

test('node peers take the whole object out of force while their option is off', () => {
  const nodes = policies({ingress: [{fromNodes: [{}]}]});
  assert.is(ask(client, server, nodes), 'allow');
  assert.is(ask(client, server, nodes, {'enable-node-selector-labels': 'true'}), 'deny');
});

test('where the API server runs is open in manifests without a pod', () => {
  const egress = policies({egress: [{toEntities: ['kube-apiserver']}]});
  const template = {...server, workload: {kind: 'Deployment', name: 'server'}};
  const {decide} = naiveEvaluator(ciliumProfile, worldOf(template, host), egress);
  assert.is(
    decide({from: template, to: outside, protocol: 6, port: 443, sourcePort: 40000, family: 4}).verdict,
    'unknown',
  );
  assert.is(ask(server, outside, egress), 'deny');
});

test('a pod reaches itself', () => {
  assert.is(ask(server, server, policies({ingress: [{}], egress: [{}]})), 'allow');
});

test('the other options: audit, host firewall, default deny, switched off kinds', () => {
  assert.is(ask(client, server, isolated, {'policy-audit-mode': 'true'}), 'allow');
  assert.is(ask(client, server, isolated, {'enable-cilium-network-policy': 'false'}), 'allow');
  assert.is(ask(client, server, isolated, {'enable-cilium-clusterwide-network-policy': 'false'}), 'deny');

  const open = policies({enableDefaultDeny: {ingress: false}, ingress: [{}]});
  assert.is(ask(client, server, open), 'allow');
  assert.is(ask(client, server, open, {'enable-non-default-deny-policies': 'false'}), 'deny');

  const {policies: nodes} = readPlain({
    kind: 'CiliumClusterwideNetworkPolicy',
    metadata: {name: 'nodes'},
    spec: {nodeSelector: {}, ingress: [{fromEntities: ['world']}]},
  });
  assert.is(ask(client, host, nodes), 'allow');
  assert.is(ask(client, host, nodes, {'enable-host-firewall': 'true'}), 'deny');
  const off = {'enable-host-firewall': 'true', 'enable-cilium-clusterwide-network-policy': 'false'};
  assert.is(ask(client, host, nodes, off), 'allow');
});

test('the kinds of Kubernetes can be switched off too', () => {
  const [policy] = policies({ingress: [{}], ingressDeny: [{fromEntities: ['all']}]});
  if (!policy) throw new Error('no policy');
  const kinds: readonly (readonly [string, string, Policy['group']])[] = [
    ['NetworkPolicy', 'enable-k8s-networkpolicy', {group: 'networkpolicy'}],
    ['ClusterNetworkPolicy', 'enable-k8s-cluster-network-policy', {group: 'admin', tier: 'Admin', priority: 1}],
  ];
  for (const [kind, option, group] of kinds) {
    const given = [{...policy, id: {...policy.id, kind}, group}];
    assert.is(ask(client, server, given), 'deny', kind);
    assert.is(ask(client, server, given, {[option]: 'false'}), 'allow', kind);
  }
});

test('protocols without ports are found only by their option, on both lists', () => {
  const gre = (settings: World['settings'], given: readonly Policy[]): string =>
    naiveEvaluator(ciliumProfile, world(settings), given).decide({
      ...{from: client, to: server, protocol: 47, sourcePort: 40000, family: 4},
    }).verdict;
  const on = {'enable-extended-ip-protocols': 'true'};
  const toPorts = [{ports: [{port: '0', protocol: 'GRE'}]}];
  const allowed = policies({ingress: [{toPorts}]});
  assert.equal([gre({}, allowed), gre(on, allowed)], ['deny', 'allow']);
  const denied = policies({ingress: [{fromEntities: ['all']}], ingressDeny: [{toPorts}]});
  assert.equal([gre({}, denied), gre(on, denied)], ['allow', 'deny']);
});

test.run();
