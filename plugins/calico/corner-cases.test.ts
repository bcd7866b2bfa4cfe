import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {printMatch} from '../../src/ir/match.ts';
import {errorsOf, printRule, readSpec, readValue, remarksOf} from './testing.ts';

const test = suite('calico corner cases');

/** The corner cases of calico.md section 10 that concern reading, by their numbers. */
const NP = 'NetworkPolicy';
const GNP = 'GlobalNetworkPolicy';

const subjects: readonly (readonly [string, string, unknown, string])[] = [
  ['C14', NP, {}, '(namespace(in ["n"]) & pod)'],
  ['C16', GNP, {}, 'anything'],
  ['C17', GNP, {namespaceSelector: 'all()'}, 'pod'],
  ['C18', GNP, {namespaceSelector: "team != 'a'"}, '!namespaceLabel("team" in ["a"])'],
  ['C19', GNP, {namespaceSelector: "team != 'a'", selector: 'all()'}, '(!namespaceLabel("team" in ["a"]) & pod)'],
  ['C70', GNP, {selector: "projectcalico.org/name == 'n'"}, 'label("projectcalico.org/name" in ["n"])'],
  ['5.2 any account', GNP, {serviceAccountSelector: 'all()'}, 'pod'],
  [
    '5.2 any account, own all()',
    GNP,
    {serviceAccountSelector: "a != 'b'", selector: 'all()'},
    '(!serviceAccountLabel("a" in ["b"]) & pod)',
  ],
  ['5.2 absent account', GNP, {serviceAccountSelector: "a != 'b'"}, '!serviceAccountLabel("a" in ["b"])'],
  [
    'account',
    NP,
    {serviceAccountSelector: "a == 'b'"},
    '(namespace(in ["n"]) & pod & serviceAccountLabel("a" in ["b"]))',
  ],
];

for (const [number, kind, spec, expected] of subjects) {
  test(`${number}: whom the policy governs`, () => {
    const read = readSpec(spec, kind);
    assert.equal(errorsOf(read), []);
    assert.is(read.policies?.[0] && printMatch(read.policies[0].subject), expected);
  });
}

const sources: readonly (readonly [string, string, unknown, string])[] = [
  ['C20', NP, {selector: "role == 'x'"}, 'some[addressSet pod]{(label("role" in ["x"]) & sameNamespace)}'],
  ['C21', NP, {notSelector: "role == 'x'"}, 'some[addressSet pod]{(!label("role" in ["x"]) & sameNamespace)}'],
  ['C22', GNP, {notSelector: "role == 'x'"}, '!some[addressSet pod]{label("role" in ["x"])}'],
  ['C23', GNP, {selector: '!has(role)'}, 'some[addressSet pod]{!label("role" exists)}'],
  ['C24', NP, {nets: ['10.0.0.0/8']}, 'address(10.0.0.0/8)'],
  ['C25', NP, {namespaceSelector: "env != 'p'"}, 'some[addressSet pod]{!namespaceLabel("env" in ["p"])}'],
  ['C26', NP, {namespaceSelector: 'all()'}, 'some[addressSet pod]{namespace(exists)}'],
  [
    'C27',
    NP,
    {namespaceSelector: 'global()', selector: "role == 'm'"},
    'some[addressSet pod]{(!namespace(exists) & label("role" in ["m"]))}',
  ],
  ['C29', GNP, {selector: 'all()'}, 'some[addressSet pod]{anything}'],
  ['C40', NP, {serviceAccounts: {}}, 'anything'],
  ['C42', GNP, {serviceAccounts: {names: ['web']}}, 'some[addressSet pod]{serviceAccount(in ["web"])}'],
  [
    'C43',
    NP,
    {serviceAccounts: {names: ['web']}},
    'some[addressSet pod]{(sameNamespace & serviceAccount(in ["web"]))}',
  ],
  ['C69', GNP, {namespaceSelector: "projectcalico.org/name == 'm'"}, 'some[addressSet pod]{namespace(in ["m"])}'],
  ['C74 alone', GNP, {notSelector: 'all()'}, '!some[addressSet pod]{anything}'],
  ['C74 namespaced', NP, {notSelector: 'global()'}, 'nothing'],
  ['pods only', NP, {namespaceSelector: 'all()', selector: "projectcalico.org/orchestrator == 'k8s'"}, 'pod'],
  [
    'own namespace',
    NP,
    {selector: "projectcalico.org/orchestrator == 'k8s' && a == 'b'"},
    '(label("a" in ["b"]) & pod & sameNamespace)',
  ],
];

