import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {UnknownValue} from '../../src/base/unknown-value.ts';
import type {WorldPart} from '../../src/ir/world.ts';
import type {Document} from '../../src/sources/document.ts';
import {read} from './read.ts';

const test = suite('kubernetes world');

function part(value: Record<string, unknown>): WorldPart {
  const origin = {file: 'test', document: 1, path: []};
  const document: Document = {
    origin,
    content: {syntax: 'value', value},
    locate: () => ({file: 'test', document: 1, path: ''}),
  };
  const {world = {}, diagnostics = []} = read(document, {namespace: 'default'});
  assert.equal(diagnostics, []);
  return world;
}

const container = {
  name: 'web',
  ports: [
    {name: 'http', containerPort: 8080},
    {name: 'dns', containerPort: 53, protocol: 'UDP'},
    {containerPort: 9090},
  ],
};

test('a pod has its labels, addresses, node, account and named ports', () => {
  const [pod] =
    part({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'web-1',
        namespace: 'shop',
        labels: {app: 'web'},
        ownerReferences: [{kind: 'ReplicaSet', name: 'web', controller: true}],
      },
      spec: {
        nodeName: 'n1',
        serviceAccountName: 'robot',
        containers: [container],
        initContainers: [
          {name: 'setup', ports: [{name: 'once', containerPort: 1}]},
          {name: 'proxy', restartPolicy: 'Always', ports: [{name: 'metrics', containerPort: 2}]},
        ],
      },
      status: {phase: 'Running', podIP: '10.0.0.1', podIPs: [{ip: '10.0.0.1'}, {ip: 'FD00::1'}]},
    }).endpoints ?? [];
  assert.is(pod?.name, 'shop/web-1');
  assert.equal(pod?.addresses, ['10.0.0.1', 'fd00::1']);
  assert.is(pod?.node, 'n1');
  assert.is(pod?.serviceAccount, 'robot');
  assert.equal(pod?.owner, {kind: 'ReplicaSet', name: 'web'});
  assert.equal(
    pod?.ports.map(({name, protocol, port, declaredBy}) => `${name} ${protocol} ${port} ${declaredBy}`),
    ['http 6 8080 container', 'dns 17 53 container', 'once 6 1 initContainer', 'metrics 6 2 sidecar'],
  );
});

test('finished pods are no endpoints, pending ones are (kubernetes.md A8)', () => {
  for (const [phase, count] of [
    ['Succeeded', 0],
    ['Failed', 0],
    ['Pending', 1],
    ['Unknown', 1],
  ] as const) {
    const {endpoints = []} = part({apiVersion: 'v1', kind: 'Pod', metadata: {name: 'x'}, status: {phase}});
    assert.is(endpoints.length, count, phase);
  }
});

test('every workload kind is read from its pod template, never from its own labels', () => {
  const template = {metadata: {labels: {app: 'web'}}, spec: {containers: [container]}};
  const spec = {replicas: 3, selector: {matchLabels: {app: 'web'}}, template};
  const kinds: readonly (readonly [string, string, object])[] = [
    ['apps/v1', 'Deployment', spec],
    ['apps/v1', 'ReplicaSet', spec],
    ['apps/v1', 'StatefulSet', spec],
    ['apps/v1', 'DaemonSet', spec],
    ['batch/v1', 'Job', spec],
    ['batch/v1', 'CronJob', {jobTemplate: {spec: {template}}}],
    ['v1', 'ReplicationController', {...spec, selector: {app: 'web'}}],
  ];
  for (const [apiVersion, kind, body] of kinds) {
    const [endpoint] =
      part({apiVersion, kind, metadata: {name: 'w', labels: {own: 'label'}}, spec: body}).endpoints ?? [];
    assert.is(endpoint?.name, 'default/w', kind);
    const added = kind === 'Job' ? {'batch.kubernetes.io/job-name': 'w', 'job-name': 'w'} : {};
    assert.equal(endpoint?.labels, {app: 'web', ...added}, kind);
    assert.equal(endpoint?.workload, {kind, name: 'w'});
    assert.is(endpoint?.serviceAccount, 'default');
  }
});

test('a Deployment pod will carry a label whose value nobody knows yet', () => {
  const [endpoint] =
    part({apiVersion: 'apps/v1', kind: 'Deployment', metadata: {name: 'w'}, spec: {template: {}}}).endpoints ?? [];
  assert.equal(endpoint?.openLabels, ['pod-template-hash']);
});

test('the pods of a job carry its name, and of an indexed one a number that nobody knows (kubernetes.md A8)', () => {
  const index = 'batch.kubernetes.io/job-completion-index';
  for (const [kind, completionMode, isIndexed] of [
    ['Job', 'Indexed', true],
    ['Job', 'NonIndexed', false],
    ['CronJob', 'Indexed', true],
    ['CronJob', null, false],
  ] as const) {
    const job = {completionMode, template: {}};
    const spec = kind === 'Job' ? job : {jobTemplate: {spec: job}};
    const [endpoint] = part({apiVersion: 'batch/v1', kind, metadata: {name: 'w'}, spec}).endpoints ?? [];
    assert.is(endpoint?.openLabels.includes(index), isIndexed, kind);
    assert.is(endpoint?.labels['job-name'], kind === 'Job' ? 'w' : undefined);
  }
});

