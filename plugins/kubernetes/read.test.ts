import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {printPath} from '../../src/base/json.ts';
import {UnknownValue} from '../../src/base/unknown-value.ts';
import type {Diagnostic} from '../../src/diagnostics/diagnostic.ts';
import {and, isKind, label, namespaceIs, oneOf, printMatch} from '../../src/ir/match.ts';
import {type Policy, writtenAt} from '../../src/ir/policy.ts';
import {printPolicy} from '../../src/ir/print.ts';
import type {Document} from '../../src/sources/document.ts';
import type {Read} from '../dialect.ts';
import {read} from './read.ts';

const test = suite('kubernetes reader');

function documentOf(value: unknown): Document {
  const origin = {file: 'test', document: 1, path: []};
  return {origin, content: {syntax: 'value', value}, locate: () => ({file: 'test', document: 1, path: ''})};
}

function readSpec(spec: unknown): Read {
  const metadata = {name: 'p', namespace: 'a'};
  return read(documentOf({apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec}), {
    namespace: 'default',
  });
}

/** The printed policy without its first line. */
function meaning(policies: readonly Policy[] = []): string {
  return policies
    .map((policy) =>
      printPolicy(policy)
        .split('\n')
        .slice(1)
        .map((line) => line.trim())
        .join('; '),
    )
    .join(' AND ');
}

const errorPaths = (diagnostics: readonly Diagnostic[] = []): readonly string[] =>
  diagnostics.filter(({severity}) => severity === 'error').map(({origin}) => printPath(origin?.path ?? []));

const everyPod = 'subject (namespace(in ["a"]) & pod)';
const open = 'allow peer anything traffic any';
const from = (peer: string): string => `${everyPod}; ingress isolates; allow peer ${peer} traffic any`;

/** Corner cases of kubernetes.md C1 to C4, by number: the spec, and what it means. */
const meanings: readonly (readonly [number, unknown, string])[] = [
  [1, undefined, `${everyPod}; ingress isolates`],
  [2, {podSelector: {}, egress: []}, `${everyPod}; ingress isolates`],
  [3, {podSelector: {}, egress: [{}]}, `${everyPod}; ingress isolates; egress isolates; ${open}`],
  [
    4,
    {podSelector: {}, policyTypes: ['Egress'], ingress: [{}]},
    `${everyPod}; ingress does not isolate (dormant); ${open}; egress isolates`,
  ],
  [5, {policyTypes: []}, `${everyPod}; ingress isolates`],
  [6, {policyTypes: ['Ingress', 'Ingress']}, `${everyPod}; ingress isolates`],
  [9, {policyTypes: ['Ingress'], ingress: null}, `${everyPod}; ingress isolates`],
  [10, {ingress: [{}]}, `${everyPod}; ingress isolates; ${open}`],
  [11, {ingress: [null]}, `${everyPod}; ingress isolates; ${open}`],
  [12, {ingress: [{from: []}]}, `${everyPod}; ingress isolates; ${open}`],
  [13, {ingress: [{ports: [{}]}]}, `${everyPod}; ingress isolates; allow peer anything traffic TCP`],
  [14, {ingress: [{ports: [{protocol: 'UDP'}]}]}, `${everyPod}; ingress isolates; allow peer anything traffic UDP`],
  [
    16,
    {ingress: [{ports: [{protocol: null, port: 80}]}]},
    `${everyPod}; ingress isolates; allow peer anything traffic TCP :80`,
  ],
  [18, {podSelector: null}, `${everyPod}; ingress isolates`],
  [21, {ingress: [{from: [{podSelector: {}}]}]}, from('(pod & sameNamespace)')],
  [22, {ingress: [{from: [{namespaceSelector: {}}]}]}, from('pod')],
  [
    23,
    {ingress: [{from: [{namespaceSelector: {}, podSelector: {matchLabels: {x: 'z'}}}]}]},
    from('(label("x" in ["z"]) & pod)'),
  ],
  [
    24,
    {ingress: [{from: [{namespaceSelector: {matchLabels: {t: 'b'}}}, {podSelector: {matchLabels: {x: 'z'}}}]}]},
    from('((label("x" in ["z"]) & pod & sameNamespace) | (namespaceLabel("t" in ["b"]) & pod))'),
  ],
  [
    26,
    {ingress: [{from: [{namespaceSelector: null, podSelector: {matchLabels: {x: 'z'}}}]}]},
    from('(label("x" in ["z"]) & pod & sameNamespace)'),
  ],
  [
    27,
    {ingress: [{from: [{namespaceSelector: {matchExpressions: [{key: 'env', operator: 'NotIn', values: ['prod']}]}}]}]},
    from('(!namespaceLabel("env" in ["prod"]) & pod)'),
  ],
  [
    33,
    {podSelector: {matchLabels: {app: ''}}},
    'subject (label("app" in [""]) & namespace(in ["a"]) & pod); ingress isolates',
  ],
  [
    34,
    {podSelector: {matchLabels: {app: null}}},
    'subject (label("app" in [""]) & namespace(in ["a"]) & pod); ingress isolates',
  ],
  [
    45,
    {ingress: [{from: [{ipBlock: {cidr: '10.0.0.0/24', except: ['10.0.0.0/25']}}]}]},
    from('(!address(10.0.0.0/25) & address(10.0.0.0/24))'),
  ],
  [46, {ingress: [{from: [{ipBlock: {cidr: '10.0.0.5/24'}}]}]}, from('address(10.0.0.0/24)')],
  [47, {ingress: [{from: [{ipBlock: {cidr: '010.0.0.0/8'}}]}]}, from('address(10.0.0.0/8)')],
  [
    59,
    {ingress: [{ports: [{port: 80, endPort: 80}]}]},
    `${everyPod}; ingress isolates; allow peer anything traffic TCP :80`,
  ],
  [62, {ingress: [{ports: [{port: 'web'}]}]}, `${everyPod}; ingress isolates; allow peer anything traffic TCP :"web"`],
];

