import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {JsonObject} from '../base/json.ts';
import {lowered, service} from './conversion/lowered.ts';

const test = suite('calico lowering');

const apiVersion = 'projectcalico.org/v3';

function namespaced(spec: JsonObject, name = 'p', kind = 'NetworkPolicy'): JsonObject {
  return {apiVersion, kind, metadata: {name, namespace: 'n'}, spec};
}

function global(spec: JsonObject): JsonObject {
  return {apiVersion, kind: 'GlobalNetworkPolicy', metadata: {name: 'g'}, spec};
}

function tier(spec: JsonObject): JsonObject {
  return {apiVersion, kind: 'Tier', metadata: {name: 't'}, spec};
}

function set(kind: string, labels: JsonObject, namespace?: string): JsonObject {
  return {
    apiVersion,
    kind,
    metadata: {name: 's', labels, ...(namespace !== undefined && {namespace})},
    spec: {nets: ['198.51.100.0/24']},
  };
}

const from = (source: JsonObject, action = 'Allow'): JsonObject => ({action, source});
const ingress = (...rules: readonly JsonObject[]): JsonObject => ({types: ['Ingress'], ingress: rules});
const allowing = (fields: JsonObject): JsonObject => namespaced(ingress({action: 'Allow', ...fields}));
const tcp = (ports: readonly (string | number)[], source: JsonObject = {}): JsonObject =>
  allowing({protocol: 'TCP', source, destination: {ports}});
const web = {selector: "app == 'web'"};
const everyNamespace = {namespaceSelector: 'all()'};
const extended: JsonObject = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {name: 'cilium-config', namespace: 'kube-system'},
  data: {'enable-extended-ip-protocols': 'true'},
};

/**
 * The features of calico.md 11.1, one a row: what is written for Kubernetes and for Cilium. `equal` is proved on the world
 * above; else how the answers differ, and the losses that are told.
 */
