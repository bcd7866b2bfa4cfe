import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {JsonObject} from '../../base/json.ts';
import {convert} from '../../convert/convert.ts';
import {load} from '../../load/load.ts';
import {valueDocuments} from '../value-documents.ts';

const test = suite('conversions that are called exact');

const kubernetes = (spec: JsonObject): JsonObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: {name: 'p', namespace: 'n'},
  spec: {podSelector: {}, ...spec},
});
const calico = (spec: JsonObject): JsonObject => ({
  apiVersion: 'projectcalico.org/v3',
  kind: 'NetworkPolicy',
  metadata: {name: 'p', namespace: 'n'},
  spec: {types: ['Ingress'], ...spec},
});
const cilium = (spec: JsonObject, name = 'p'): JsonObject => ({
  apiVersion: 'cilium.io/v2',
  kind: 'CiliumNetworkPolicy',
  metadata: {name, namespace: 'n'},
  spec: {endpointSelector: {}, ...spec},
});

// Other selectors of Calico find network sets and host endpoints too, which makes them conditional.
const PODS = "projectcalico.org/orchestrator == 'k8s'";
const source = {selector: `${PODS} && app == 'web'`};
const allow = (rule: JsonObject): JsonObject => ({action: 'Allow', ...rule});
const allowing = (rule: JsonObject): JsonObject => calico({ingress: [allow(rule)]});
const tcp = (destination: JsonObject): JsonObject => allowing({protocol: 'TCP', source, destination});
const web = {matchLabels: {app: 'web'}};
const pods = {podSelector: web};
const from = (...peers: readonly JsonObject[]): JsonObject => kubernetes({ingress: [{from: peers}]});
const endpoints = (labels: JsonObject): JsonObject => cilium({ingress: [{fromEndpoints: [{matchLabels: labels}]}]});
const entity = (name: string): JsonObject => cilium({ingress: [{fromEntities: [name]}]});
const toPorts = (...ports: readonly JsonObject[]): JsonObject =>
  cilium({ingress: [{fromEndpoints: [web], toPorts: [{ports}]}]});
const ACCOUNT = 'k8s:io.cilium.k8s.policy.serviceaccount';

