import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {Json, JsonObject} from '../base/json.ts';
import {corner, deny, deployment, networkPolicy, node, pod, service} from './corner.ts';

const test = suite('kubernetes corner cases');

/** The corner cases of kubernetes.md C4 and C5 that speak of ports, pods and nodes, asked as `can` asks. */
const web = pod('web', {app: 'web'}, {ips: ['10.0.0.2'], node: 'n1'});
const named = (name: string, number: number, protocol = 'TCP'): JsonObject => ({name, containerPort: number, protocol});
const db = (name: string, port: Json, ip = '10.0.0.3'): JsonObject =>
  pod(name, {app: 'db'}, {ips: [ip], containers: [{name: 'c', ports: [port]}]});
const allowPorts = (...ports: readonly Json[]): JsonObject => networkPolicy({app: 'db'}, {ingress: [{ports}]});
const sendTo = (rule: Json): JsonObject => networkPolicy({app: 'web'}, {egress: [rule]});

test('C62 a port name is resolved per receiver', async () => {
  const world = [
    web,
    db('p1', named('web', 8080)),
    db('p2', named('web', 9090), '10.0.0.4'),
    allowPorts({port: 'web'}),
  ];
  assert.equal(await corner(world, 'web', 'p1', '8080'), ['allow no-policy rule']);
  assert.equal(await corner(world, 'web', 'p2', '9090'), ['allow no-policy rule']);
  assert.equal(await corner(world, 'web', 'p1', '9090'), ['deny no-policy isolated']);
  assert.equal(await corner(world, 'web', 'p2', '8080'), ['deny no-policy isolated']);
});

test('C63 no name is declared outside', async () => {
  const world = [web, sendTo({ports: [{port: 'web'}]})];
  assert.equal(await corner(world, 'web', 'external', '8080'), ['deny isolated - port-name-undeclared']);
});

test('A9.5 no name is declared by a pod in the network of its node', async () => {
  const agent = pod(
    'agent',
    {},
    {ips: ['10.1.0.1'], hostNetwork: true, containers: [{name: 'c', ports: [named('web', 80)]}]},
  );
  const world = [web, agent, sendTo({ports: [{port: 'web'}, {port: 81}]})];
  assert.equal(await corner(world, 'web', 'agent', '80'), ['deny isolated - port-name-undeclared']);
  assert.equal(await corner(world, 'web', 'agent', '81'), ['allow rule -']);
});

test('C64 a name beside a block holds for pods in the block', async () => {
  const rule = {to: [{ipBlock: {cidr: '10.0.0.0/8'}}], ports: [{port: 'sql'}]};
  const world = [web, db('db', named('sql', 5432)), sendTo(rule)];
  assert.equal(await corner(world, 'web', 'db', '5432'), ['allow rule no-policy blocks-inside-cluster']);
  assert.equal(await corner(world, 'web', '10.9.9.9', '5432'), ['deny isolated - port-name-undeclared']);
});

test('C65 the protocol of a name counts', async () => {
  const world = [web, db('db', named('dns', 53, 'UDP')), allowPorts({port: 'dns'})];
  assert.equal(await corner(world, 'web', 'db', '53'), ['deny no-policy isolated port-name-undeclared']);
  assert.equal(await corner(world, 'web', 'db', 'UDP:53'), ['deny no-policy isolated']);
});

test('C66 a number needs no declaration', async () => {
  const world = [web, pod('db', {app: 'db'}), allowPorts({port: 8080})];
  assert.equal(await corner(world, 'web', 'db', '8080'), ['allow no-policy rule']);
});

test('C67 one name, two numbers', async () => {
  const containers = [
    {name: 'c1', ports: [named('m', 9000)]},
    {name: 'c2', ports: [named('m', 9001)]},
  ];
  const world = [web, pod('db', {app: 'db'}, {containers}), allowPorts({port: 'm'})];
  assert.equal(await corner(world, 'web', 'db', '9000'), ['allow no-policy rule']);
  assert.equal(await corner(world, 'web', 'db', '9001'), ['allow no-policy rule']);
});