for (const [number, kind, source, expected] of sources) {
  test(`${number}: whom a source picks`, () => {
    const read = readSpec({ingress: [{action: 'Allow', source}]}, kind);
    assert.equal(errorsOf(read), []);
    const rule = read.policies?.[0]?.ingress?.rules[0];
    assert.is(rule && printMatch(rule.peer), expected);
  });
}

const traffic: readonly (readonly [string, unknown, string])[] = [
  ['C46', {protocol: 'TCP', destination: {ports: ['80:80']}}, 'TCP :80'],
  ['C48', {protocol: '6', destination: {ports: [80]}}, 'TCP :80'],
  ['C49 by number', {protocol: 1}, 'ICMP'],
  ['C49 by name', {protocol: 'ICMP'}, 'ICMP ipv4'],
  ['C50', {source: {notNets: ['10.0.0.0/8']}}, 'ipv4'],
  ['C54', {destination: {notPorts: ['http']}}, '0-5,7-16,18-131,133-135,137-255 + :0-65535,!"http"'],
  ['C55', {destination: {ports: ['http']}}, ':"http"'],
  ['no family', {protocol: 'ICMPv6', source: {nets: ['10.0.0.0/8']}}, 'no traffic'],
  ['ports and holes', {protocol: 'TCP', destination: {ports: ['1:9'], notPorts: [5]}}, 'TCP :1-4,6-9'],
  ['two protocols', {notProtocol: 'TCP'}, '0-5,7-255'],
  ['icmp type', {protocol: 'ICMP', icmp: {type: 8}}, 'ICMP icmp:2048-2303 ipv4'],
  ['not icmp', {protocol: 'ICMP', notICMP: {type: 8, code: 0}}, 'ICMP icmp:0-2047,2049-65535 ipv4'],
];

for (const [number, rule, expected] of traffic) {
  test(`${number}: which traffic a rule means`, () => {
    const read = readSpec({ingress: [{action: 'Allow', ...Object(rule)}]}, GNP);
    assert.equal(errorsOf(read), []);
    const found = read.policies?.[0]?.ingress?.rules[0];
    assert.is(found && printRule(found).split(' | ')[1], expected);
  });
}

const refusedByKernel: readonly (readonly [string, object, string])[] = [
  ['no protocol', {notICMP: {type: 8}}, 'any'],
  ['another protocol', {protocol: 'TCP', notICMP: {type: 8}}, 'TCP'],
  ['another protocol by number', {protocol: 17, notICMP: {type: 8, code: 0}}, 'UDP'],
  ['ICMP by number, no version', {protocol: 1, notICMP: {type: 8}}, 'ICMP icmp:0-2047,2304-65535'],
];
for (const [name, rule, expected] of refusedByKernel) {
  test(`6.7: whether a rule matches that the kernel refuses is not known: ${name}`, () => {
    const read = readSpec({ingress: [{action: 'Allow', ...rule}]}, GNP);
    const found = read.policies?.[0]?.ingress?.rules[0];
    const [peer = '', traffic] = found ? printRule(found).split(' | ') : [];
    assert.match(peer, /^allow unknown\(".*the kernel refuses the rule"\)$/);
    assert.is(traffic, expected);
  });
}

test('C56: numbers count for sets too, names for the endpoint that declares them', () => {
  const destination = {selector: "a == 'b'", ports: [80, 'http']};
  const read = readSpec({types: ['Egress'], egress: [{action: 'Allow', protocol: 'TCP', destination}]}, GNP);
  assert.equal(
    read.policies?.[0]?.egress?.rules.map((rule) => `${rule.index} ${printRule(rule)}`),
    [
      '0 allow some[addressSet pod]{label("a" in ["b"])} | TCP :80',
      '0 allow some[host pod]{label("a" in ["b"])} | TCP :"http"',
    ],
  );
});

