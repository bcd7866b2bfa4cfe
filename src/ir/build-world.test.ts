import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {buildWorld} from './build-world.ts';
import {and, exists, label, not, oneOf} from './match.ts';
import type {Endpoint, Namespace, World} from './world.ts';

const test = suite('world');

function pod(name: string, parts: Partial<Endpoint> = {}): Endpoint {
  return {
    name,
    kind: 'pod',
    namespace: name.slice(0, name.indexOf('/')),
    labels: {},
    openLabels: [],
    addresses: [],
    hostNetwork: false,
    ports: [],
    replicas: 1,
    roles: [],
    ...parts,
  };
}

function workload(kind: string, path: string, parts: Partial<Endpoint> = {}): Endpoint {
  return pod(path, {workload: {kind, name: path.slice(path.indexOf('/') + 1)}, replicas: 2, ...parts});
}

function shown(world: World): readonly string[] {
  return world.endpoints.map(({name, workload, owner}) => {
    const what = workload ? `${workload.kind} ` : '';
    return `${what}${name}${owner ? ` of ${owner.kind}/${owner.name}` : ''}`;
  });
}

function namespace(name: string, labels: Namespace['labels']): Namespace {
  return {name, labels, labelsKnown: true};
}

test('a namespace carries its name as a label, whatever it says itself', () => {
  const {namespaces} = buildWorld([{namespaces: [namespace('a', {'kubernetes.io/metadata.name': 'b', x: 'y'})]}]);
  assert.equal(namespaces, [namespace('a', {'kubernetes.io/metadata.name': 'a', x: 'y'})]);
});

test('a namespace that is only mentioned has unknown labels', () => {
  const {namespaces} = buildWorld([{endpoints: [pod('shop/web')]}, {namespaces: [namespace('a', {})]}]);
  assert.equal(
    namespaces.map(({name, labels, labelsKnown}) => [name, labels['kubernetes.io/metadata.name'], labelsKnown]),
    [
      ['a', 'a', true],
      ['shop', 'shop', false],
    ],
  );
});

test('of two objects with one name the last stands, sorted by name', () => {
  const world = buildWorld([
    {endpoints: [pod('a/x', {labels: {step: '1'}}), pod('a/b')]},
    {endpoints: [pod('a/x', {labels: {step: '2'}})], settings: {p: '1', q: '1'}},
    {settings: {p: '2'}, missingKinds: ['b', 'a', 'b']},
  ]);
  assert.equal(shown(world), ['a/b', 'a/x']);
  assert.equal(world.endpoints[1]?.labels, {step: '2'});
  assert.equal([world.settings, world.missingKinds], [{p: '2', q: '1'}, ['a', 'b']]);
});

test('every node has an endpoint, also one that only a pod names', () => {
  const world = buildWorld([
    {
      nodes: [{name: 'n1', labels: {zone: 'a'}, addresses: ['10.0.0.1'], podCidrs: []}],
      endpoints: [
        pod('a/x', {node: 'n1', addresses: ['10.1.0.1']}),
        pod('a/y', {node: 'n2', addresses: ['10.1.0.2']}),
        pod('a/z', {node: 'n2', addresses: ['10.0.0.2'], hostNetwork: true}),
      ],
    },
  ]);
  const nodes = world.endpoints.filter(({kind}) => kind === 'host');
  assert.equal(
    nodes.map(({name, addresses, labels, node}) => ({name, addresses, labels, node})),
    [
      {name: 'node/n1', addresses: ['10.0.0.1'], labels: {zone: 'a'}, node: 'n1'},
      {name: 'node/n2', addresses: ['10.0.0.2'], labels: {}, node: 'n2'},
    ],
  );
});

test('what a reader gives for a node goes before', () => {
  const host = pod('node/n1', {kind: 'host', labels: {role: 'edge'}, node: 'n1'});
  const world = buildWorld([
    {endpoints: [host], nodes: [{name: 'n1', labels: {}, addresses: ['10.0.0.1'], podCidrs: []}]},
  ]);
  assert.equal(
    world.endpoints.map(({labels}) => labels),
    [{role: 'edge'}],
  );
});

test('pods stand for the workload at the top of their owners', () => {
  const world = buildWorld([
    {
      endpoints: [
        workload('Deployment', 'a/web'),
        workload('ReplicaSet', 'a/web-5d', {owner: {kind: 'Deployment', name: 'web'}}),
        workload('ReplicaSet', 'a/web-4c', {owner: {kind: 'Deployment', name: 'web'}, replicas: 0}),
        pod('a/web-5d-x', {owner: {kind: 'ReplicaSet', name: 'web-5d'}}),
        workload('CronJob', 'a/tick'),
        workload('Job', 'a/tick-28', {owner: {kind: 'CronJob', name: 'tick'}}),
        pod('a/tick-28-y', {owner: {kind: 'Job', name: 'tick-28'}}),
        workload('StatefulSet', 'b/web'),
      ],
    },
  ]);
  assert.equal(shown(world), ['a/tick-28-y of CronJob/tick', 'a/web-5d-x of Deployment/web', 'StatefulSet b/web']);
});

