import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {UnknownValue} from '../../src/base/unknown-value.ts';
import {printMatch} from '../../src/ir/match.ts';
import type {Direction, Policy, Rule} from '../../src/ir/policy.ts';
import {printTraffic} from '../../src/ir/traffic.ts';
import {plainDocument, readPlain} from '../../src/testing/plain-cilium.ts';
import {read} from './read.ts';

const test = suite('cilium reading');

const tcp443 = [{ports: [{port: '443', protocol: 'TCP'}]}];
const own = '(pod & sameNamespace)';

/** The null and empty table (cilium.md 3) and the corner cases that concern reading (15), by their numbers. */
const cases: readonly (readonly [name: string, spec: object, expected: string])[] = [
  ['1', {ingress: []}, 'refused: combination-invalid spec'],
  ['2', {ingress: [{}]}, 'ingress isolates: allow nothing, any'],
  ['3', {ingressDeny: [{}]}, 'ingress isolates: deny nothing, any'],
  ['4', {ingressDeny: [{fromEntities: ['all']}]}, 'ingress isolates: deny anything, any'],
  ['5', {ingress: [{fromEndpoints: []}]}, 'ingress isolates: allow nothing, any'],
  ['6', {ingress: [{fromEndpoints: [], fromCIDR: ['10.0.0.0/8']}]}, 'ingress isolates: allow nothing, any'],
  ['7', {ingress: [{fromEndpoints: [{}]}]}, `ingress isolates: allow ${own}, any`],
  [
    '8',
    {ingress: [{toPorts: [{ports: [{port: '80'}]}]}]},
    'ingress isolates: allow anything, SCTP :80 + TCP :80 + UDP :80',
  ],
  ['9', {ingress: [{fromEndpoints: [{}], toPorts: [{}]}]}, `ingress isolates: allow ${own}, no traffic`],
  ['empty toPorts', {ingress: [{fromEndpoints: [{}], toPorts: []}]}, `ingress isolates: allow ${own}, any`],
  ['only empty toPorts', {ingress: [{toPorts: []}]}, 'ingress isolates: allow nothing, any'],
  ['10', {egress: [{toFQDNs: [], toPorts: tcp443}]}, 'egress isolates: allow anything, TCP :443'],
  ['empty toFQDNs alone', {egress: [{toFQDNs: []}]}, 'egress isolates: allow nothing, any'],
  ['toFQDNs without name', {egress: [{toFQDNs: [{}]}]}, 'egress isolates: allow nothing, any'],
  [
    '11 and 13',
    {egress: [{toServices: [{k8sService: {serviceName: 'db'}}], toPorts: tcp443}]},
    'egress isolates: allow backendOf(*/db), TCP :443',
  ],
  [
    '14',
    {egressDeny: [{toServices: [{k8sService: {serviceName: 'db', namespace: 'a'}}], toPorts: tcp443}]},
    'egress isolates: deny anything, TCP :443',
  ],
  [
    '14 without ports',
    {egressDeny: [{toServices: [{k8sService: {serviceName: 'db'}}]}]},
    'egress isolates: deny nothing, any',
  ],
  [
    '15',
    {egress: [{toEndpoints: [{matchLabels: {app: 'x'}}], toCIDR: ['1.1.1.1/32']}]},
    'refused: combination-invalid spec.egress[0]',
  ],
  [
    '18',
    {ingress: [{fromEndpoints: [{matchLabels: {'k8s:io.kubernetes.pod.namespace': 'b'}}]}]},
    'ingress isolates: allow (namespace(in ["b"]) & pod), any',
  ],
  [
    '19',
    {ingress: [{fromEndpoints: [{matchLabels: {'k8s:io.cilium.k8s.namespace.labels.team': 'x'}}]}]},
    'ingress isolates: allow (namespaceLabel("team" in ["x"]) & pod), any',
  ],
  [
    '20',
    {
      ingress: [
        {
          fromEndpoints: [
            {matchLabels: {app: 'x'}, matchExpressions: [{key: 'reserved:host', operator: 'DoesNotExist'}]},
          ],
        },
      ],
    },
    'ingress isolates: allow (label("app" in ["x"]) & pod), any',
  ],
  [
    '21',
    {
      ingress: [
        {
          fromEndpoints: [{matchExpressions: [{key: 'io.kubernetes.pod.namespace', operator: 'NotIn', values: ['b']}]}],
        },
      ],
    },
    'ingress isolates: allow (!namespace(in ["b"]) & pod), any',
  ],
  [
    'service account',
    {ingress: [{fromEndpoints: [{matchLabels: {'io.cilium.k8s.policy.serviceaccount': 'bob'}}]}]},
    'ingress isolates: allow (pod & sameNamespace & serviceAccount(in ["bob"])), any',
  ],
  ['26', {egress: [{toCIDR: ['0.0.0.0/0']}]}, 'egress isolates: allow (address(0.0.0.0/0) & external), any'],
  [
    '31',
    {egress: [{toCIDRSet: [{cidr: '10.0.0.0/8', except: ['10.1.0.0/16']}, {cidr: '10.1.2.0/24'}]}]},
    'egress isolates: allow ((!address(10.1.0.0/16) & address(10.0.0.0/8) & external) | ' +
      '(address(10.1.2.0/24) & external)), any',
  ],
  [
    '33',
    {ingress: [{fromEndpoints: [{}], toPorts: [{ports: [{port: '0', protocol: 'ANY'}]}]}]},
    `ingress isolates: allow ${own}, SCTP + TCP + UDP`,
  ],
  ['35', portCase({port: '8000', endPort: 7000, protocol: 'TCP'}), 'ingress isolates: allow anything, TCP :8000'],
  [
    '35 forward',
    portCase({port: '7000', endPort: 8000, protocol: 'TCP'}),
    'ingress isolates: allow anything, TCP :7000-8000',
  ],
  ['36', portCase({port: '010', protocol: 'TCP'}), 'ingress isolates: allow anything, TCP :8'],
  ['37', portCase({port: 'HTTP', protocol: 'TCP'}), 'ingress isolates: allow anything, TCP :"http"'],
  ['hexadecimal is a name', portCase({port: '0x50', protocol: 'TCP'}), 'ingress isolates: allow anything, TCP :"0x50"'],
  [
    'name and endPort on ingress',
    portCase({port: 'web', endPort: 90, protocol: 'TCP'}),
    'ingress isolates: allow anything, TCP :"web"-90',
  ],
  ['39', icmpCase({type: 'EchoReply', family: 'IPv4'}), 'ingress isolates: allow anything, ICMP'],
  [
    'ICMP type',
    icmpCase({type: 'EchoRequest', family: 'IPv6'}),
    'ingress isolates: allow anything, ICMPv6 icmp:32768-33023',
  ],
  ['ICMP above 255', icmpCase({type: 264}), 'ingress isolates: allow anything, no traffic'],
  ['ICMP below 0', icmpCase({type: -1}), 'ingress isolates: allow anything, ICMP'],
  [
    '40',
    {ingress: [{icmps: [{fields: [{type: 8}]}], toPorts: tcp443}]},
    'refused: combination-invalid spec.ingress[0]',
  ],
  [
    '41',
    {ingress: [{toPorts: [{ports: [{port: '80'}], rules: {http: [{path: '/a'}]}}]}]},
    'refused: combination-invalid spec.ingress[0].toPorts[0].rules',
  ],
  [
    '46',
    {ingress: [{toPorts: [{ports: [{port: '80', protocol: 'TCP'}], rules: {http: [{path: '/public'}]}}]}]},
    'ingress isolates: allow anything, TCP :80, http [{"path":{"test":"regex","pattern":"/public"}}]',
  ],
  [
    '47',
    {ingress: [{toPorts: [{ports: [{port: '80', protocol: 'TCP'}], rules: {http: [{headers: ['X-A:1']}]}}]}]},
    'ingress isolates: allow anything, TCP :80, http []',
  ],
  [
    '48',
    {egress: [{toPorts: [{ports: [{port: '53'}], rules: {dns: []}}]}]},
    'egress isolates: allow anything, SCTP :53 + TCP :53 + UDP :53',
  ],
  [
    '50',
    {egress: [{toFQDNs: [{matchPattern: '**.X.io.'}]}]},
    'egress isolates: allow (domain("**.x.io") & external), any',
  ],
  [
    'more stars in a pattern',
    {egress: [{toFQDNs: [{matchPattern: '***.x.io'}]}, {toFQDNs: [{matchPattern: '**a**.x.io'}]}]},
    'egress isolates: allow (domain("**.x.io") & external), any; allow (domain("*a*.x.io") & external), any',
  ],
  ['52', {enableDefaultDeny: {egress: true}, ingress: [{}]}, 'ingress isolates: allow nothing, any'],
  [
    '55',
    {enableDefaultDeny: {ingress: false}, ingressDeny: [{fromEntities: ['world']}]},
    'ingress open: deny external, any',
  ],
  ['59', {ingress: [{fromEntities: ['none']}]}, 'ingress isolates: allow nothing, any'],
  [
    '69',
    {egress: [{toCIDRSet: [{cidrGroupRef: 'missing'}]}]},
    'egress isolates: allow (external & some[addressSet]{label("io.cilium.policy.cidrgroupname/missing" exists)}), any',
  ],
  [
    '70',
    {
      egress: [
        {
          toCIDRSet: [{cidrGroupSelector: {matchExpressions: [{key: 'tier', operator: 'NotIn', values: ['bad']}]}}],
        },
      ],
    },
    'egress isolates: allow (!some[addressSet]{label("tier" in ["bad"])} & external), any',
  ],
  ['cidrGroupSelector {}', {egress: [{toCIDRSet: [{cidrGroupSelector: {}}]}]}, 'egress isolates: allow anything, any'],
  [
    'null is absence',
    {ingress: [{fromEndpoints: null, toPorts: tcp443}]},
    'ingress isolates: allow anything, TCP :443',
  ],
  ['null label', {ingress: [{fromEndpoints: [{matchLabels: {app: null}}]}]}, `ingress isolates: allow ${own}, any`],
];