for (const [number, spec, expected] of meanings) {
  test(`corner case ${number}: ${JSON.stringify(spec)}`, () => {
    const {policies, diagnostics} = readSpec(spec);
    assert.equal(errorPaths(diagnostics), []);
    assert.is(meaning(policies), expected);
  });
}

/** What the API server refuses, and where (A3, A7). Such a policy holds nothing. */
const refusals: readonly (readonly [string, unknown, readonly string[]])[] = [
  ['7', {policyTypes: ['Ingress', 'Ingress', 'Egress']}, ['spec.policyTypes']],
  ['8', {policyTypes: ['ingress']}, ['spec.policyTypes[0]']],
  ['15', {ingress: [{ports: [{protocol: ''}]}]}, ['spec.ingress[0].ports[0].protocol']],
  ['19', {ingress: [{from: [{}]}]}, ['spec.ingress[0].from[0]']],
  ['20', {ingress: [{from: [{podSelector: null}]}]}, ['spec.ingress[0].from[0]']],
  ['31', {ingress: [{from: [{ipBlock: {cidr: '10.0.0.0/8'}, podSelector: {}}]}]}, ['spec.ingress[0].from[0]']],
  ['35', {podSelector: {matchLabels: {tier: 1}}}, ['spec.podSelector.matchLabels.tier']],
  [
    '36',
    {podSelector: {matchExpressions: [{key: 'a', operator: 'In', values: []}]}},
    ['spec.podSelector.matchExpressions[0].values'],
  ],
  [
    '37',
    {podSelector: {matchExpressions: [{key: 'a', operator: 'Exists', values: ['b']}]}},
    ['spec.podSelector.matchExpressions[0].values'],
  ],
  ['39', {podSelector: {matchLabels: {'App=1': 'b'}}}, ['spec.podSelector.matchLabels']],
  [
    '40',
    {podSelector: {matchExpressions: [{key: 'a', operator: 'notIn', values: ['b']}]}},
    ['spec.podSelector.matchExpressions[0].operator'],
  ],
  ['41', {egress: [{to: [{ipBlock: {cidr: '10.1.2.3'}}]}]}, ['spec.egress[0].to[0].ipBlock.cidr']],
  [
    '42',
    {egress: [{to: [{ipBlock: {cidr: '10.0.0.0/24', except: ['10.0.0.0/24']}}]}]},
    ['spec.egress[0].to[0].ipBlock.except[0]'],
  ],
  [
    '44',
    {egress: [{to: [{ipBlock: {cidr: '0.0.0.0/0', except: ['fd00::/8']}}]}]},
    ['spec.egress[0].to[0].ipBlock.except[0]'],
  ],
  ['54', {egress: [{to: [{ipBlock: {cidr: '', except: ['x']}}]}]}, ['spec.egress[0].to[0].ipBlock.cidr']],
  ['55', {ingress: [{ports: [{port: '80'}]}]}, ['spec.ingress[0].ports[0].port']],
  ['56', {ingress: [{ports: [{port: 0}]}]}, ['spec.ingress[0].ports[0].port']],
  ['57', {ingress: [{ports: [{port: 'http', endPort: 90}]}]}, ['spec.ingress[0].ports[0].endPort']],
  ['58', {ingress: [{ports: [{endPort: 90}]}]}, ['spec.ingress[0].ports[0].endPort']],
  ['60', {ingress: [{ports: [{port: 80, endPort: 79}]}]}, ['spec.ingress[0].ports[0].endPort']],
  ['a rule instead of a list', {ingress: {}}, ['spec.ingress']],
  ['an unknown field', {ingress: [{from: [{podselector: {}}]}]}, ['spec.ingress[0].from[0].podselector']],
  [
    'everything at once',
    {podSelector: {matchLabels: {'a b': 'x'}}, ingress: [{ports: [{protocol: 'tcp', port: 0}]}]},
    ['spec.podSelector.matchLabels', 'spec.ingress[0].ports[0].protocol', 'spec.ingress[0].ports[0].port'],
  ],
];

