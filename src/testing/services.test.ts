import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {corner, deny, networkPolicy, pod, service} from './corner.ts';

const test = suite('services of all types');

const web = pod('web', {app: 'web'}, {ips: ['10.0.0.2']});
const port = (name: string, containerPort: number, protocol = 'TCP') => ({name, containerPort, protocol});
const db = pod('db', {app: 'db'}, {ips: ['10.0.0.3'], containers: [{name: 'c', ports: [port('sql', 5432)]}]});
const selector = {app: 'db'};
const may = (...ports: readonly number[]) =>
  networkPolicy({app: 'web'}, {egress: [{ports: ports.map((each) => ({port: each}))}]});

test('a target port by name is that of each backend', async () => {
  const other = pod('db2', {app: 'db'}, {ips: ['10.0.0.4'], containers: [{name: 'c', ports: [port('sql', 6432)]}]});
  const without = pod('db3', {app: 'db'}, {ips: ['10.0.0.5']});
  const svc = service('db', {selector, ports: [{port: 80, targetPort: 'sql'}]});
  assert.equal(await corner([web, db, other, without, svc, may(5432)], 'web', 'svc/db', '80'), [
    'allow rule no-policy at 5432',
    'deny isolated no-policy at 6432',
  ]);
  assert.equal(await corner([web, without, svc], 'web', 'svc/db', '80'), ['error service-port-unknown']);
});

test('a name declared by an init container alone leads nowhere', async () => {
  const object = pod('db', selector);
  const spec = {initContainers: [{name: 'i', ports: [port('sql', 1)]}], containers: [{name: 'c'}]};
  const svc = service('db', {selector, ports: [{port: 80, targetPort: 'sql'}]});
  assert.equal(await corner([web, {...object, spec}, svc], 'web', 'svc/db', '80'), ['error service-port-unknown']);
});

test('of several ports the one of number and protocol', async () => {
  const ports = [
    {name: 'a', port: 53, protocol: 'UDP', targetPort: 1053},
    {name: 'b', port: 53, targetPort: 2053},
  ];
  const world = [web, db, service('dns', {selector, ports})];
  assert.equal(await corner(world, 'web', 'svc/dns', '53'), ['allow no-policy no-policy at 2053']);
  assert.equal(await corner(world, 'web', 'svc/dns', 'UDP:53'), ['allow no-policy no-policy at 1053']);
  assert.equal(await corner(world, 'web', 'svc/dns', 'SCTP:53'), ['error service-port-unknown']);
  assert.equal(await corner(world, 'web', 'svc/dns', 'ICMP'), ['error service-port-unknown']);
});

test('a headless Service leads to the pods as they are', async () => {
  const svc = service('db', {clusterIP: 'None', selector, ports: [{port: 80, targetPort: 5432}]});
  assert.equal(await corner([web, db, svc, may(80)], 'web', 'svc/db', '80'), ['allow rule no-policy service-headless']);
  assert.equal(await corner([web, db, svc, may(80)], 'web', 'svc/db', '5432'), ['deny isolated no-policy']);
});

test('ExternalName leads outside, or to the Service it names', async () => {
  const outer = service('db', {type: 'ExternalName', externalName: 'db.example.com'});
  assert.equal(await corner([web, outer], 'web', 'svc/db', '5432'), ['allow no-policy -']);
  assert.equal(await corner([web, outer, deny({app: 'web'})], 'web', 'svc/db', '5432'), ['deny isolated -']);
  const inner = service('alias', {type: 'ExternalName', externalName: 'db.shop.svc.cluster.local'});
  const svc = service('db', {selector, ports: [{port: 80, targetPort: 5432}]});
  assert.equal(await corner([web, db, inner, svc, may(5432)], 'web', 'svc/alias', '80'), [
    'allow rule no-policy at 5432',
  ]);
  const loop = service('db', {type: 'ExternalName', externalName: 'alias.shop.svc'});
  assert.equal(await corner([web, inner, loop], 'web', 'svc/db', '80'), ['allow no-policy -']);
});

