import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {Read} from '../dialect.ts';
import {readSpec, readValue} from './testing.ts';

const test = suite('calico validation');

/** Who refuses which field, without what the tool itself cannot read. */
function refusals({diagnostics = []}: Read): string {
  return diagnostics
    .filter(({severity, layer}) => severity === 'error' && layer !== 'tool')
    .map(({layer, arguments: {path}}) => `${layer} ${path}`)
    .join(', ');
}

const NP = 'NetworkPolicy';
const GNP = 'GlobalNetworkPolicy';
const long = 'x'.repeat(1025);
const ingress = (fields: object): object => ({ingress: [{action: 'Allow', ...fields}]});
const egress = (fields: object): object => ({egress: [{action: 'Allow', ...fields}]});
const source = (fields: object): object => ingress({source: fields});
const tcp = (ports: readonly unknown[]): object => ingress({protocol: 'TCP', destination: {ports}});
const service = (fields: object): object => egress({destination: {services: {name: 's', namespace: 'n'}, ...fields}});
const http = (fields: object): object => ingress({protocol: 'TCP', http: fields});
const many = (count: number): readonly number[] => Array.from({length: count}, (_, index) => index + 1);

/** Rules of calico.md 3.4 by number: kind, spec, and who refuses which field. */
const specs: readonly (readonly [string, string, object, string])[] = [
  ['1 twice', NP, {types: ['Egress', 'Egress']}, 'api-server spec.types[1]'],
  ['1 none', NP, {types: []}, 'api-server spec.types'],
  ['1 three', NP, {types: ['Ingress', 'Egress', 'Ingress']}, 'api-server spec.types, api-server spec.types[2]'],
  ['2 number without protocol', NP, source({ports: [80]}), 'engine spec.ingress[0].source.ports'],
  ['2 name without protocol', NP, source({ports: ['http']}), ''],
  ['2 ports of ICMP', NP, ingress({protocol: 1, source: {ports: [80]}}), 'engine spec.ingress[0].source.ports'],
  [
    '2 ports of UDPLite',
    NP,
    ingress({protocol: 'UDPLite', source: {notPorts: ['a']}}),
    'engine spec.ingress[0].source.notPorts',
  ],
  ['2 ports of SCTP', NP, ingress({protocol: 132, source: {notPorts: ['a', 80]}}), ''],
  ['3 zero', NP, tcp([80, 0]), 'engine spec.ingress[0].destination.ports[1]'],
  ['3 large', NP, tcp([65536]), 'engine spec.ingress[0].destination.ports[0]'],
  ['3 reversed', NP, tcp(['90:80']), 'engine spec.ingress[0].destination.ports[0]'],
  ['3 spaced', NP, tcp(['80 : 90']), 'engine spec.ingress[0].destination.ports[0]'],
  ['3 upper case', NP, tcp(['HTTP']), 'engine spec.ingress[0].destination.ports[0]'],
  ['3 long name', NP, tcp(['x'.repeat(16)]), 'engine spec.ingress[0].destination.ports[0]'],
  ['3 two hyphens', NP, tcp(['a--b']), 'engine spec.ingress[0].destination.ports[0]'],
  ['3 fraction', NP, tcp([80.5]), 'api-server spec.ingress[0].destination.ports[0]'],
  ['3 flag', NP, tcp([true]), 'api-server spec.ingress[0].destination.ports[0]'],
  ['3 null', NP, tcp([null]), 'api-server spec.ingress[0].destination.ports[0]'],
  ['4 bare address', NP, source({nets: ['10.0.0.1']}), 'engine spec.ingress[0].source.nets[0]'],
  ['4 host bits', NP, source({notNets: ['10.0.0.1/8']}), 'engine spec.ingress[0].source.notNets[0]'],
  [
    '4 families of both sides',
    NP,
    ingress({source: {nets: ['10.0.0.0/8']}, destination: {notNets: ['fd00::/8']}}),
    'engine spec.ingress[0]',
  ],
  ['4 family and ipVersion', NP, ingress({ipVersion: 6, source: {nets: ['10.0.0.0/8']}}), 'engine spec.ingress[0]'],
  ['4 twice', NP, source({nets: ['10.0.0.0/8', '10.0.0.0/8']}), 'api-server spec.ingress[0].source.nets[1]'],
  ['4 twice, written otherwise', NP, source({nets: ['fd00::/8', 'FD00::/8']}), ''],
  ['5 whole family', NP, source({notNets: ['0.0.0.0/0']}), 'engine spec.ingress[0].source.notNets'],
  ['6 no protocol', NP, ingress({icmp: {}}), 'api-server spec.ingress[0]'],
  ['6 number as text', NP, ingress({protocol: '1', icmp: {type: 8}}), 'api-server spec.ingress[0]'],
  ['6 number', NP, ingress({protocol: 1, ipVersion: 4, icmp: {type: 8}}), ''],
  ['6 ICMP of IPv6', NP, ingress({protocol: 'ICMP', ipVersion: 6}), 'api-server spec.ingress[0]'],
  ['6 number of IPv6', NP, ingress({protocol: 1, ipVersion: 6}), 'api-server spec.ingress[0]'],
  ['6 not ICMPv6 of IPv4', NP, ingress({notProtocol: 58, ipVersion: 4}), 'api-server spec.ingress[0]'],
  ['6 not of ICMP', NP, ingress({notICMP: {type: 8}}), ''],
  ['6 code without type', NP, ingress({protocol: 'ICMP', icmp: {code: 0}}), 'api-server spec.ingress[0].icmp'],
  ['6 type 255', NP, ingress({protocol: 'ICMP', notICMP: {type: 255}}), 'api-server spec.ingress[0].notICMP.type'],
  ['6 code 256', NP, ingress({protocol: 'ICMP', icmp: {type: 1, code: 256}}), 'api-server spec.ingress[0].icmp.code'],
  ['ipVersion 5', NP, ingress({ipVersion: 5}), 'api-server spec.ingress[0].ipVersion'],
  ['protocol name', NP, ingress({protocol: 'tcp'}), 'engine spec.ingress[0].protocol'],
  ['protocol 0', NP, ingress({notProtocol: 0}), 'engine spec.ingress[0].notProtocol'],
  ['protocol 256', NP, ingress({notProtocol: '256'}), 'engine spec.ingress[0].notProtocol'],
  ['protocol as flag', NP, ingress({protocol: true}), 'api-server spec.ingress[0].protocol'],
  ['7 other action', NP, {ingress: [{action: 'Deny', http: {}}]}, 'api-server spec.ingress[0]'],
  ['7 other protocol', NP, ingress({protocol: 'UDP', http: {}}), 'api-server spec.ingress[0]'],
  ['7 protocol as text', NP, ingress({protocol: '6', http: {}}), 'api-server spec.ingress[0]'],
  ['7 protocol by number', NP, ingress({protocol: 6, http: {}}), ''],
  ['7 egress', NP, egress({http: {}}), 'engine spec.egress[0]'],
  ['7 method twice', NP, http({methods: ['GET', 'GET']}), 'engine spec.ingress[0].http.methods'],
  ['7 methods', NP, http({methods: many(21).map(String)}), 'api-server spec.ingress[0].http.methods'],
  [
    '7 paths',
    NP,
    http({paths: many(21).map((each) => ({exact: `/${each}`}))}),
    'api-server spec.ingress[0].http.paths',
  ],
  ['7 neither', NP, http({paths: [{}]}), 'engine spec.ingress[0].http.paths[0]'],
  ['7 both', NP, http({paths: [{exact: '/a', prefix: '/b'}]}), 'engine spec.ingress[0].http.paths[0]'],
  ['7 no slash', NP, http({paths: [{prefix: 'a'}]}), 'engine spec.ingress[0].http.paths[0].prefix'],
  ['7 query', NP, http({paths: [{exact: '/a?b'}]}), 'engine spec.ingress[0].http.paths[0].exact'],
  ['7 long path', NP, http({paths: [{exact: `/${long}`}]}), 'api-server spec.ingress[0].http.paths[0].exact'],
  ['8 alone', NP, service({}), ''],
  [
    '8 selector',
    NP,
    service({selector: 'a ='}),
    'api-server spec.egress[0].destination, engine spec.egress[0].destination.selector',
  ],
  ['8 empty selector', NP, service({notSelector: ''}), ''],
  ['8 namespaceSelector', NP, service({namespaceSelector: 'all()'}), 'api-server spec.egress[0].destination'],
  ['8 nets', NP, service({notNets: ['10.0.0.0/8']}), 'api-server spec.egress[0].destination'],
  ['8 accounts', NP, service({serviceAccounts: {}}), 'api-server spec.egress[0].destination'],
  ['8 ports', NP, service({notPorts: ['http']}), 'api-server spec.egress[0]'],
  ['8 no name', NP, egress({destination: {services: {namespace: 'n'}}}), 'api-server spec.egress[0].destination'],
  [
    '8 wrong side',
    NP,
    egress({source: {services: {name: 's', namespace: 'n'}}}),
    'engine spec.egress[0].source.services',
  ],
  ['8 no namespace', GNP, egress({destination: {services: {name: 's'}}}), 'engine spec.egress[0].destination.services'],
  ['9 spec', NP, {selector: "x == 'global('"}, 'api-server spec'],
  ['9 spec, unreadable', GNP, {namespaceSelector: 'global( x'}, 'api-server spec, engine spec.namespaceSelector'],
  ['9 account', GNP, {serviceAccountSelector: 'global()'}, 'api-server spec'],
  ['9 rule', NP, source({selector: 'global()'}), 'api-server spec.ingress[0].source'],
  [
    '9 not alone',
    NP,
    source({namespaceSelector: 'global() && has(x)'}),
    'engine spec.ingress[0].source.namespaceSelector',
  ],
  ['9 alone', NP, source({namespaceSelector: ' global( ) '}), ''],
  ['9 not checked', NP, source({notSelector: 'global()', serviceAccounts: {selector: 'global()'}}), ''],
  ['10 both', GNP, {preDNAT: true, doNotTrack: true, applyOnForward: true}, 'api-server spec'],
  ['10 egress rules', GNP, {preDNAT: true, applyOnForward: true, types: ['Ingress'], ...egress({})}, 'api-server spec'],
  ['10 egress type', GNP, {preDNAT: true, applyOnForward: true, types: ['Egress']}, 'api-server spec'],
  ['10 not forwarded', GNP, {doNotTrack: true}, 'api-server spec'],
  ['10 untracked', GNP, {doNotTrack: true, applyOnForward: true}, ''],
  [
    '12 service',
    NP,
    egress({destination: {services: {name: 'A b', namespace: 'n'}}}),
    'engine spec.egress[0].destination.services',
  ],
  [
    '12 namespace',
    NP,
    egress({destination: {services: {name: 'a', namespace: 'N'}}}),
    'engine spec.egress[0].destination.services',
  ],
  [
    '12 account twice',
    NP,
    source({serviceAccounts: {names: ['a', 'a']}}),
    'api-server spec.ingress[0].source.serviceAccounts.names[1]',
  ],
  ['14 rules', NP, {egress: many(1025).map(() => ({action: 'Allow'}))}, 'api-server spec.egress'],
  [
    '14 nets',
    NP,
    source({notNets: many(257).map((each) => `10.${each >> 8}.${each & 255}.0/24`)}),
    'api-server spec.ingress[0].source.notNets',
  ],
  ['14 ports', NP, tcp(many(51)), 'api-server spec.ingress[0].destination.ports'],
  [
    '14 selector',
    NP,
    {selector: `has(${'x'.repeat(500)}) || has(${long.slice(513)}) || !has(x)`},
    'api-server spec.selector',
  ],
  ['14 account selector', NP, source({serviceAccounts: {selector: `${'has(x) || '.repeat(200)}has(x)`}}), ''],
  ['action', NP, {ingress: [{}]}, 'api-server spec.ingress[0].action'],
  ['order', NP, {order: '10'}, 'api-server spec.order'],
  ['hint', NP, {performanceHints: ['x']}, 'api-server spec.performanceHints[0]'],
  [
    'hint twice',
    NP,
    {performanceHints: ['AssumeNeededOnEveryNode', 'AssumeNeededOnEveryNode']},
    'api-server spec.performanceHints[1]',
  ],
  ['flag', GNP, {preDNAT: 'true'}, 'api-server spec.preDNAT'],
  ['global field', NP, {namespaceSelector: 'all()'}, 'api-server spec.namespaceSelector'],
  ['tier as label', NP, {tier: 'Not A Tier!'}, 'api-server metadata.labels, engine spec.tier'],
  ['tier as name', NP, {tier: 'Upper'}, 'engine spec.tier'],
  ['staged action', 'StagedNetworkPolicy', {stagedAction: 'set'}, 'api-server spec.stagedAction'],
  ['tier', 'Tier', {order: 1, defaultAction: 'Allow'}, 'api-server spec.defaultAction'],
  ['tier order', 'Tier', {order: 'first'}, 'api-server spec.order'],
  [
    'set',
    'GlobalNetworkSet',
    {nets: ['10.0.0.5/8', '10.0.0.1', 'x', 'x']},
    'api-server spec.nets[3], engine spec.nets[2], engine spec.nets[3]',
  ],
  ['set of domains', 'NetworkSet', {allowedEgressDomains: ['a.example']}, 'api-server spec.allowedEgressDomains'],
  ['host', 'HostEndpoint', {node: 'n', interfaceName: '*'}, ''],
  ['host without node', 'HostEndpoint', {interfaceName: '*'}, 'api-server spec'],
  ['host without interface', 'HostEndpoint', {node: 'n', expectedIPs: []}, 'api-server spec'],
  [
    'host addresses',
    'HostEndpoint',
    {node: 'n', expectedIPs: ['10.0.0.1', '10.0.0.1', 'x']},
    'api-server spec.expectedIPs[1], engine spec.expectedIPs[2]',
  ],
  [
    'host profiles',
    'HostEndpoint',
    {node: 'n', interfaceName: '*', profiles: ['a', 'a', 'A']},
    'api-server spec.profiles[1], engine spec.profiles[2]',
  ],
  [
    'host interface',
    'HostEndpoint',
    {node: 'N', interfaceName: 'eth 0'},
    'engine spec.node, engine spec.interfaceName',
  ],
  [
    'host port',
    'HostEndpoint',
    {node: 'n', interfaceName: '*', ports: [{name: 'A', protocol: 'x'}]},
    'api-server spec.ports[0].port, engine spec.ports[0].protocol, engine spec.ports[0].name',
  ],
  [
    'host port number',
    'HostEndpoint',
    {node: 'n', interfaceName: '*', ports: [{name: 'a', protocol: 6, port: 0}]},
    'api-server spec.ports[0].port',
  ],
  [
    'profile',
    'Profile',
    {ingress: [{action: 'allow'}], egress: [{action: 'Allow', http: {}}], labelsToApply: {'a b': 'c'}},
    'api-server spec.ingress[0].action, engine spec.egress[0], engine spec.labelsToApply',
  ],
  ['profile rules', 'Profile', {egress: many(1025).map(() => ({action: 'Allow'}))}, 'api-server spec.egress'],
];