test('C68 policy sees the target port of a Service', async () => {
  const svc = service('db', {selector: {app: 'db'}, ports: [{port: 80, targetPort: 8080}]});
  const world = [web, pod('db', {app: 'db'}), svc];
  const at80 = sendTo({ports: [{port: 80}]});
  const at8080 = sendTo({ports: [{port: 8080}]});
  assert.equal(await corner([...world, at80], 'web', 'svc/db', '80'), [
    'deny isolated no-policy at 8080 service-port-in-rule',
  ]);
  assert.equal(await corner([...world, at8080], 'web', 'svc/db', '80'), ['allow rule no-policy at 8080']);
});

test('C70 rules do not mix', async () => {
  const from = (app: string): Json => [{podSelector: {matchLabels: {app}}}];
  const ingress = [
    {from: from('web'), ports: [{port: 80}]},
    {from: from('b'), ports: [{port: 443}]},
  ];
  const world = [web, pod('db', {app: 'db'}), networkPolicy({app: 'db'}, {ingress})];
  assert.equal(await corner(world, 'web', 'db', '80'), ['allow no-policy rule']);
  assert.equal(await corner(world, 'web', 'db', '443'), ['deny no-policy isolated']);
});

test('C71, C73 another protocol, and one without ports', async () => {
  const world = [web, pod('db', {app: 'db'}), allowPorts({protocol: 'SCTP', port: 81})];
  assert.equal(await corner(world, 'web', 'db', '81'), ['deny no-policy isolated']);
  assert.equal(await corner(world, 'web', 'db', 'SCTP:81'), ['allow no-policy rule']);
  assert.equal(await corner(world, 'web', 'db', 'ICMP'), ['deny no-policy isolated undefined-by-api']);
});

test('C74 a pod reaches its own address', async () => {
  const world = [web, deny({app: 'web'})];
  assert.equal(await corner(world, 'web', 'web', '80'), ['allow built-in built-in']);
  assert.equal(await corner(world, 'web', '10.0.0.2', '80'), ['allow built-in built-in']);
});

test('C75 a pod reaches itself through its own Service: open', async () => {
  const svc = service('web', {selector: {app: 'web'}, ports: [{port: 80}]});
  assert.equal(await corner([web, svc, deny({app: 'web'})], 'web', 'svc/web', '80'), [
    'deny isolated isolated hairpin',
  ]);
  assert.equal(await corner([web, svc], 'web', 'svc/web', '80'), ['allow no-policy no-policy hairpin']);
  const headless = service('web', {clusterIP: 'None', selector: {app: 'web'}, ports: [{port: 80}]});
  assert.equal(await corner([web, headless, deny({app: 'web'})], 'web', 'svc/web', '80'), ['allow built-in built-in']);
});

const nodes = [node('n1', '192.0.2.1'), node('n2', '192.0.2.2')];

test('C76, C77 the own node comes in, another does not', async () => {
  const world = [...nodes, web, deny({app: 'web'})];
  assert.equal(await corner(world, 'node/n1', 'web', '80'), ['allow - built-in']);
  assert.equal(await corner(world, '192.0.2.1', 'web', '80'), ['allow - built-in']);
  assert.equal(await corner(world, 'node/n2', 'web', '80'), ['deny - isolated']);
});

const agent = (where: string, ip: string): JsonObject =>
  pod('agent', {app: 'agent'}, {ips: [ip], node: where, hostNetwork: true});
const fromAgents = networkPolicy({app: 'web'}, {ingress: [{from: [{podSelector: {matchLabels: {app: 'agent'}}}]}]});

test('C78, C79 a host-network pod is its node', async () => {
  assert.equal(await corner([...nodes, web, agent('n2', '192.0.2.2'), fromAgents], 'agent', 'web', '80'), [
    'deny - isolated',
  ]);
  assert.equal(await corner([...nodes, web, agent('n1', '192.0.2.1'), fromAgents], 'agent', 'web', '80'), [
    'allow - built-in',
  ]);
  const byAddress = networkPolicy({app: 'web'}, {ingress: [{from: [{ipBlock: {cidr: '192.0.2.2/32'}}]}]});
  const found = await corner([...nodes, web, agent('n2', '192.0.2.2'), byAddress], 'agent', 'web', '80');
  assert.match(found[0] ?? '', /^allow - rule/);
});

test('C80 a policy does nothing to a host-network pod', async () => {
  const world = [...nodes, web, agent('n2', '192.0.2.2'), deny({app: 'agent'})];
  assert.equal(await corner(world, 'web', 'agent', '80'), ['allow no-policy -']);
});