function portCase(port: object): object {
  return {ingress: [{toPorts: [{ports: [port]}]}]};
}

function icmpCase(field: object): object {
  return {ingress: [{icmps: [{fields: [field]}]}]};
}

for (const [name, spec, expected] of cases) {
  test(`case ${name}`, () => assert.is(readText({spec: {endpointSelector: {}, ...spec}}), expected));
}

function readText(object: Readonly<Record<string, unknown>>): string {
  const {policies, diagnostics} = readPlain(object);
  const refused = diagnostics.some(({code}) => code === 'policy-refused');
  if (refused) return `refused: ${diagnostics[0]?.code} ${diagnostics[0]?.arguments['path']}`;
  return policies
    .flatMap(({ingress, egress}) => [directionText('ingress', ingress), directionText('egress', egress)])
    .filter((text) => text !== '')
    .join('; ');
}

function directionText(name: string, direction: Direction | undefined): string {
  if (!direction) return '';
  return `${name} ${direction.isolates ? 'isolates' : 'open'}: ${direction.rules.map(ruleText).join('; ')}`;
}

function ruleText({action, peer, traffic, application}: Rule): string {
  const http = application?.http ? `, http ${JSON.stringify(application.http)}` : '';
  return `${action} ${printMatch(peer)}, ${printTraffic(traffic)}${http}`;
}