for (const [what, kind, spec, expected] of specs) {
  test(`${kind}: ${what}`, () => assert.is(refusals(readSpec(spec, kind)), expected));
}

/** What is refused outside of the spec: the object, and who refuses which field. */
const objects: readonly (readonly [string, object, string])[] = [
  ['11 name of three labels', {kind: NP, metadata: {name: 'a.b.c'}}, 'engine metadata.name'],
  ['11 converted name', {kind: NP, metadata: {name: 'knp.default.a.b.c'}}, ''],
  ['11 global', {kind: GNP, metadata: {name: 'knp.default.a'}}, 'engine metadata.name'],
  ['11 upper case', {kind: GNP, metadata: {name: 'A'}}, 'api-server metadata.name, engine metadata.name'],
  ['11 no name', {kind: GNP, metadata: {}}, 'api-server metadata.name'],
  ['13 label', {kind: NP, metadata: {name: 'a', labels: {'a b': 'c'}}}, 'api-server metadata.labels'],
  ['13 annotation', {kind: NP, metadata: {name: 'a', annotations: {'a b': 'c'}}}, 'api-server metadata.annotations'],
  [
    '13 annotations',
    {kind: NP, metadata: {name: 'a', annotations: {a: 'x'.repeat(1 << 18)}}},
    'api-server metadata.annotations',
  ],
  ['field of metadata', {kind: NP, metadata: {name: 'a', label: {}}}, 'api-server metadata.label'],
  ['field of the object', {kind: NP, metadata: {name: 'a'}, types: []}, 'api-server types'],
  [
    'label of the engine',
    {kind: 'NetworkSet', metadata: {name: 'a', labels: {'projectcalico.org/namespace': 'n'}}},
    'engine metadata.labels[projectcalico.org/namespace]',
  ],
  ['tier name', {kind: 'Tier', metadata: {name: 'a.b'}}, 'engine metadata.name'],
  ['tier without action', {kind: 'Tier', metadata: {name: 'kube-admin'}}, 'api-server '],
  ['tier without pass', {kind: 'Tier', metadata: {name: 'default'}, spec: {defaultAction: 'Pass'}}, 'api-server '],
  ['tier with another order', {kind: 'Tier', metadata: {name: 'default'}, spec: {order: 5}}, 'engine spec.order'],
];

for (const [what, object, expected] of objects) {
  test(`object: ${what}`, () => {
    assert.is(refusals(readValue({apiVersion: 'projectcalico.org/v3', spec: {}, ...object})), expected);
  });
}

test('a spec is required, but not in the storage form', () => {
  const read = (kind: string, apiVersion: string): string =>
    refusals(readValue({apiVersion, kind, metadata: {name: 'a'}}));
  const v3 = 'projectcalico.org/v3';
  assert.is(read(NP, v3), 'api-server ');
  assert.is(read('Tier', v3), 'api-server spec');
  assert.is(read('HostEndpoint', v3), 'api-server spec');
  for (const kind of [NP, GNP, 'Tier', 'NetworkSet']) assert.is(read(kind, 'crd.projectcalico.org/v1'), '');
});

test.run();
