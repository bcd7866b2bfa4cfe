import {parseCidr} from '../../src/base/cidr.ts';
import {isObject} from '../../src/base/json.ts';
import type {Schema} from './crd-schema.ts';

/** The schemas of policy.networking.k8s.io as its CRDs give them (kubernetes.md B2 and B3, experimental channel). */

const text: Schema = {is: 'text'};
const anything: Schema = {is: 'anything'};
const port: Schema = {is: 'integer', low: 1, high: 65535};

const selector: Schema = {
  is: 'object',
  fields: {
    matchLabels: {is: 'map', of: text},
    matchExpressions: {
      is: 'list',
      count: [0, Number.POSITIVE_INFINITY],
      of: {
        is: 'object',
        fields: {key: text, operator: text, values: {is: 'list', of: text, count: [0, Number.POSITIVE_INFINITY]}},
        required: ['key', 'operator'],
      },
    },
  },
};

const networks: Schema = {
  is: 'list',
  count: [1, 25],
  unique: true,
  of: {is: 'text', most: 43, check: networkProblem},
};

/** Host bits pass; leading zeros and IPv4-mapped forms do not (W12). */
function networkProblem(value: string): string | undefined {
  const parsed = parseCidr(value);
  if (!parsed) return 'it is no CIDR such as 10.0.0.0/8';
  const refused = parsed.strict.find((each) => each !== 'host-bits');
  return refused && `it has ${refused.replaceAll('-', ' ')}`;
}

const domainNames: Schema = {
  is: 'list',
  count: [1, 25],
  unique: true,
  of: {
    is: 'text',
    check: (value) =>
      /^(\*\.)?([a-zA-z0-9]([-a-zA-Z0-9_]*[a-zA-Z0-9])?\.)+[a-zA-z0-9]([-a-zA-Z0-9_]*[a-zA-Z0-9])?\.?$/.test(value)
        ? undefined
        : 'it is no domain name with at least two labels, such as example.org or *.example.org',
  },
};

function peer(pods: Schema, more: Readonly<Record<string, Schema>>): Schema {
  return {is: 'object', count: [1, 1], fields: {namespaces: selector, pods, ...more}};
}

interface Generation {
  readonly actions: readonly string[];
  readonly pods: Schema;
  /** The list of ports by its name. */
  readonly ports: readonly [name: string, item: Schema];
  readonly namedPort: string;
  readonly most: number;
  readonly domains: boolean;
}

function rules({actions, pods, ports, most, domains, namedPort}: Generation, peersOf: 'from' | 'to'): Schema {
  const outside = {networks, nodes: selector, ...(domains && {domainNames})};
  const [list, item] = ports;
  return {
    is: 'list',
    count: [0, most],
    of: {
      is: 'object',
      fields: {
        name: {is: 'text', most: 100},
        action: {is: 'text', oneOf: actions},
        [peersOf]: {is: 'list', count: [1, most], of: peer(pods, peersOf === 'to' ? outside : {})},
        [list]: {is: 'list', count: [1, most], of: item},
      },
      required: ['action', peersOf],
      ...(peersOf === 'to' && {
        rule: (value: Readonly<Record<string, unknown>>) => {
          const bare = items(value['to']).some(
            (each) => 'networks' in each || 'nodes' in each || 'domainNames' in each,
          );
          const named = items(value[list]).some((each) => namedPort in each);
          return bare && named
            ? {
                kind: 'value',
                path: [],
                value: null,
                reason: 'a port name cannot stand beside networks, nodes or domainNames, which declare none',
              }
            : undefined;
        },
      }),
    },
  };
}

function items(list: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(list) ? list.filter(isObject) : [];
}

function object(spec: Schema): Schema {
  return {
    is: 'object',
    fields: {apiVersion: text, kind: text, metadata: anything, status: anything, spec},
    required: ['spec'],
  };
}

const podsBoth: Schema = {
  is: 'object',
  fields: {namespaceSelector: selector, podSelector: selector},
  required: ['namespaceSelector', 'podSelector'],
};

const podsLate: Schema = {...podsBoth, required: ['podSelector']};

const range: Schema = {
  is: 'object',
  fields: {start: port, end: port},
  required: ['start', 'end'],
  rule: ({start, end}) =>
    typeof start === 'number' && typeof end === 'number' && start >= end
      ? {kind: 'value', path: [], value: start, reason: 'start must be smaller than end'}
      : undefined,
};

const transport: Schema = {
  is: 'object',
  count: [1, 1],
  fields: {destinationPort: {is: 'object', count: [1, 1], fields: {number: port, range}}},
};

const v1alpha2: Generation = {
  actions: ['Accept', 'Deny', 'Pass'],
  pods: podsLate,
  ports: [
    'protocols',
    {
      is: 'object',
      count: [1, 1],
      fields: {tcp: transport, udp: transport, sctp: transport, destinationNamedPort: text},
    },
  ],
  namedPort: 'destinationNamedPort',
  most: 25,
  domains: true,
};

const v1alpha1: Generation = {
  actions: ['Allow', 'Deny', 'Pass'],
  pods: podsBoth,
  ports: [
    'ports',
    {
      is: 'object',
      count: [1, 1],
      fields: {
        portNumber: {is: 'object', fields: {protocol: text, port}, required: ['port']},
        portRange: {is: 'object', fields: {protocol: text, start: port, end: port}, required: ['start', 'end']},
        namedPort: text,
      },
    },
  ],
  namedPort: 'namedPort',
  most: 100,
  domains: true,
};

const priority: Schema = {is: 'integer', low: 0, high: 1000};

function subject(pods: Schema): Schema {
  return {is: 'object', count: [1, 1], fields: {namespaces: selector, pods}};
}

export const clusterNetworkPolicy: Schema = object({
  is: 'object',
  fields: {
    tier: {is: 'text', oneOf: ['Admin', 'Baseline']},
    priority,
    subject: subject(podsLate),
    ingress: rules(v1alpha2, 'from'),
    egress: rules(v1alpha2, 'to'),
  },
  required: ['priority', 'subject', 'tier'],
});

export const adminNetworkPolicy: Schema = object({
  is: 'object',
  fields: {priority, subject: subject(podsBoth), ingress: rules(v1alpha1, 'from'), egress: rules(v1alpha1, 'to')},
  required: ['priority', 'subject'],
});

const baseline: Generation = {...v1alpha1, actions: ['Allow', 'Deny'], domains: false};

export const baselineAdminNetworkPolicy: Schema = object({
  is: 'object',
  fields: {subject: subject(podsBoth), ingress: rules(baseline, 'from'), egress: rules(baseline, 'to')},
  required: ['subject'],
});