test('listed backends: pods are recognised, other addresses are outside, the slice says the port', async () => {
  const svc = service('db', {ports: [{name: 'sql', port: 80, targetPort: 'sql'}]});
  const slice = {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {name: 'db-1', namespace: 'shop', labels: {'kubernetes.io/service-name': 'db'}},
    addressType: 'IPv4',
    endpoints: [{addresses: ['10.0.0.3', '192.0.2.7']}],
    ports: [{name: 'sql', port: 5432}],
  };
  const expected = ['allow rule no-policy at 5432', 'allow rule - at 5432'];
  assert.equal(await corner([web, db, svc, slice, may(5432)], 'web', 'svc/db', '80'), expected);
  const endpoints = {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: {name: 'db', namespace: 'shop'},
    subsets: [{addresses: [{ip: '10.0.0.3'}, {ip: '192.0.2.7'}], ports: [{name: 'sql', port: 5432}]}],
  };
  assert.equal(await corner([web, db, svc, endpoints, may(5432)], 'web', 'svc/db', '80'), expected);
  assert.equal(await corner([web, db, svc], 'web', 'svc/db', '80'), ['error target-empty']);
});

test('from outside a NodePort or load balancer ends at the pods', async () => {
  const svc = service(
    'db',
    {type: 'LoadBalancer', clusterIP: '10.96.0.9', externalIPs: ['198.51.100.9'], selector, ports: [{port: 80}]},
    {status: {loadBalancer: {ingress: [{ip: '203.0.113.9'}, {hostname: 'lb.example.com'}]}}},
  );
  assert.equal(await corner([web, db, svc, deny({app: 'db'})], 'external', 'svc/db', '80'), ['deny - isolated']);
  for (const address of ['10.96.0.9', '198.51.100.9', '203.0.113.9']) {
    assert.equal(await corner([web, db, svc], 'web', address, '80'), ['allow no-policy - service-address']);
  }
  assert.equal(await corner([web, db, svc], 'web', '198.51.100.10', '80'), ['allow no-policy -']);
});

test('the name in cluster DNS is the Service', async () => {
  const world = [web, db, service('db', {selector, ports: [{port: 80, targetPort: 5432}]}), may(5432)];
  for (const name of ['db.shop.svc', 'db.shop.svc.cluster.local', 'DB.shop.svc.cluster.local.']) {
    assert.equal(await corner(world, 'web', name, '80'), ['allow rule no-policy at 5432']);
  }
  assert.equal(await corner(world, 'web', 'gone.shop.svc.cluster.local', '80'), ['deny isolated -']);
});

test('a Service of one family is reached in it', async () => {
  const dual = [
    pod('web', {app: 'web'}, {ips: ['10.0.0.2', 'fd00::2']}),
    pod('db', {app: 'db'}, {ips: ['10.0.0.3', 'fd00::3']}),
    networkPolicy({app: 'web'}, {egress: [{to: [{ipBlock: {cidr: '0.0.0.0/0'}}]}]}),
  ];
  const reached = async (clusterIPs: readonly string[]): Promise<string | undefined> => {
    const svc = service('db', {selector, clusterIP: clusterIPs[0] ?? '', clusterIPs, ports: [{port: 80}]});
    return (await corner([...dual, svc], 'web', 'svc/db', '80'))[0]?.split(' ')[0];
  };
  assert.is(await reached(['10.96.0.1']), 'allow');
  assert.is(await reached(['fd00:96::1']), 'deny');
  assert.is(await reached(['10.96.0.1', 'fd00:96::1']), 'allow');
});

test('of replicas behind a Service only the sender itself is a hairpin', async () => {
  const more = pod('web2', {app: 'web'}, {ips: ['10.0.0.9']});
  const svc = service('web', {selector: {app: 'web'}, ports: [{port: 80}]});
  assert.equal(await corner([web, more, svc], 'web', 'svc/web', '80'), [
    'allow no-policy no-policy hairpin',
    'allow no-policy no-policy',
  ]);
});

test.run();