test('C81 finished pods are gone, and their address is free', async () => {
  const done = pod('done', {app: 'db'}, {ips: ['10.0.0.9'], phase: 'Succeeded'});
  const failed = pod('failed', {app: 'db'}, {ips: ['10.0.0.9'], phase: 'Failed'});
  const svc = service('db', {selector: {app: 'db'}, ports: [{port: 80}]});
  const world = [web, done, failed, pod('db', {app: 'db'}, {ips: ['10.0.0.9']}), svc, deny({app: 'db'})];
  assert.equal(await corner(world, 'web', 'done', '80'), ['error target-unknown']);
  assert.equal(await corner(world, 'web', '10.0.0.9', '80'), ['deny no-policy isolated']);
  assert.equal(await corner(world, 'web', 'svc/db', '80'), ['deny no-policy isolated']);
});

test('C82 the labels of the template alone count', async () => {
  const api = deployment('api', {app: 'api'}, {app: 'web'});
  assert.equal(await corner([web, api, deny({app: 'web'}, 'ingress')], 'web', 'deploy/api', '80'), [
    'allow no-policy no-policy',
  ]);
  assert.equal(await corner([web, api, deny({app: 'api'}, 'ingress')], 'web', 'deploy/api', '80'), [
    'deny no-policy isolated',
  ]);
});

test('C83 one replica of a StatefulSet by its own label', async () => {
  const label = 'statefulset.kubernetes.io/pod-name';
  const replica = (name: string, ip: string): JsonObject => pod(name, {app: 'db', [label]: name}, {ips: [ip]});
  const world = [web, replica('db-0', '10.0.0.5'), replica('db-1', '10.0.0.6'), deny({[label]: 'db-0'})];
  assert.equal(await corner(world, 'web', 'db-0', '80'), ['deny no-policy isolated']);
  assert.equal(await corner(world, 'web', 'db-1', '80'), ['allow no-policy no-policy']);
});

test('C84 a label that a controller will set is open', async () => {
  const api = deployment('api', {app: 'api'});
  const world = [web, api, deny({'pod-template-hash': 'abc'}, 'ingress')];
  assert.equal(await corner(world, 'web', 'deploy/api', '80'), ['unknown no-policy default']);
  const exists = networkPolicy({}, {ingress: []}, {matchExpressions: [{key: 'pod-template-hash', operator: 'Exists'}]});
  assert.equal(await corner([web, api, exists], 'web', 'deploy/api', '80'), ['deny no-policy isolated']);
});

test('C85, C86 both ends must allow, and only the opener is asked', async () => {
  const world = [web, pod('db', {app: 'db'}), sendTo({}), deny({app: 'db'}, 'ingress')];
  assert.equal(await corner(world, 'web', 'db', '80'), ['deny rule isolated']);
  const silent = [web, pod('db', {app: 'db'}), deny({app: 'web'}, 'egress')];
  assert.equal(await corner(silent, 'db', 'web', '80'), ['allow no-policy no-policy']);
  assert.equal(await corner(silent, 'web', 'db', '80'), ['deny isolated no-policy']);
});

test('C87, C88 other namespaces and nobody', async () => {
  const elsewhere = pod('db', {app: 'db'}, {namespace: 'other', ips: ['10.1.0.1']});
  assert.equal(await corner([web, elsewhere, deny({})], 'other/db', 'other/db', '80'), ['allow built-in built-in']);
  assert.equal(await corner([web, elsewhere, deny({}, 'ingress')], 'web', 'other/db', '80'), [
    'allow no-policy no-policy',
  ]);
  assert.equal(await corner([web, elsewhere, deny({app: 'nobody'})], 'web', 'other/db', '80'), [
    'allow no-policy no-policy',
  ]);
});

test('C51 a block is of one family, and so is an answer', async () => {
  const dual = pod('db', {app: 'db'}, {ips: ['10.0.0.3', 'fd00::3']});
  const from = pod('web', {app: 'web'}, {ips: ['10.0.0.2', 'fd00::2']});
  const rule = sendTo({to: [{ipBlock: {cidr: '0.0.0.0/0'}}]});
  const [four = ''] = await corner([from, dual, rule], 'web', 'db', '80');
  assert.match(four, /^allow rule no-policy .*other-family-differs/);
  assert.equal(await corner([from, dual, rule], 'web', 'fd00::3', '80'), ['deny isolated no-policy']);
});

test.run();
