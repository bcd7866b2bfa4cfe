import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {type JsonObject, valueAt} from '../base/json.ts';
import {convert} from '../convert/convert.ts';
import {load} from '../load/load.ts';
import {lowered, service} from './conversion/lowered.ts';
import {valueDocuments} from './value-documents.ts';

const test = suite('cilium lowering');

const apiVersion = 'cilium.io/v2';
const NAMESPACE = 'k8s:io.kubernetes.pod.namespace';
const TEAM = 'k8s:io.cilium.k8s.namespace.labels.env';

function namespaced(spec: JsonObject): JsonObject {
  return {apiVersion, kind: 'CiliumNetworkPolicy', metadata: {name: 'p', namespace: 'n'}, spec};
}

function clusterwide(spec: JsonObject): JsonObject {
  return {apiVersion, kind: 'CiliumClusterwideNetworkPolicy', metadata: {name: 'g'}, spec};
}

function group(labels: JsonObject): JsonObject {
  return {
    apiVersion,
    kind: 'CiliumCIDRGroup',
    metadata: {name: 'partners', labels},
    spec: {externalCIDRs: ['198.51.100.0/24']},
  };
}

function options(data: JsonObject): JsonObject {
  return {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'cilium-config', namespace: 'kube-system'}, data};
}

const web = {matchLabels: {app: 'web'}};
const everybody = {endpointSelector: {}};
const of = (endpointSelector: JsonObject, ...ingress: readonly JsonObject[]): JsonObject =>
  namespaced({endpointSelector, ingress});
const allowing = (rule: JsonObject): JsonObject => of({}, rule);
const egress = (...rules: readonly JsonObject[]): JsonObject => namespaced({...everybody, egress: rules});
const selecting = (selector: JsonObject): JsonObject => allowing({fromEndpoints: [selector]});
const tcp = (...ports: readonly JsonObject[]): JsonObject => ({toPorts: [{ports}]});
const excluding = (key: string, operator: string, values?: readonly string[]): JsonObject => ({
  matchExpressions: [{key, operator, ...(values && {values})}],
});

/**
 * The features of cilium.md 16.1, one a row: what is written for Kubernetes and for Calico. `equal` is proved on a small
 * cluster; else how the answers differ, and the losses that are told.
 */
