import type {JsonObject} from '../../base/json.ts';
import type {Planting} from './planted-search.ts';

const kubernetes: readonly JsonObject[] = [
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: {name: 'web', namespace: 'shop'},
    spec: {
      podSelector: {matchLabels: {app: 'web'}, matchExpressions: [{key: 'old', operator: 'DoesNotExist'}]},
      policyTypes: ['Ingress', 'Egress'],
      ingress: [
        {
          from: [
            {
              namespaceSelector: {matchLabels: {team: 'red'}},
              podSelector: {matchExpressions: [{key: 'role', operator: 'In', values: ['front', 'edge']}]},
            },
          ],
          ports: [
            {protocol: 'TCP', port: 8080},
            {protocol: 'TCP', port: 9000, endPort: 9010},
          ],
        },
      ],
      egress: [
        {
          to: [{podSelector: {matchLabels: {app: 'cache'}}}],
          ports: [{protocol: 'TCP', port: 6379}],
        },
        {
          to: [{namespaceSelector: {matchLabels: {'kubernetes.io/metadata.name': 'kube-system'}}}],
          ports: [{protocol: 'UDP', port: 53}],
        },
      ],
    },
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: {name: 'db', namespace: 'shop'},
    spec: {
      podSelector: {matchLabels: {app: 'db'}},
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{from: [{podSelector: {matchLabels: {app: 'backup'}}}], ports: [{protocol: 'TCP', port: 5432}]}],
    },
  },
];

const blocks: JsonObject = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: {name: 'out', namespace: 'shop'},
  spec: {
    podSelector: {matchLabels: {app: 'mail'}},
    policyTypes: ['Egress'],
    egress: [
      {
        to: [
          {ipBlock: {cidr: '203.0.113.0/24', except: ['203.0.113.64/26', '203.0.113.8/32']}},
          {ipBlock: {cidr: '2001:db8::/32', except: ['2001:db8:1::/48']}},
        ],
        ports: [{protocol: 'TCP', port: 25}],
      },
    ],
  },
};

const calico: readonly JsonObject[] = [
  {apiVersion: 'projectcalico.org/v3', kind: 'Tier', metadata: {name: 'guard'}, spec: {order: 100}},
  {
    apiVersion: 'projectcalico.org/v3',
    kind: 'GlobalNetworkPolicy',
    metadata: {name: 'guard.entry'},
    spec: {
      tier: 'guard',
      order: 10,
      selector: "app == 'web' && has(guarded)",
      types: ['Ingress'],
      ingress: [
        {action: 'Allow', protocol: 'TCP', source: {selector: "role == 'ops'"}, destination: {ports: [22]}},
        {action: 'Deny', protocol: 'TCP', destination: {ports: [22, '2200:2222']}},
        {action: 'Pass'},
      ],
    },
  },
  {
    apiVersion: 'projectcalico.org/v3',
    kind: 'NetworkPolicy',
    metadata: {name: 'web', namespace: 'shop'},
    spec: {
      order: 20,
      selector: "app == 'web'",
      types: ['Ingress', 'Egress'],
      ingress: [
        {action: 'Deny', protocol: 'TCP', source: {nets: ['198.51.100.0/24'], notNets: ['198.51.100.64/26']}},
        {action: 'Allow', protocol: 'TCP', source: {nets: ['198.51.0.0/16']}, destination: {ports: [443]}},
      ],
      egress: [{action: 'Allow', protocol: 'UDP', destination: {ports: [53]}}],
    },
  },
];

const cilium: readonly JsonObject[] = [
  {
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumNetworkPolicy',
    metadata: {name: 'web', namespace: 'shop'},
    spec: {
      endpointSelector: {matchLabels: {app: 'web'}},
      ingress: [
        {
          fromEndpoints: [{matchLabels: {role: 'front'}}],
          toPorts: [{ports: [{port: '8080', protocol: 'TCP'}]}],
        },
      ],
      ingressDeny: [{fromEndpoints: [{matchLabels: {banned: 'yes'}}]}],
      egress: [
        {
          toCIDRSet: [{cidr: '203.0.113.0/24', except: ['203.0.113.64/26']}],
          toPorts: [{ports: [{port: '443', protocol: 'TCP'}]}],
        },
      ],
    },
  },
];

const admin: readonly JsonObject[] = [
  {
    apiVersion: 'policy.networking.k8s.io/v1alpha2',
    kind: 'ClusterNetworkPolicy',
    metadata: {name: 'guard'},
    spec: {
      tier: 'Admin',
      priority: 10,
      subject: {namespaces: {matchLabels: {team: 'red'}}},
      egress: [
        {
          name: 'dns',
          action: 'Accept',
          to: [{namespaces: {matchLabels: {system: 'yes'}}}],
          protocols: [{udp: {destinationPort: {number: 53}}}],
        },
        {name: 'no-dns', action: 'Deny', to: [{namespaces: {}}], protocols: [{udp: {destinationPort: {number: 53}}}]},
        {name: 'no-metrics', action: 'Deny', to: [{namespaces: {matchLabels: {system: 'yes'}}}]},
      ],
    },
  },
];

/** Policies of every dialect, each converted to another that can say the same. */
export const plantings: readonly Planting[] = [
  {name: 'kubernetes to calico', to: 'calico', engines: ['spec', 'calico'], documents: [...kubernetes, blocks]},
  {name: 'kubernetes to cilium', to: 'cilium', engines: ['spec', 'cilium'], documents: kubernetes},
  {name: 'kubernetes to kubernetes', to: 'kubernetes', engines: ['spec', 'spec'], documents: [...kubernetes, blocks]},
  {name: 'calico to calico', to: 'calico', engines: ['calico', 'calico'], documents: calico},
  {name: 'cilium to cilium', to: 'cilium', engines: ['cilium', 'cilium'], documents: cilium},
  {name: 'admin to calico', to: 'calico', engines: ['spec', 'calico'], documents: admin},
];
