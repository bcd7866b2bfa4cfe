import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {printPath} from '../../src/base/json.ts';
import {UnknownValue} from '../../src/base/unknown-value.ts';
import {printPolicy} from '../../src/ir/print.ts';
import type {Document} from '../../src/sources/document.ts';
import type {Read} from '../dialect.ts';
import {read} from './read.ts';

const test = suite('kubernetes cluster-wide policies');

function readPolicy(
  kind: string,
  version: string,
  spec: unknown,
  name = 'default',
  more: Pick<Document, 'live'> = {},
): Read {
  const origin = {file: 'test', document: 1, path: []};
  const value = {apiVersion: `policy.networking.k8s.io/${version}`, kind, metadata: {name}, spec};
  const document: Document = {
    origin,
    content: {syntax: 'value', value},
    locate: () => ({file: '', document: 1, path: ''}),
    ...more,
  };
  return read(document, {namespace: 'default'});
}

function lines({policies = []}: Read): readonly string[] {
  return policies.flatMap((policy) =>
    printPolicy(policy)
      .split('\n')
      .map((line) => line.trim()),
  );
}

const subject = {namespaces: {}};

test('a ClusterNetworkPolicy: ordered rules, nothing isolated, networks hold for whoever has the address', () => {
  const spec = {
    tier: 'Admin',
    priority: 5,
    subject: {pods: {namespaceSelector: {matchLabels: {team: 'a'}}, podSelector: {}}},
    egress: [
      {
        action: 'Pass',
        to: [{pods: {podSelector: {matchLabels: {app: 'dns'}}}}],
        protocols: [{udp: {destinationPort: {number: 53}}}],
      },
      {action: 'Deny', to: [{networks: ['10.0.0.0/8']}, {domainNames: ['*.example.org']}]},
      {
        action: 'Accept',
        to: [{nodes: {}}],
        protocols: [{tcp: {destinationPort: {range: {start: 1, end: 9}}}}],
      },
    ],
  };
  assert.equal(lines(readPolicy('ClusterNetworkPolicy', 'v1alpha2', spec)), [
    'ClusterNetworkPolicy/default Admin 5',
    'subject (namespaceLabel("team" in ["a"]) & pod)',
    'egress does not isolate',
    'pass peer (label("app" in ["dns"]) & pod) traffic UDP :53',
    'deny peer (address(10.0.0.0/8) | domain("**.example.org")) traffic any',
    'allow peer host traffic TCP :1-9',
  ]);
});

test('the first generation: one Baseline, ports with TCP as default, a range that ends before it starts', () => {
  const ports = [{portNumber: {port: 80}}, {portRange: {start: 9, end: 3}}, {namedPort: 'web'}];
  const spec = {subject, ingress: [{action: 'Deny', from: [{namespaces: {}}], ports}]};
  assert.equal(lines(readPolicy('BaselineAdminNetworkPolicy', 'v1alpha1', spec)), [
    'BaselineAdminNetworkPolicy/default Baseline 0',
    'subject pod',
    'ingress does not isolate',
    'deny peer pod traffic :"web" + TCP :80 by namespaces pod',
  ]);
});

test('its early shape compares labels with the namespace of the subject', () => {
  const spec = {
    priority: 1,
    subject,
    ingress: [{action: 'Allow', from: [{namespaces: {sameLabels: ['team']}}, {namespaces: {notSameLabels: ['env']}}]}],
  };
  const different = '(!sameNamespaceLabel("env") & namespaceLabel("env" exists) & pod)';
  // Only who carries the label can differ in it: a condition on the subject, which the other peer does not have.
  assert.equal(lines(readPolicy('AdminNetworkPolicy', 'v1alpha1', spec)).slice(3), [
    'allow peer (pod & sameNamespaceLabel("team")) traffic any by namespaces (pod & sameNamespaceLabel("team"))',
    `allow self namespaceLabel("env" exists) peer ${different} traffic any by namespaces ${different}`,
  ]);
});

const earlySpec = {priority: 1, subject, ingress: [{action: 'Deny', from: [{namespaces: {sameLabels: ['team']}}]}]};

test('the early shape is read, but an error where it was not taken by a server: later ones widen or refuse it', () => {
  const fromFile = readPolicy('AdminNetworkPolicy', 'v1alpha1', earlySpec);
  assert.is(fromFile.policies?.length, 1);
  assert.equal(
    fromFile.diagnostics?.map(({code, severity, arguments: {path}}) => [code, severity, path]),
    [['shape-early', 'error', 'spec.ingress[0].from[0].namespaces.sameLabels']],
  );
  assert.equal(readPolicy('AdminNetworkPolicy', 'v1alpha1', earlySpec, 'x', {live: true}).diagnostics, []);
});

test('what the early CRDs refuse holds nothing', () => {
  const spec = {priority: 1, subject, ingress: [{action: 'Deny', from: [{namespaces: {}}, earlySpec]}]};
  assert.is(readPolicy('AdminNetworkPolicy', 'v1alpha1', spec).policies, undefined);
});