const rows: readonly (readonly [string, readonly JsonObject[], kubernetes: string, cilium: string])[] = [
  ['only Allow rules', [tcp([80], web)], 'equal', 'equal'],
  [
    'a tier that changes no verdict',
    [tier({order: 1}), namespaced({tier: 't', ...ingress(from(web))})],
    'equal',
    'equal',
  ],
  [
    'order',
    [
      namespaced({order: 1, ...ingress(from(web, 'Deny'))}, 'a'),
      namespaced({order: 2, ...ingress({action: 'Allow'})}, 'b'),
    ],
    'equal',
    'equal',
  ],
  ['Deny of all at the end', [namespaced(ingress(from(web), {action: 'Deny'}))], 'equal', 'equal'],
  [
    'Deny of nets',
    [namespaced(ingress(from({nets: ['10.9.0.0/16']}, 'Deny'), from({nets: ['10.8.0.0/15']})))],
    'equal',
    'equal',
  ],
  ['Deny of a selector', [namespaced(ingress(from(web, 'Deny'), from({selector: 'all()'})))], 'equal', 'equal'],
  ['Log', [namespaced(ingress({action: 'Log'}, from(web)))], 'equal', 'equal'],
  [
    'Pass',
    [namespaced(ingress(from(web, 'Pass'), from({nets: ['10.9.0.0/16']})))],
    'narrower: pass-rule',
    'narrower: pass',
  ],
  [
    'defaultAction Pass',
    [tier({order: 1, defaultAction: 'Pass'}), namespaced({tier: 't', ...ingress(from(web, 'Deny'))})],
    'narrower: tier-pass',
    'equal',
  ],
  ['global policy', [global({...everyNamespace, ...ingress(from({...everyNamespace, ...web}))})], 'equal', 'equal'],
  [
    'global policy of some namespaces',
    [
      global({
        namespaceSelector: "env == 'p'",
        selector: "app == 'db'",
        ...ingress(from({namespaceSelector: "env == 'q'"})),
      }),
    ],
    'equal',
    'equal',
  ],
  [
    'selector of exact operators',
    [
      namespaced({
        selector: "app == 'db' && role != 'x' && app in {'db', 'c'} && app not in {'z'} && has(app) && !has(gone)",
        ...ingress(),
      }),
    ],
    'equal',
    'equal',
  ],
  ['selector with ||', [namespaced({selector: "app == 'db' || role == 'x'", ...ingress(from(web))})], 'equal', 'equal'],
  [
    'selector of parts of values',
    [namespaced({selector: "app contains 'b'", ...ingress(from({selector: "app starts with 'w'"}))})],
    'equal',
    'equal',
  ],
  ['selector all()', [namespaced({selector: 'all()', ...ingress()})], 'equal', 'equal'],
  [
    'serviceAccountSelector',
    [namespaced({serviceAccountSelector: "grade == 'high'", ...ingress()})],
    'wider: subject-service-account-label',
    'wider: subject',
  ],
  [
    'names of serviceAccounts',
    [allowing({source: {serviceAccounts: {names: ['runner']}}})],
    'narrower: service-account',
    'equal',
  ],
  [
    'selector of serviceAccounts',
    [allowing({source: {serviceAccounts: {selector: "grade == 'high'"}}})],
    'narrower: service-account-label',
    'narrower: selector',
  ],
  ['rule selector that finds a set', [set('NetworkSet', {app: 'web'}, 'n'), allowing({source: web})], 'equal', 'equal'],
  [
    'namespaceSelector that finds a set',
    [set('GlobalNetworkSet', {a: 'b'}), allowing({source: {namespaceSelector: "env != 'q'"}})],
    'equal',
    'equal',
  ],
  [
    'global()',
    [set('GlobalNetworkSet', {a: 'b'}), allowing({source: {namespaceSelector: 'global()', selector: "a == 'b'"}})],
    'equal',
    'equal',
  ],
  ['notSelector of a namespace', [allowing({source: {notSelector: "app == 'web' && role == 'x'"}})], 'equal', 'equal'],
  [
    'notSelector of everybody',
    [global({...everyNamespace, ...ingress(from({notSelector: "app == 'web'"}))})],
    'equal',
    'equal',
  ],
  ['nets and notNets', [allowing({source: {nets: ['10.9.0.0/16'], notNets: ['10.9.1.0/24']}})], 'equal', 'equal'],
  [
    'notNets alone',
    [allowing({source: {notNets: ['10.9.1.0/24']}})],
    'equal',
    'narrower: ip-version ip-block-inside-cluster',
  ],
  [
    'nets beside a selector',
    [allowing({source: {nets: ['10.0.0.0/25'], ...web}})],
    'narrower: address',
    'narrower: ip-block-inside-cluster',
  ],
  [
    'source ports',
    [allowing({protocol: 'TCP', source: {ports: [1000]}})],
    'narrower: source-ports',
    'narrower: source-ports',
  ],
  ['notPorts', [allowing({protocol: 'TCP', destination: {notPorts: [80, '90:100']}})], 'equal', 'equal'],
  ['range of ports', [tcp(['80:90'])], 'equal', 'equal'],
  ['named port', [tcp(['http'], web)], 'equal', 'equal'],
  ['named port without protocol', [allowing({destination: {ports: ['http']}})], 'equal', 'equal'],
  ['protocol without ports', [allowing({protocol: 'UDP', source: web})], 'equal', 'equal'],
  ['other protocol', [allowing({protocol: 47})], 'narrower: protocol', 'narrower: protocol-option'],
  ['other protocol that Cilium takes', [extended, allowing({protocol: 47})], 'narrower: protocol', 'equal'],
  ['notProtocol', [allowing({notProtocol: 'TCP'})], 'narrower: protocol', 'narrower: protocol'],
  ['ICMP', [allowing({protocol: 'ICMP'})], 'narrower: protocol', 'equal'],
  ['type of ICMP', [allowing({protocol: 'ICMP', icmp: {type: 8}})], 'narrower: protocol', 'equal'],
  [
    'code of ICMP',
    [allowing({protocol: 'ICMP', icmp: {type: 3, code: 1}})],
    'narrower: protocol',
    'narrower: icmp-code',
  ],
  [
    'services with a selector',
    [
      service('db', {app: 'db'}, [{port: 5432, targetPort: 8080, protocol: 'TCP'}]),
      namespaced({
        types: ['Egress'],
        egress: [{action: 'Allow', destination: {services: {name: 'db', namespace: 'n'}}}],
      }),
    ],
    'equal',
    'equal',
  ],
  [
    'services',
    [
      namespaced({
        types: ['Egress'],
        egress: [{action: 'Allow', destination: {services: {name: 'db', namespace: 'n'}}}],
      }),
    ],
    'narrower: backend-of',
    'narrower: service',
  ],
  [
    'http',
    [allowing({protocol: 'TCP', http: {methods: ['GET']}, destination: {ports: [8080]}})],
    'narrower: http-rule',
    'not-equal: own-node',
  ],
  ['ipVersion', [allowing({ipVersion: 4, source: web})], 'narrower: ip-family', 'narrower: ip-version'],
  ['selectors of both ends', [allowing({source: web, destination: {selector: "app == 'db'"}})], 'equal', 'equal'],
  [
    'doNotTrack',
    [global({doNotTrack: true, applyOnForward: true, ...ingress({action: 'Allow'})})],
    'unproved: node-subject',
    'unproved: subject',
  ],
  ['staged policy', [namespaced(ingress(), 'p', 'StagedNetworkPolicy')], 'equal', 'equal'],
  [
    'hints and annotations',
    [
      namespaced({
        performanceHints: ['AssumeNeededOnEveryNode'],
        ...ingress({action: 'Allow', metadata: {annotations: {a: 'b'}}}),
      }),
    ],
    'equal',
    'equal',
  ],
  [
    'types',
    [namespaced({types: ['Egress'], ingress: [{action: 'Allow'}], egress: [{action: 'Allow', destination: web}]})],
    'equal',
    'equal',
  ],
];

for (const [feature, policies, ...expected] of rows) {
  test(`${feature} is exact or a named loss`, async () => {
    const said = [await lowered(policies, 'kubernetes', 'calico'), await lowered(policies, 'cilium', 'calico')];
    assert.equal(said, expected);
  });
}

test.run();