/** Every row of calico.md 11 and cilium.md 16 that says "exact": a policy that has the feature, and where it is so. */
const rows: readonly (readonly [feature: string, policies: readonly JsonObject[], targets: readonly string[]])[] = [
  ['Calico, only Allow rules', [allowing({source})], ['kubernetes', 'cilium']],
  [
    'Calico, selectors with && and exact operators',
    [
      calico({
        selector: "app == 'db' && role != 'x' && app in {'db', 'c'} && app not in {'z'} && has(app) && !has(gone)",
      }),
    ],
    ['kubernetes', 'cilium'],
  ],
  [
    'Calico, selectors with ||',
    [calico({selector: "app == 'db' || role == 'x'", ingress: [allow({source})]})],
    ['kubernetes', 'cilium'],
  ],
  ['Calico, all()', [calico({selector: 'all()'})], ['kubernetes', 'cilium']],
  [
    'Calico, notSelector',
    [allowing({source: {selector: PODS, notSelector: "app == 'web' && role == 'x'"}})],
    ['kubernetes', 'cilium'],
  ],
  [
    'Calico, nets with notNets inside',
    [allowing({source: {nets: ['10.9.0.0/16'], notNets: ['10.9.1.0/24']}})],
    ['kubernetes'],
  ],
  ['Calico, notPorts', [tcp({notPorts: [80, '90:100']})], ['kubernetes', 'cilium']],
  ['Calico, ranges of ports', [tcp({ports: ['80:90']})], ['kubernetes', 'cilium']],
  ['Calico, named ports', [tcp({ports: ['http']})], ['kubernetes']],
  ['Calico, protocol', [allowing({protocol: 'SCTP', source})], ['kubernetes', 'cilium']],
  [
    'Calico, types',
    [calico({types: ['Egress'], ingress: [allow({})], egress: [allow({destination: source})]})],
    ['kubernetes', 'cilium'],
  ],
  ['Calico, types without rules', [calico({types: ['Ingress', 'Egress']})], ['kubernetes', 'cilium']],
  ['Calico, Log', [calico({ingress: [{action: 'Log'}, allow({source})]})], ['kubernetes', 'cilium']],
  ['Calico, types of ICMP', [allowing({protocol: 'ICMP', source, icmp: {type: 8}})], ['cilium']],
  ['Calico, names of service accounts', [allowing({source: {serviceAccounts: {names: ['runner']}}})], ['cilium']],
  [
    'Calico, Deny before Allow',
    [calico({ingress: [{action: 'Deny', source}, allow({source: {selector: PODS}})]})],
    ['cilium'],
  ],
  [
    'Kubernetes, a whole spec',
    [
      kubernetes({
        podSelector: web,
        policyTypes: ['Ingress', 'Egress'],
        ingress: [
          {
            from: [
              pods,
              {namespaceSelector: {matchLabels: {a: 'b'}}},
              {ipBlock: {cidr: '10.0.0.0/8', except: ['10.1.0.0/16']}},
            ],
            ports: [{port: 80}, {port: 'http'}, {port: 1, endPort: 9, protocol: 'UDP'}],
          },
        ],
        egress: [{}],
      }),
    ],
    ['calico'],
  ],
  [
    'Kubernetes, rules of a direction that policyTypes leaves out',
    [kubernetes({policyTypes: ['Egress'], ingress: [{}], egress: [{to: [pods]}]})],
    ['calico', 'cilium'],
  ],
  [
    'Kubernetes, selectors of pods and namespaces',
    [
      from(
        pods,
        {namespaceSelector: {}},
        {namespaceSelector: web, podSelector: {matchExpressions: [{key: 'x', operator: 'NotIn', values: ['y']}]}},
      ),
    ],
    ['calico', 'cilium'],
  ],
  ['Kubernetes, an empty from', [from()], ['calico', 'cilium']],
  ['Kubernetes, an empty rule', [kubernetes({ingress: [{}]})], ['calico', 'cilium']],
  ['Kubernetes, isolation', [kubernetes({policyTypes: ['Ingress', 'Egress']})], ['calico', 'cilium']],
  [
    'Kubernetes, ports',
    [
      kubernetes({
        ingress: [{from: [pods], ports: [{port: 80}, {port: 'http'}, {protocol: 'UDP', port: 1, endPort: 9}]}],
      }),
    ],
    ['calico', 'cilium'],
  ],
  [
    'Kubernetes, policies of the cluster',
    [
      {
        apiVersion: 'policy.networking.k8s.io/v1alpha2',
        kind: 'ClusterNetworkPolicy',
        metadata: {name: 'a'},
        spec: {
          tier: 'Admin',
          priority: 1,
          subject: {namespaces: {}},
          ingress: [
            {action: 'Accept', from: [{namespaces: web}]},
            {action: 'Deny', from: [{namespaces: {}}]},
          ],
        },
      },
    ],
    ['calico'],
  ],
  [
    'Cilium, labels of subject and peers',
    [cilium({endpointSelector: web, ingress: [{fromEndpoints: [web]}]})],
    ['kubernetes', 'calico'],
  ],
  ['Cilium, namespace by name', [endpoints({'k8s:io.kubernetes.pod.namespace': 'm'})], ['kubernetes', 'calico']],
  [
    'Cilium, labels of namespaces',
    [endpoints({'k8s:io.cilium.k8s.namespace.labels.env': 'q'})],
    ['kubernetes', 'calico'],
  ],
  ['Cilium, service account of peers', [endpoints({[ACCOUNT]: 'runner'})], ['calico']],
  [
    'Cilium, service account of the subject',
    [cilium({endpointSelector: {matchLabels: {[ACCOUNT]: 'runner'}}, ingress: [{fromEndpoints: [web]}]})],
    ['calico'],
  ],
  ['Cilium, entity all', [entity('all')], ['kubernetes', 'calico']],
  ['Cilium, entity none', [entity('none')], ['kubernetes', 'calico']],
  ['Cilium, an empty list of peers', [cilium({ingress: [{fromEndpoints: []}]})], ['kubernetes', 'calico']],
  ['Cilium, an empty rule', [cilium({ingress: [{}]})], ['kubernetes', 'calico']],
  [
    'Cilium, ports',
    [
      toPorts(
        {port: '80', protocol: 'TCP'},
        {port: '53', protocol: 'ANY'},
        {port: '90', endPort: 99, protocol: 'UDP'},
        {port: 'http', protocol: 'TCP'},
      ),
    ],
    ['kubernetes', 'calico'],
  ],
  ['Cilium, all ports', [toPorts({port: '0', protocol: 'ANY'})], ['kubernetes', 'calico']],
  [
    'Cilium, types of ICMP',
    [
      cilium({
        ingress: [
          {
            fromEndpoints: [web],
            icmps: [
              {
                fields: [
                  {type: 8, family: 'IPv4'},
                  {type: 'EchoReply', family: 'IPv4'},
                  {type: 128, family: 'IPv6'},
                ],
              },
            ],
          },
        ],
      }),
    ],
    ['calico'],
  ],
  [
    'Cilium, deny rules',
    [cilium({ingress: [{fromEndpoints: [{}]}], ingressDeny: [{fromEndpoints: [web]}]})],
    ['calico'],
  ],
  [
    'Cilium, several policies for one pod',
    [endpoints({app: 'web'}), cilium({endpointSelector: web, ingress: [{fromEndpoints: [{}]}]}, 'q')],
    ['kubernetes', 'calico'],
  ],
];

for (const [feature, policies, targets] of rows) {
  test(`${feature}: proved equal in all clusters, and nothing lost`, async () => {
    const loaded = await load(valueDocuments(policies), {namespace: 'default'});
    assert.equal(
      loaded.diagnostics.filter(({severity}) => severity === 'error'),
      [],
    );
    for (const to of targets) {
      const conversion = await convert({loaded, to, allow: 'equal', cni: 'auto'});
      if (!('certificate' in conversion)) throw new Error(JSON.stringify(conversion));
      const {certificate, losses, written} = conversion;
      assert.equal([certificate.result, certificate.scope, written], ['equal', 'all-worlds', true], to);
      assert.equal(
        losses.filter(({effect}) => effect !== 'none'),
        [],
        to,
      );
    }
  });
}

test.run();