test('a null label value is dropped by the server, so the selector widens: an error', () => {
  const spec = {priority: 1, subject: {namespaces: {matchLabels: {team: null}}}};
  assert.equal(
    readPolicy('AdminNetworkPolicy', 'v1alpha1', spec).diagnostics?.map(({code, severity}) => [code, severity]),
    [['null-absent', 'error']],
  );
});

const misplaced: readonly (readonly [object, string, string])[] = [
  [{ingress: [{action: 'Deny', from: [{podSelector: {}}]}]}, 'spec.ingress[0].from[0].podSelector', 'pods.podSelector'],
  [{ingress: [{action: 'Deny', from: [], ports: []}]}, 'spec.ingress[0].ports', 'ingress[].protocols'],
  [{egress: [{action: 'Deny', to: [], tcp: {}}]}, 'spec.egress[0].tcp', 'protocols[].tcp'],
  [{namespaces: {}}, 'spec.namespaces', 'subject.namespaces'],
];

for (const [spec, path, hint] of misplaced) {
  test(`an unknown field is led to where it belongs: ${path}`, () => {
    const whole = {tier: 'Admin', priority: 1, subject, ...spec};
    const found = readPolicy('ClusterNetworkPolicy', 'v1alpha2', whole).diagnostics ?? [];
    assert.equal(
      found.map(({arguments: args}) => args),
      [{path, hint}],
    );
  });
}

const rule = {action: 'Accept', from: [{namespaces: {}}]};

/** What the CRDs refuse, by the server's own paths (kubernetes.md B3). */
const refusals: readonly (readonly [string, object, readonly string[]])[] = [
  ['W1', {priority: 1, subject}, ['spec.tier']],
  ['W2', {tier: 'Admin', priority: 1001, subject}, ['spec.priority']],
  ['W4', {tier: 'Admin', priority: 1, subject: {}}, ['spec.subject']],
  ['W5', {tier: 'Admin', priority: 1, subject, ingress: [{...rule, action: 'Allow'}]}, ['spec.ingress[0].action']],
  ['W6', {tier: 'Admin', priority: 1, subject, ingress: [{...rule, from: []}]}, ['spec.ingress[0].from']],
  ['W8', {tier: 'Admin', priority: 1, subject, ingress: [{...rule, protocols: []}]}, ['spec.ingress[0].protocols']],
  [
    'W10',
    {
      tier: 'Admin',
      priority: 1,
      subject,
      ingress: [{...rule, protocols: [{tcp: {destinationPort: {range: {start: 80, end: 80}}}}]}],
    },
    ['spec.ingress[0].protocols[0].tcp.destinationPort.range'],
  ],
  [
    'W12',
    {tier: 'Admin', priority: 1, subject, egress: [{action: 'Deny', to: [{networks: ['10.0.0.0']}]}]},
    ['spec.egress[0].to[0].networks[0]'],
  ],
  [
    'W14',
    {
      tier: 'Admin',
      priority: 1,
      subject,
      egress: [{action: 'Deny', to: [{nodes: {}}], protocols: [{destinationNamedPort: 'x'}]}],
    },
    ['spec.egress[0]'],
  ],
  [
    '106',
    {tier: 'Admin', priority: 1, subject, ingress: [{...rule, from: [{namespaces: {namespaceSelector: {}}}]}]},
    ['spec.ingress[0].from[0].namespaces.namespaceSelector'],
  ],
];

for (const [name, spec, paths] of refusals) {
  test(`refused: ${name}`, () => {
    const {policies = [], diagnostics = []} = readPolicy('ClusterNetworkPolicy', 'v1alpha2', spec);
    assert.equal(policies, []);
    assert.equal(
      diagnostics.map(({origin}) => printPath(origin?.path ?? [])),
      paths,
    );
  });
}

test('tcp without a port is an error of the CRD, and still read as all TCP ports (W11)', () => {
  const spec = {tier: 'Admin', priority: 1, subject, ingress: [{...rule, protocols: [{tcp: {}}]}]};
  const read_ = readPolicy('ClusterNetworkPolicy', 'v1alpha2', spec);
  assert.is(read_.diagnostics?.[0]?.severity, 'error');
  assert.is(lines(read_).at(-1), 'allow peer pod traffic TCP by namespaces pod');
});

test('another BaselineAdminNetworkPolicy than default, and kinds of another version, are refused', () => {
  assert.equal(readPolicy('BaselineAdminNetworkPolicy', 'v1alpha1', {subject}, 'base').policies, undefined);
  const {diagnostics = []} = readPolicy('ClusterNetworkPolicy', 'v1alpha1', {subject});
  assert.equal(
    diagnostics.map(({code}) => code),
    ['api-version-unknown'],
  );
});