test('C30: both ends of a rule are tested', () => {
  const read = readSpec({selector: "app == 'a'", ingress: [{action: 'Allow', destination: {selector: "app == 'b'"}}]});
  const rule = read.policies?.[0]?.ingress?.rules[0];
  assert.is(rule?.self && printMatch(rule.self), 'some[addressSet pod]{(label("app" in ["b"]) & namespace(in ["n"]))}');
});

test('C57, services: addresses and ports of the service; without a namespace nobody', () => {
  const egress = (services: unknown) =>
    readSpec({types: ['Egress'], egress: [{action: 'Allow', destination: {services}}]});
  const rules = (read: ReturnType<typeof readSpec>) => read.policies?.[0]?.egress?.rules.map(printRule);
  assert.equal(rules(egress({name: 's', namespace: 'm'})), ['allow backendOf(m/s) | :service(m/s)']);
  assert.equal(rules(egress({name: 's'})), ['allow nothing | any']);
  assert.equal(remarksOf(egress({name: 's'})), ['never-matches spec.egress[0].destination.services']);
});

test('C60: the storage form without types isolates both ways', () => {
  const read = readSpec({ingress: [{action: 'Allow'}]}, NP, 'crd.projectcalico.org/v1');
  assert.equal(read.policies?.[0]?.egress, {isolates: true, rules: []});
  assert.equal(remarksOf(read), ['policy-types-missing spec']);
});

test('C58: untracked policy governs no pod', () => {
  const read = readSpec({doNotTrack: true, applyOnForward: true, types: ['Ingress']}, GNP);
  assert.is(read.policies?.[0] && printMatch(read.policies[0].subject), 'host');
});

test('types are taken from the rules that are there', () => {
  const types = (spec: unknown) => {
    const policy = readSpec(spec).policies?.[0];
    return [policy?.ingress && 'ingress', policy?.egress && 'egress'].filter(Boolean).join();
  };
  assert.is(types({}), 'ingress');
  assert.is(types({egress: [{action: 'Allow'}]}), 'egress');
  assert.is(types({ingress: [{action: 'Allow'}], egress: [{action: 'Allow'}]}), 'ingress,egress');
  assert.is(types({egress: []}), 'ingress');
});

test('null is read as absent and told', () => {
  const read = readSpec({selector: null, types: ['Ingress'], ingress: null}, GNP);
  assert.equal(errorsOf(read), []);
  assert.equal(remarksOf(read), ['null-absent spec.selector', 'null-absent spec.ingress']);
  assert.equal(read.policies?.[0]?.ingress, {isolates: true, rules: []});
});