const subjects: readonly (readonly [name: string, object: Readonly<Record<string, unknown>>, expected: string])[] = [
  ['a namespaced policy keeps to its namespace', {endpointSelector: {}}, '(namespace(in ["a"]) & pod)'],
  [
    'case 16: the key with its source is overwritten',
    {endpointSelector: {matchLabels: {'k8s:io.kubernetes.pod.namespace': 'b'}}},
    '(namespace(in ["a"]) & pod)',
  ],
  [
    'case 17: the key without source must hold too',
    {endpointSelector: {matchLabels: {'io.kubernetes.pod.namespace': 'b'}}},
    '(namespace(in ["a"]) & namespace(in ["b"]) & pod)',
  ],
];

for (const [name, spec, expected] of subjects) {
  test(name, () => {
    const [policy] = readPlain({spec: {ingress: [{}], ...spec}}).policies;
    assert.is(policy && printMatch(policy.subject), expected);
  });
}

test('a cluster-wide policy selects all pods and remembers Cilium’s own endpoints', () => {
  const [policy] = clusterwide({endpointSelector: {}, ingress: [{fromEndpoints: [{}]}]});
  assert.is(policy && printMatch(policy.subject), 'pod');
  assert.is(policy?.ingress?.rules[0] && printMatch(policy.ingress.rules[0].peer), 'pod');
  assert.equal(
    policy?.remainder.map(({field, effect}) => [field, effect]),
    [['endpointSelector', 'none']],
  );
});

test('an empty namespace is that of the command line', () => {
  const metadata = {name: 'sample', namespace: ''};
  const {policies, diagnostics} = readPlain({metadata, spec: {endpointSelector: {}, ingress: [{}]}});
  assert.is(policies[0]?.id.namespace, 'default');
  assert.equal(
    diagnostics.map(({code}) => code),
    ['namespace-assumed'],
  );
});

test('a node selector picks nodes', () => {
  const [policy] = clusterwide({nodeSelector: {matchLabels: {rack: 'r1'}}, ingress: [{}]});
  assert.is(policy && printMatch(policy.subject), '(host & label("rack" in ["r1"]))');
});

function clusterwide(spec: object): readonly Policy[] {
  return readPlain({kind: 'CiliumClusterwideNetworkPolicy', metadata: {name: 'wide'}, spec}).policies;
}