const unreadable: readonly (readonly [string, object])[] = [
  ['NotIn without values', {key: 'a', operator: 'NotIn'}],
  ['In with an empty list', {key: 'a', operator: 'In', values: []}],
  ['Exists with values', {key: 'a', operator: 'Exists', values: ['b']}],
  ['DoesNotExist with values', {key: 'a', operator: 'DoesNotExist', values: ['b']}],
  ['another operator', {key: 'a', operator: 'notIn', values: ['b']}],
  ['NotIn of what is no key', {key: 'a b', operator: 'NotIn', values: ['b']}],
  ['NotIn of what is no value', {key: 'a', operator: 'NotIn', values: ['b c']}],
];
for (const [name, expression] of unreadable) {
  test(`an expression that no engine can read matches nothing and never opens (A7): ${name}`, () => {
    const from = [{pods: {podSelector: {matchLabels: {x: 'y'}, matchExpressions: [expression]}}}];
    const spec = {tier: 'Admin', priority: 1, subject, ingress: [{action: 'Accept', from}]};
    const result = readPolicy('ClusterNetworkPolicy', 'v1alpha2', spec);
    assert.is(lines(result)[3], 'allow peer nothing traffic any');
    const place = 'spec.ingress[0].from[0].pods.podSelector.matchExpressions[0]';
    const told = (result.diagnostics ?? []).map(({code, origin}) => `${code} ${printPath(origin?.path ?? [])}`);
    assert.equal(told, [`value-misleading ${place}`]);
  });
}

test('null fields count for nothing wherever they stand (B3)', () => {
  const [tcp, range, protocol] = [null, null, null];
  const protocols = [{tcp, udp: {destinationPort: {number: 53, range}}}];
  const from = [{namespaces: {matchLabels: null, matchExpressions: null}, pods: null}];
  const second = {tier: 'Admin', priority: 1, subject, ingress: [{action: 'Deny', from, protocols}]};
  assert.is(
    lines(readPolicy('ClusterNetworkPolicy', 'v1alpha2', second))[3],
    'deny peer pod traffic UDP :53 by namespaces pod',
  );
  const ports = [{portNumber: {protocol, port: 80}}, {portNumber: null, portRange: {start: 90, end: 91}}];
  const first = {priority: 1, subject, ingress: [{action: 'Deny', from, ports}]};
  const read = readPolicy('AdminNetworkPolicy', 'v1alpha1', first);
  assert.is(lines(read)[3], 'deny peer pod traffic TCP :80 + TCP :90-91 by namespaces pod');
});

const open = new UnknownValue('v');
const pods = [{namespaces: {}}];
const undecided = [
  'allow peer unknown("v (whether it makes the rule allow)") traffic any',
  'deny peer unknown("v (whether it makes the rule deny)") traffic any',
];
const whole = 'subject pod';
const notKnown: readonly (readonly [string, object, readonly string[]])[] = [
  ['the rules', {egress: open}, [whole, ...undecided]],
  ['a rule', {egress: [open]}, [whole, ...undecided]],
  ['an action', {egress: [{action: open, to: pods}]}, [whole, ...undecided]],
  ['the peers', {egress: [{action: 'Deny', to: open}]}, [whole, 'deny peer unknown("v") traffic any']],
  ['the networks', {egress: [{action: 'Deny', to: [{networks: open}]}]}, [whole, 'deny peer unknown("v") traffic any']],
  [
    'a network',
    {egress: [{action: 'Deny', to: [{networks: ['10.0.0.0/8', open]}]}]},
    [whole, 'deny peer (address(10.0.0.0/8) | unknown("v")) traffic any'],
  ],
  [
    'a domain name',
    {egress: [{action: 'Deny', to: [{domainNames: [open]}]}]},
    [whole, 'deny peer unknown("v") traffic any'],
  ],
  [
    'a label',
    {egress: [{action: 'Deny', to: [{namespaces: {matchLabels: {a: open}}}]}]},
    [whole, 'deny peer (namespaceLabel("a" exists) & pod & unknown("v")) traffic any'],
  ],
  [
    'the labels',
    {egress: [{action: 'Deny', to: [{namespaces: {matchLabels: open}}]}]},
    [whole, 'deny peer (pod & unknown("v")) traffic any'],
  ],
  [
    'an expression',
    {egress: [{action: 'Deny', to: [{namespaces: {matchExpressions: [open]}}]}]},
    [whole, 'deny peer (pod & unknown("v")) traffic any'],
  ],
  [
    'the ports',
    {egress: [{action: 'Deny', to: pods, protocols: open}]},
    [whole, 'deny peer (pod & unknown("v")) traffic any'],
  ],
  [
    'one port of two',
    {
      egress: [
        {action: 'Deny', to: pods, protocols: [{udp: {destinationPort: {number: 53}}}, {tcp: {destinationPort: open}}]},
      ],
    },
    [whole, 'deny peer pod traffic UDP :53', 'deny peer (pod & unknown("v")) traffic TCP'],
  ],
  ['the subject', {subject: open}, ['subject (pod & unknown("v"))']],
  ['the priority', {priority: open}, ['subject (pod & unknown("v"))']],
];
for (const [name, spec, expected] of notKnown) {
  test(`what its carrier does not know stays open: ${name}`, () => {
    const result = readPolicy('ClusterNetworkPolicy', 'v1alpha2', {tier: 'Admin', priority: 1, subject, ...spec});
    const found = lines(result)
      .slice(1)
      .filter((line) => line !== 'egress does not isolate')
      .map((line) => line.replace(/ by namespaces .*/, ''));
    assert.equal(found, expected);
  });
}

test.run();