test('a service account counts under the first name of its field too', () => {
  const account = (spec: object) =>
    part({apiVersion: 'v1', kind: 'Pod', metadata: {name: 'a'}, spec}).endpoints?.[0]?.serviceAccount;
  assert.is(account({serviceAccount: 'robot'}), 'robot');
  assert.is(account({serviceAccount: 'robot', serviceAccountName: ''}), 'robot');
  assert.is(account({serviceAccount: 'robot', serviceAccountName: 'person'}), 'person');
});

test('a slice gives the backends of its service, and service ports keep their targets', () => {
  const labels = {'kubernetes.io/service-name': 'web'};
  const {backends} = part({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {name: 'web-abc', namespace: 'shop', labels},
    addressType: 'IPv4',
    endpoints: [{addresses: ['10.0.0.1']}, {addresses: ['10.0.0.2'], conditions: {ready: false}}],
    ports: [{name: 'http', port: 8080, protocol: 'TCP'}],
  });
  assert.equal(backends, [
    {
      namespace: 'shop',
      service: 'web',
      addresses: ['10.0.0.1', '10.0.0.2'],
      ports: [{protocol: 6, name: 'http', port: 8080}],
    },
  ]);
  const {services} = part({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {name: 'web', namespace: 'shop'},
    spec: {selector: {app: 'web'}, ports: [{port: 80, targetPort: 'http'}, {port: 81}]},
  });
  assert.equal(services?.[0]?.ports, [
    {port: 80, protocol: 6, targetPort: 'http'},
    {port: 81, protocol: 6},
  ]);
});

test('kinds that say nothing are skipped without noise, broken ones are located', () => {
  assert.equal(part({apiVersion: 'v1', kind: 'Secret', data: {a: 'b'}}), {});
  const origin = {file: 'test', document: 1, path: []};
  const value = {apiVersion: 'v1', kind: 'Pod', metadata: {name: 'x', labels: {a: 1}}};
  const document: Document = {
    origin,
    content: {syntax: 'value', value},
    locate: () => ({file: '', document: 1, path: ''}),
  };
  const {diagnostics = []} = read(document, {namespace: 'default'});
  assert.equal(
    diagnostics.map(({code, origin: at}) => [code, at?.path]),
    [['field-type', ['metadata', 'labels', 'a']]],
  );
});

test('a namespace as the API server writes it says the same as one that has to be decoded', () => {
  const namespace = (metadata: object) => part({apiVersion: 'v1', kind: 'Namespace', metadata});
  for (const labels of [{}, {a: 'b', 'c/d': ''}, undefined, null, {a: null}, {a: new UnknownValue('var.x')}]) {
    assert.equal(namespace({name: 'a', labels}), namespace({name: 'a', labels, ownerReferences: []}));
  }
  const open = namespace({name: 'a', labels: new UnknownValue('var.x')});
  assert.equal(open, {namespaces: [{name: 'a', labels: {}, labelsKnown: false}]});
});

test('labels of which one is not known are not known, of namespaces and of service accounts', () => {
  const labels = {env: 'prod', team: new UnknownValue('var.team')};
  const namespaces = part({apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'a', labels}});
  assert.equal(namespaces, {namespaces: [{name: 'a', labels: {env: 'prod'}, labelsKnown: false}]});
  assert.equal(part({apiVersion: 'v1', kind: 'ServiceAccount', metadata: {name: 'a', labels}}), {});
});

test('labels of pods of which nothing is known are not absent, at whatever depth it stands', () => {
  const open = new UnknownValue('var.x');
  const known = {a: 'b'};
  const pods: readonly (readonly [unknown, boolean])[] = [
    [{labels: open}, true],
    [{labels: known}, false],
    [{}, false],
  ];
  for (const [metadata, isOpen] of pods) {
    const [pod] = part({apiVersion: 'v1', kind: 'Pod', metadata: {name: 'p', ...Object(metadata)}}).endpoints ?? [];
    assert.is(pod?.labelsUnknown, isOpen ? true : undefined);
  }
  const specs: readonly (readonly [unknown, boolean])[] = [
    [open, true],
    [{template: open}, true],
    [{template: {metadata: open}}, true],
    [{template: {metadata: {labels: open}}}, true],
    [{template: {metadata: {labels: known}}}, false],
    [{template: {}}, false],
  ];
  for (const [spec, isOpen] of specs) {
    for (const [apiVersion, kind, body] of [
      ['apps/v1', 'Deployment', spec],
      ['batch/v1', 'CronJob', {jobTemplate: {spec}}],
    ] as const) {
      const [workload] = part({apiVersion, kind, metadata: {name: 'w'}, spec: body}).endpoints ?? [];
      assert.is(workload?.labelsUnknown, isOpen ? true : undefined, kind);
    }
  }
});

test('an ExternalName selects no pods', () => {
  const spec = {type: 'ExternalName', externalName: 'db.example', selector: {app: 'web'}};
  const [alias] = part({apiVersion: 'v1', kind: 'Service', metadata: {name: 'db'}, spec}).services ?? [];
  assert.is(alias?.externalName, 'db.example');
  assert.is(alias?.selector, undefined);
});

test.run();