for (const [name, spec, expected] of refusals) {
  test(`refused, case ${name}`, () => {
    const {policies = [], diagnostics} = readSpec(spec);
    assert.equal(policies, []);
    assert.equal(errorPaths(diagnostics), expected);
    assert.ok(diagnostics?.every(({layer}) => layer === 'api-server'));
  });
}

test('an unknown field names the one that was probably meant', () => {
  const {diagnostics = []} = readSpec({ingress: [{from: [{podselector: {}}]}]});
  assert.is(diagnostics[0]?.arguments['hint'], 'podSelector');
});

test('a null list item is named, since it opens everything', () => {
  const {diagnostics = []} = readSpec({ingress: [null]});
  assert.equal(
    diagnostics.map(({code}) => code),
    ['null-item'],
  );
});

const open_ = new UnknownValue('var.team');

/** What a carrier could not know is never taken for absent, empty or allowed. */
const uncertain: readonly (readonly [string, unknown, string])[] = [
  [
    'a label value',
    {podSelector: {matchLabels: {app: open_}}},
    'subject (label("app" exists) & namespace(in ["a"]) & pod & unknown("var.team")); ingress isolates',
  ],
  [
    'a whole selector',
    {podSelector: open_},
    'subject (namespace(in ["a"]) & pod & unknown("var.team")); ingress isolates',
  ],
  ['the peers', {ingress: [{from: open_}]}, from('unknown("var.team")')],
  [
    'one peer of two',
    {ingress: [{from: [open_, {podSelector: {}}]}]},
    from('((pod & sameNamespace) | unknown("var.team"))'),
  ],
  ['the rules', {ingress: open_}, from('unknown("var.team")')],
  [
    'a port',
    {ingress: [{ports: [{port: open_}]}]},
    `${everyPod}; ingress isolates; allow peer unknown("var.team") traffic TCP :0-65535`,
  ],
  [
    'the types',
    {policyTypes: open_},
    `subject (namespace(in ["a"]) & pod & unknown("var.team")); ingress isolates AND subject (namespace(in ["a"]) & pod & unknown("var.team")); egress isolates`,
  ],
  ['a block', {ingress: [{from: [{ipBlock: {cidr: open_}}]}]}, from('unknown("var.team")')],
  [
    'the egress rules, on which the types hang',
    {egress: open_},
    `${everyPod}; ingress isolates AND subject (namespace(in ["a"]) & pod & unknown("var.team (is there a rule?)")); egress isolates; allow peer unknown("var.team") traffic any`,
  ],
];

for (const [name, spec, expected] of uncertain) {
  test(`not known: ${name}`, () => {
    assert.is(meaning(readSpec(spec).policies), expected);
  });
}

test('of a spec that is not known each part hangs on a fact of its own', () => {
  const {policies = []} = readSpec(open_);
  assert.is(policies.length, 2);
  const facts = [...meaning(policies).matchAll(/unknown\("var.team \(([^)]*)\)"\)/g)].map(([, part]) => part);
  assert.equal([...new Set(facts)].sort(), ['spec.egress', 'spec.ingress', 'spec.podSelector', 'spec.policyTypes']);
});