const fromCilium: readonly (readonly [string, readonly JsonObject[], kubernetes: string, calico: string])[] = [
  ['endpointSelector by labels', [of(web, {fromEndpoints: [web]})], 'equal', 'equal'],
  [
    'subject by namespace labels',
    [clusterwide({endpointSelector: {matchLabels: {[TEAM]: 'p'}}, ingress: [{}]})],
    'equal',
    'equal',
  ],
  [
    'subject by service account',
    [of({matchLabels: {'k8s:io.cilium.k8s.policy.serviceaccount': 'runner'}}, {})],
    'wider: subject-service-account',
    'equal',
  ],
  [
    'subject by cluster',
    [of({matchLabels: {'k8s:io.cilium.k8s.policy.cluster': 'blue'}}, {})],
    'unproved: subject-cluster',
    'unproved: subject',
  ],
  ['cluster-wide subject', [clusterwide({...everybody, ingress: [{fromEndpoints: [{}]}]})], 'equal', 'equal'],
  [
    'nodeSelector',
    [clusterwide({nodeSelector: {}, ingress: [{fromEntities: ['cluster']}]})],
    'unproved: node-subject',
    'unproved: subject',
  ],
  [
    'nodeSelector under the host firewall',
    [
      options({'enable-host-firewall': 'true'}),
      clusterwide({nodeSelector: {}, ingress: [{fromEntities: ['cluster']}]}),
    ],
    'wider: node-subject',
    'wider: subject',
  ],
  ['peers of the own namespace', [selecting(web)], 'equal', 'equal'],
  ['peers of a namespace by name', [selecting({matchLabels: {[NAMESPACE]: 'm', app: 'job'}})], 'equal', 'equal'],
  ['peers by namespace labels', [selecting({matchLabels: {[TEAM]: 'q'}})], 'equal', 'equal'],
  ['peers of other namespaces', [selecting(excluding(NAMESPACE, 'NotIn', ['n']))], 'equal', 'equal'],
  ['peers without namespace', [selecting(excluding(NAMESPACE, 'DoesNotExist'))], 'equal', 'equal'],
  [
    'peers by service account',
    [selecting({matchLabels: {'k8s:io.cilium.k8s.policy.serviceaccount': 'runner'}})],
    'narrower: service-account',
    'equal',
  ],
  [
    'peers of another cluster',
    [selecting({matchLabels: {'k8s:io.cilium.k8s.policy.cluster': 'blue'}})],
    'equal: cluster',
    'equal: cluster',
  ],
  ['entity all', [allowing({fromEntities: ['all']})], 'equal', 'equal'],
  ['entity world', [allowing({fromEntities: ['world']})], 'equal', 'equal'],
  ['entity cluster', [allowing({fromEntities: ['cluster']})], 'equal: role', 'equal: entity service-addresses-unknown'],
  ['entity host', [allowing({fromEntities: ['host']})], 'equal', 'equal'],
  ['entity remote-node', [allowing({fromEntities: ['remote-node']})], 'equal', 'equal'],
  [
    'entity kube-apiserver',
    [allowing({fromEntities: ['kube-apiserver']})],
    'equal: role',
    'equal: service-addresses-unknown',
  ],
  ['entity ingress', [allowing({fromEntities: ['ingress']})], 'equal: role', 'equal: entity'],
  ['entity health', [allowing({fromEntities: ['health']})], 'equal: role', 'equal: entity'],
  ['entity init', [allowing({fromEntities: ['init']})], 'equal: role', 'equal: entity'],
  ['entity unmanaged', [allowing({fromEntities: ['unmanaged']})], 'equal: role', 'equal: entity'],
  ['entity none', [allowing({fromEntities: ['none']})], 'equal', 'equal'],
  [
    'entity kube-apiserver on egress',
    [egress({toEntities: ['kube-apiserver']})],
    'equal: role',
    'equal: service-addresses-unknown',
  ],
  ['an empty list of peers', [allowing({fromEndpoints: []})], 'equal', 'equal'],
  ['CIDR outside the cluster', [allowing({fromCIDR: ['198.51.100.0/24']})], 'equal', 'equal'],
  ['CIDR that holds pods', [allowing({fromCIDR: ['10.0.0.0/8']})], 'equal', 'equal'],
  [
    'CIDRSet with except',
    [allowing({fromCIDRSet: [{cidr: '198.51.100.0/24', except: ['198.51.100.64/26']}]})],
    'equal',
    'equal',
  ],
  ['cidrGroupRef', [group({}), allowing({fromCIDRSet: [{cidrGroupRef: 'partners'}]})], 'equal', 'equal'],
  [
    'cidrGroupSelector',
    [group({a: 'b'}), allowing({fromCIDRSet: [{cidrGroupSelector: {matchLabels: {a: 'b'}}}]})],
    'equal',
    'equal',
  ],
  [
    'toServices with selector',
    [
      service('db', {app: 'db'}, [{port: 5432, targetPort: 8080, protocol: 'TCP'}]),
      egress({toServices: [{k8sService: {serviceName: 'db', namespace: 'n'}}]}),
    ],
    'equal',
    'equal',
  ],
  ['toFQDNs', [egress({toFQDNs: [{matchName: 'api.example.org'}]})], 'narrower: domain', 'narrower: domain-name'],
  [
    'groups',
    [allowing({fromGroups: [{aws: {securityGroupsIds: ['sg-1']}}]})],
    'narrower: unknown unsupported-field',
    'narrower: unknown remainder',
  ],
  ['nodes', [options({'enable-node-selector-labels': 'true'}), allowing({fromNodes: [{}]})], 'equal', 'equal'],
  ['port by number', [allowing(tcp({port: '80', protocol: 'TCP'}))], 'equal', 'equal'],
  ['port of any protocol', [allowing(tcp({port: '53', protocol: 'ANY'}))], 'equal', 'equal'],
  ['range of ports', [allowing(tcp({port: '80', endPort: 90, protocol: 'TCP'}))], 'equal', 'equal'],
  ['port by name', [allowing(tcp({port: 'http', protocol: 'TCP'}))], 'equal', 'equal'],
  ['all ports of one protocol', [allowing(tcp({port: '0', protocol: 'TCP'}))], 'equal', 'equal'],
  ['all ports without ICMP', [allowing(tcp({port: '0', protocol: 'ANY'}))], 'equal', 'equal'],
  ['type of ICMP', [allowing({icmps: [{fields: [{type: 8}]}]})], 'narrower: protocol', 'equal'],
  ['type 0 of ICMP', [allowing({icmps: [{fields: [{type: 0}]}]})], 'narrower: protocol', 'equal'],
  ['extended protocol without its option', [allowing(tcp({port: '0', protocol: 'GRE'}))], 'equal', 'equal'],
  [
    'extended protocol',
    [options({'enable-extended-ip-protocols': 'true'}), allowing(tcp({port: '0', protocol: 'GRE'}))],
    'narrower: protocol',
    'equal',
  ],
  [
    'deny of some',
    [namespaced({...everybody, ingressDeny: [{fromEndpoints: [web]}], ingress: [{fromEntities: ['all']}]})],
    'equal',
    'equal',
  ],
  [
    'deny of whom nothing allows',
    [namespaced({...everybody, ingressDeny: [{fromEndpoints: [web]}]})],
    'equal',
    'equal',
  ],
  [
    'allows of two policies',
    [of(web, {fromEndpoints: [web]}), clusterwide({...everybody, ingress: [{}]})],
    'equal',
    'equal',
  ],
  [
    'default deny switched off',
    [namespaced({...everybody, enableDefaultDeny: {ingress: false}, ingressDeny: [{fromEndpoints: [web]}]})],
    'wider: deny-rule',
    'equal',
  ],
  ['isolation alone', [allowing({})], 'equal', 'equal'],
  [
    'HTTP',
    [
      allowing({
        toPorts: [{ports: [{port: '8080', protocol: 'TCP'}], rules: {http: [{method: 'GET', path: '/a'}]}}],
      }),
    ],
    'different: http-rule own-node',
    'different: http-rule own-node',
  ],
  [
    'DNS names',
    [
      egress({
        toEndpoints: [web],
        toPorts: [{ports: [{port: '53', protocol: 'ANY'}], rules: {dns: [{matchPattern: '*'}]}}],
      }),
    ],
    'unproved: unsupported-field',
    'unproved: remainder',
  ],
  [
    'server names',
    [egress({toPorts: [{ports: [{port: '443', protocol: 'TCP'}], serverNames: ['api.example.org']}]})],
    'unproved: unsupported-field',
    'unproved: remainder',
  ],
  [
    'authentication',
    [allowing({fromEndpoints: [web], authentication: {mode: 'required'}})],
    'unproved: unsupported-field',
    'unproved: remainder',
  ],
  [
    'labels, description and log',
    [
      namespaced({
        ...everybody,
        ingress: [{}],
        description: 'a',
        labels: [{key: 'a', value: 'b', source: 'k8s'}],
        log: {value: 'x'},
      }),
    ],
    'equal',
    'equal',
  ],
];