test('each entry of specs is a policy of its own, with its place', () => {
  const {policies} = readPlain({
    spec: {endpointSelector: {}, ingress: [{}]},
    specs: [{endpointSelector: {matchLabels: {app: 'x'}}, egress: [{}]}],
  });
  assert.equal(
    policies.map(({id, origin}) => [id.name, origin.path]),
    [
      ['sample', ['spec']],
      ['sample', ['specs', 0]],
    ],
  );
});

test('port items with layer 7 are rules of their own, with the same place in the list', () => {
  const plain = {ports: [{port: '80', protocol: 'TCP'}]};
  const asking = {ports: [{port: '81', protocol: 'TCP'}], rules: {http: [{method: 'GET'}]}};
  const [policy] = readPlain({spec: {endpointSelector: {}, ingress: [{}, {toPorts: [plain, asking]}]}}).policies;
  assert.equal(
    policy?.ingress?.rules.map(({index, traffic, application}) => [
      index,
      printTraffic(traffic),
      application?.http?.length ?? 0,
    ]),
    [
      [0, 'any', 0],
      [1, 'TCP :80', 0],
      [1, 'TCP :81', 1],
    ],
  );
});

test('what is not known inside a rule makes that rule unknown, and no other', () => {
  const open = new UnknownValue('var.app');
  const [policy] = readPlain({
    spec: {
      endpointSelector: {},
      ingress: [{fromEndpoints: [{matchLabels: {app: open}}]}, {fromEndpoints: [{}]}],
    },
  }).policies;
  assert.equal(
    policy?.ingress?.rules.map(({peer}) => printMatch(peer)),
    ['unknown("var.app")', own],
  );
});

test('what is not known in the selector may select', () => {
  const spec = {endpointSelector: {matchLabels: {app: new UnknownValue('var.app')}}, ingress: [{}]};
  const [policy] = readPlain({spec}).policies;
  assert.is(policy && printMatch(policy.subject), '(namespace(in ["a"]) & pod & unknown("var.app"))');
});

test('a whole list that is not known may isolate, allow and deny', () => {
  const [policy] = readPlain({spec: {endpointSelector: {}, ingress: new UnknownValue('var.rules')}}).policies;
  assert.is(policy && printMatch(policy.subject), '(namespace(in ["a"]) & pod & unknown("var.rules"))');
  assert.equal(
    [policy?.ingress?.rules, policy?.egress?.rules].map((rules) => rules?.map(({action}) => action)),
    [
      ['deny', 'allow'],
      ['deny', 'allow'],
    ],
  );
});

test('node peers are said to need their option', () => {
  const {diagnostics} = readPlain({spec: {endpointSelector: {}, ingress: [{fromNodes: [{}]}]}});
  assert.equal(
    diagnostics.map(({code, arguments: args}) => [code, args['path']]),
    [['option-needed', 'spec.ingress[0].fromNodes']],
  );
});

test('nothing that is no policy makes the reader throw', () => {
  const values = [
    null,
    1,
    [],
    {},
    {kind: 'CiliumNetworkPolicy'},
    {kind: 'CiliumNetworkPolicy', apiVersion: 'cilium.io/v2'},
  ];
  const deep = JSON.parse(`${'['.repeat(5000)}${']'.repeat(5000)}`);
  const odd = [null, 5, 'x', [], [null], {a: null}, deep, {matchLabels: 3}, {__proto__: 1}];
  for (const each of odd) {
    for (const field of ['endpointSelector', 'ingress', 'egressDeny', 'labels', 'enableDefaultDeny']) {
      readPlain({spec: {endpointSelector: {}, ingress: [{}], [field]: each}});
    }
    readPlain({spec: {endpointSelector: {}, ingress: [{fromCIDRSet: [each], toPorts: [each], icmps: [each]}]}});
    readPlain({spec: each, specs: [each]});
    readPlain({metadata: each});
  }
  for (const value of values) read(plainDocument(value), {namespace: 'default'});
});

test('a CIDR group is an address set that carries its name as a label', () => {
  const {world, diagnostics} = read(
    plainDocument({
      apiVersion: 'cilium.io/v2',
      kind: 'CiliumCIDRGroup',
      metadata: {name: 'partners', labels: {deal: 'gold'}},
      spec: {externalCIDRs: ['203.0.113.7/25', 'x']},
    }),
    {namespace: 'default'},
  );
  assert.equal(world?.addressSets, [
    {
      kind: 'CiliumCIDRGroup',
      name: 'partners',
      labels: {deal: 'gold', 'io.cilium.policy.cidrgroupname/partners': ''},
      cidrs: ['203.0.113.0/25'],
    },
  ]);
  assert.equal(
    diagnostics?.map(({code}) => code),
    ['value-invalid'],
  );
});

test.run();