const misplaced: readonly (readonly [unknown, string, string])[] = [
  [{ingress: [{podSelector: {}}]}, 'spec.ingress[0].podSelector', 'from[].podSelector'],
  [{egress: [{ipBlock: {}}]}, 'spec.egress[0].ipBlock', 'to[].ipBlock'],
  [{ports: []}, 'spec.ports', 'ingress[].ports'],
  [{ingress: [{from: [{matchLabels: {}}]}]}, 'spec.ingress[0].from[0].matchLabels', 'podSelector.matchLabels'],
  [{podselector: {}}, 'spec.podselector', 'podSelector'],
  [{egress: [{from: []}]}, 'spec.egress[0].from', 'to'],
  [{ingress: [{to: []}]}, 'spec.ingress[0].to', 'from'],
  [{podSelector: {app: 'web'}}, 'spec.podSelector.app', 'matchLabels.app'],
];

for (const [spec, path, hint] of misplaced) {
  test(`an unknown field is led to where it belongs: ${path}`, () => {
    const found = readSpec(spec).diagnostics?.find(({code}) => code === 'field-unknown');
    assert.equal(found?.arguments, {path, hint});
  });
}

test('IPv6 in a long form is only remarked on', () => {
  const spec = {policyTypes: ['Egress'], egress: [{to: [{ipBlock: {cidr: '2001:0DB8::/32'}}]}]};
  assert.equal(
    readSpec(spec).diagnostics?.map(({code, severity, arguments: {use}}) => [code, severity, use]),
    [['cidr-not-short', 'warning', '2001:db8::/32']],
  );
});

test('a kind in the wrong case is refused, not skipped', () => {
  const apiVersion = 'networking.k8s.io/v1';
  const misspelt = read(documentOf({apiVersion, kind: 'Networkpolicy'}), {namespace: 'default'});
  assert.equal(
    misspelt.diagnostics?.map(({code, severity}) => [code, severity]),
    [['kind-unsupported', 'error']],
  );
  assert.equal(read(documentOf({apiVersion, kind: 'Ingress'}), {namespace: 'default'}), {});
});

test('nothing that is no policy makes the reader fall', () => {
  const values: readonly unknown[] = [
    null,
    1,
    'text',
    [],
    {},
    {kind: 'NetworkPolicy'},
    {kind: 'Pod', apiVersion: 'v1', spec: 7},
  ];
  for (const value of values) assert.type(read(documentOf(value), {namespace: 'default'}), 'object');
  for (const spec of [1, 'x', [], [[]], {podSelector: 1}, {ingress: [1]}, {ingress: [[]]}]) {
    assert.ok(errorPaths(readSpec(spec).diagnostics).length > 0, JSON.stringify(spec));
  }
});

test('policies that say the same share it, each with its own place', () => {
  const context = {namespace: 'default'};
  const spec = () => ({podSelector: {matchLabels: {a: 'b'}}, ingress: [{from: [{podSelector: {}}]}]});
  const policyOf = (namespace: string, value: unknown): Policy | undefined => {
    const object = {apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: {name: 'p', namespace}};
    return read(documentOf({...object, spec: value}), context).policies?.[0];
  };
  const [one, two, other] = [policyOf('a', spec()), policyOf('b', spec()), policyOf('b', {podSelector: {}})];
  assert.ok(one?.ingress && two?.ingress);
  assert.is(one.ingress, two.ingress);
  assert.is.not(one.ingress, other?.ingress);
  assert.is(printMatch(one.subject), printMatch(and(isKind('pod'), namespaceIs('a'), label('a', oneOf(['b'])))));
  const rule = one.ingress.rules[0];
  assert.ok(rule);
  assert.is(
    printPath(writtenAt({origin: {file: 'x', document: 2, path: ['items', 3]}}, rule).path),
    'items[3].spec.ingress[0]',
  );
});

test('a spec with a value that is not known is never taken for another', () => {
  const context = {namespace: 'default'};
  const subjectOf = (value: unknown): string => {
    const metadata = {name: 'p', namespace: 'a'};
    const object = {apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata};
    const result = read(documentOf({...object, spec: {podSelector: {matchLabels: value}}}), context);
    return result.policies?.map(({subject}) => printMatch(subject)).join() ?? errorPaths(result.diagnostics).join();
  };
  const plain = subjectOf({reason: 'x'});
  assert.is(plain, printMatch(and(isKind('pod'), namespaceIs('a'), label('reason', oneOf(['x'])))));
  assert.match(subjectOf(new UnknownValue('x')), /unknown\("x"\)/);
  assert.is(subjectOf({reason: 'x'}), plain);
});

test.run();