test('without pods the uppermost workload stands alone, and history not at all', () => {
  const world = buildWorld([
    {
      endpoints: [
        workload('Deployment', 'a/web'),
        workload('ReplicaSet', 'a/web-5d', {owner: {kind: 'Deployment', name: 'web'}}),
        workload('ReplicaSet', 'a/old-1', {owner: {kind: 'Deployment', name: 'old'}, replicas: 0}),
        workload('Deployment', 'a/idle', {replicas: 0}),
        workload('DaemonSet', 'a/web'),
      ],
    },
  ]);
  assert.equal(shown(world), ['Deployment a/idle', 'DaemonSet a/web', 'Deployment a/web']);
});

test('a controller that is not given is known by the names it gave', () => {
  const owner = {kind: 'ReplicaSet', name: 'web-app-5d'};
  const job = {kind: 'Job', name: 'tick-28'};
  const world = buildWorld([
    {
      endpoints: [
        workload('Deployment', 'a/web-app'),
        pod('a/web-app-5d-x', {owner, labels: {'pod-template-hash': '5d'}}),
        pod('a/web-app-5d-y', {owner}),
        workload('CronJob', 'a/tick'),
        pod('a/tick-28-x', {owner: job}),
        pod('b/tick-28-x', {owner: job}),
      ],
    },
  ]);
  assert.equal(shown(world), [
    'a/tick-28-x of CronJob/tick',
    'a/web-app-5d-x of Deployment/web-app',
    'a/web-app-5d-y of ReplicaSet/web-app-5d',
    'b/tick-28-x of Job/tick-28',
  ]);
});

test('in manifests without owners the selector and the name tell', () => {
  const app = (value: string) => label('app', oneOf([value]));
  const world = buildWorld([
    {
      endpoints: [
        workload('Deployment', 'a/web', {selector: app('web')}),
        workload('Deployment', 'a/web-admin', {selector: and(app('web'), not(label('old', exists)))}),
        workload('Deployment', 'a/db', {selector: app('db')}),
        pod('a/web-1-x', {labels: {app: 'web', old: ''}}),
        pod('a/web-admin-1-x', {labels: {app: 'web'}}),
        pod('a/webx', {labels: {app: 'web'}}),
        pod('a/db-1', {labels: {app: 'cache'}}),
        pod('b/db-1', {labels: {app: 'db'}}),
      ],
    },
  ]);
  assert.equal(shown(world), [
    'Deployment a/db',
    'a/db-1',
    'a/web-1-x of Deployment/web',
    'a/web-admin-1-x of Deployment/web-admin',
    'a/webx',
    'b/db-1',
  ]);
});

test('owners in a circle end', () => {
  const owner = {kind: 'X', name: 'x'};
  const world = buildWorld([{endpoints: [workload('X', 'a/x', {owner}), pod('a/p', {owner})]}]);
  assert.equal(shown(world), ['a/p of X/x']);
});

test('equal labels and ports become one object', () => {
  const ports = () => [{name: 'http', protocol: 6, port: 80, declaredBy: 'container'} as const];
  const {endpoints} = buildWorld([
    {endpoints: [pod('a/p', {labels: {x: 'y'}, ports: ports()}), pod('a/q', {labels: {x: 'y'}, ports: ports()})]},
    {endpoints: [pod('a/r', {labels: {x: 'z'}, ports: ports()})]},
  ]);
  const [one, two, three] = endpoints;
  assert.is(one?.labels, two?.labels);
  assert.is.not(one?.labels, three?.labels);
  assert.is(new Set(endpoints.map((each) => each.ports)).size, 1);
});

test('a node stands among pods by its name, and behind what is given under that name', () => {
  const given = pod('node/n', {kind: 'host', node: 'n'});
  const world = buildWorld([{endpoints: [pod('a/p', {node: 'm'}), pod('z/p', {node: 'n'}), given]}]);
  assert.equal(
    world.endpoints.map(({name, kind}) => `${name} ${kind}`),
    ['a/p pod', 'node/m host', 'node/n host', 'z/p pod'],
  );
  assert.is(world.endpoints[2]?.origin, given.origin);
});

test.run();