/** Only the spec or one rule of it; the object is refused there. */
const refusals: readonly (readonly [string, string, unknown, string])[] = [
  ['C5', NP, {selector: "a == 'b'\n"}, 'selector-invalid spec.selector'],
  ['C6', NP, {selector: "a == 'b' ||\nc == 'd'"}, 'selector-invalid spec.selector'],
  ['C7', NP, {selector: 'has (a)'}, 'selector-invalid spec.selector'],
  ['C15', NP, {selector: ' '}, 'combination-invalid spec.selector'],
  [
    'C28',
    NP,
    rule({source: {namespaceSelector: 'global() && has(x)'}}),
    'combination-invalid spec.ingress[0].source.namespaceSelector',
  ],
  [
    'C41',
    GNP,
    rule({source: {serviceAccounts: {names: ["a'b"]}}}),
    'combination-invalid spec.ingress[0].source.serviceAccounts.names[0]',
  ],
  ['C45', GNP, rule({destination: {ports: [80]}}), 'combination-invalid spec.ingress[0].destination.ports'],
  [
    'C46',
    GNP,
    rule({protocol: 'TCP', destination: {ports: ['90:80']}}),
    'value-invalid spec.ingress[0].destination.ports[0]',
  ],
  [
    'C46 zero',
    GNP,
    rule({protocol: 'TCP', destination: {ports: [0]}}),
    'value-invalid spec.ingress[0].destination.ports[0]',
  ],
  ['C47', GNP, rule({protocol: 'tcp'}), 'value-invalid spec.ingress[0].protocol'],
  ['C51', GNP, rule({source: {nets: ['10.0.0.1']}}), 'value-invalid spec.ingress[0].source.nets[0]'],
  ['C52', GNP, rule({source: {nets: ['10.0.0.5/24']}}), 'value-invalid spec.ingress[0].source.nets[0]'],
  ['C53', GNP, rule({source: {notNets: ['0.0.0.0/0']}}), 'combination-invalid spec.ingress[0].source.notNets'],
  ['placeholder', GNP, rule({source: {nets: ['X.X.X.X/32']}}), 'value-invalid spec.ingress[0].source.nets[0]'],
  [
    'families',
    GNP,
    rule({source: {nets: ['10.0.0.0/8']}, destination: {nets: ['fd00::/8']}}),
    'combination-invalid spec.ingress[0]',
  ],
  ['action', GNP, rule({action: null}), 'combination-invalid spec.ingress[0].action'],
  ['domains', GNP, rule({source: {domains: ['a.b']}}), 'field-unsupported spec.ingress[0].source.domains'],
  ['http deny', GNP, rule({action: 'Deny', http: {methods: ['GET']}}), 'combination-invalid spec.ingress[0]'],
  [
    'services beside',
    NP,
    rule({source: {services: {name: 's'}, selector: 'all()'}}),
    'combination-invalid spec.ingress[0].source',
  ],
  ['no spec', NP, undefined, 'combination-invalid'],
  ['policyTypes', NP, {policyTypes: ['Ingress']}, 'field-unknown spec.policyTypes'],
];

function rule(parts: Readonly<Record<string, unknown>>): unknown {
  return {ingress: [{action: 'Allow', ...parts}]};
}

for (const [number, kind, spec, expected] of refusals) {
  test(`${number}: refused where it is wrong`, () => {
    const read = readSpec(spec, kind);
    assert.equal(read.policies ?? [], []);
    assert.ok(errorsOf(read).includes(expected), errorsOf(read).join('; '));
  });
}

test('a name that does not begin with its tier is a remark for older releases', () => {
  const remarks = (name: string, tier?: string, apiVersion = 'projectcalico.org/v3'): readonly string[] => {
    const spec = {types: ['Ingress'], ...(tier !== undefined && {tier})};
    const read = readValue({apiVersion, kind: GNP, metadata: {name}, spec});
    return (read.diagnostics ?? []).map(({code, severity}) => `${code} ${severity}`);
  };
  for (const [name, tier] of [['p'], ['default.p', ''], ['sec.p', 'sec'], ['kube-admin.p', 'kube-admin']] as const) {
    assert.equal(remarks(name, tier), [], name);
  }
  const told = ['value-misleading info'];
  assert.equal([remarks('p', 'sec'), remarks('sec.p'), remarks('default.p', 'sec')], [told, told, told]);
  assert.equal(remarks('p', 'sec', 'crd.projectcalico.org/v1'), []);
});

test('hostile values never throw', () => {
  const values: unknown[] = [null, 1, 'x', [], [[]], {}, {a: {}}, Number.NaN, true];
  for (const key of ['tier', 'order', 'selector', 'types', 'ingress', 'egress', 'performanceHints']) {
    for (const value of values) readSpec({[key]: value});
  }
  for (const key of ['action', 'protocol', 'icmp', 'source', 'destination', 'http', 'metadata', 'ipVersion']) {
    for (const value of values) readSpec({ingress: [{action: 'Allow', [key]: value}, value]}, GNP);
  }
  for (const key of ['nets', 'notSelector', 'ports', 'serviceAccounts', 'services', 'namespaceSelector']) {
    for (const value of values) readSpec({ingress: [{action: 'Allow', source: {[key]: value}}]}, GNP);
  }
});

test.run();