for (const [feature, policies, ...expected] of fromCilium) {
  test(`${feature} leaves Cilium exactly or as a named loss`, async () => {
    assert.equal(
      [await lowered(policies, 'kubernetes', 'cilium'), await lowered(policies, 'calico', 'cilium')],
      expected,
    );
  });
}

test('what only tells about a policy is kept as annotations', async () => {
  const told = {description: 'a', labels: [{key: 'a', value: 'b', source: 'k8s'}], log: {value: 'x'}};
  const loaded = await load(valueDocuments([namespaced({...everybody, ingress: [{}], ...told})]), {namespace: 'n'});
  for (const to of ['kubernetes', 'calico']) {
    const conversion = await convert({loaded, to, allow: 'equal', cni: 'auto'});
    if (!('certificate' in conversion)) throw new Error(JSON.stringify(conversion));
    assert.equal(conversion.losses, []);
    assert.equal(
      conversion.objects.map(({object}) => valueAt(object, ['metadata', 'annotations'])),
      [
        {
          'cilium.io/policy-description': 'a',
          'cilium.io/policy-labels': '[{"key":"a","value":"b","source":"k8s"}]',
          'cilium.io/policy-log': '{"value":"x"}',
        },
      ],
    );
  }
});

function network(spec: JsonObject): JsonObject {
  return {apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: {name: 'k', namespace: 'n'}, spec};
}

const inwards = (...ingress: readonly JsonObject[]): JsonObject =>
  network({podSelector: {}, policyTypes: ['Ingress'], ingress});

/** The rows of cilium.md 16.2 that start at Kubernetes; those from Calico stand in the table of Calico. */
const fromKubernetes: readonly (readonly [string, JsonObject, string])[] = [
  ['selectors', inwards({from: [{podSelector: web}, {namespaceSelector: {}, podSelector: web}]}), 'equal'],
  ['any namespace', inwards({from: [{namespaceSelector: {}}]}), 'equal'],
  ['no peers', inwards({}), 'equal'],
  ['no peers on egress', network({podSelector: {}, policyTypes: ['Egress'], egress: [{}]}), 'equal'],
  ['isolation without rules', inwards(), 'equal'],
  [
    'rules outside of policyTypes',
    network({podSelector: {}, policyTypes: ['Egress'], ingress: [{}], egress: []}),
    'equal',
  ],
  ['ipBlock outside', inwards({from: [{ipBlock: {cidr: '198.51.100.0/24', except: ['198.51.100.64/26']}}]}), 'equal'],
  ['ipBlock that holds pods', inwards({from: [{ipBlock: {cidr: '10.0.0.0/24'}}]}), 'narrower: ip-block-inside-cluster'],
  ['ipBlock of a whole family', inwards({from: [{ipBlock: {cidr: '0.0.0.0/0'}}]}), 'equal'],
  [
    'ports',
    inwards({ports: [{port: 80}, {port: 'http'}, {protocol: 'UDP'}, {protocol: 'TCP', port: 1, endPort: 9}]}),
    'equal',
  ],
  ['more than 40 ports', inwards({ports: Array.from({length: 41}, (_, at) => ({port: at * 2 + 1}))}), 'equal'],
  ['the own node', network({podSelector: {}, policyTypes: ['Ingress', 'Egress']}), 'equal'],
];

for (const [feature, policy, expected] of fromKubernetes) {
  test(`${feature} of Kubernetes reaches Cilium exactly or as a named loss`, async () => {
    assert.is(await lowered([policy], 'cilium', 'spec'), expected);
  });
}

test.run();
