import {parseCidr} from '../../src/base/cidr.ts';
import {isObject} from '../../src/base/json.ts';
import type {Schema, SchemaProblem} from './crd-schema.ts';

/** The schemas of policy.networking.k8s.io as its CRDs give them (kubernetes.md B1 to B3). */

/** Which CRDs a server has. The version of the API does not tell: both shapes of v1alpha1 have the same. */
export interface Crds {
  /** Early: network-policy-api v0.1.0 to v0.1.2. Late: v0.1.5 on, v0.2.0 with ClusterNetworkPolicy included. */
  readonly shape: 'early' | 'late';
  /** Fields of the experimental channel are unknown in the standard one (W15). */
  readonly channel: 'standard' | 'experimental';
}

/** The schema of a kind in a version of the API; undefined where these CRDs do not have it. */
export function adminSchema(apiVersion: string, kind: string, {shape, channel}: Crds): Schema | undefined {
  const experimental = channel === 'experimental';
  switch (`${apiVersion} ${kind}`) {
    case 'policy.networking.k8s.io/v1alpha2 ClusterNetworkPolicy':
      return shape === 'late' ? clusterNetworkPolicy(experimental) : undefined;
    case 'policy.networking.k8s.io/v1alpha1 AdminNetworkPolicy':
      return adminNetworkPolicy(shape === 'early', experimental);
    case 'policy.networking.k8s.io/v1alpha1 BaselineAdminNetworkPolicy':
      return baselineAdminNetworkPolicy(shape === 'early', experimental);
    default:
      return undefined;
  }
}

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

/** What tells the generations apart. */
interface Generation {
  readonly actions: readonly string[];
  /** The fields of a peer of pods, and those of egress alone. */
  readonly inside: Readonly<Record<string, Schema>>;
  readonly outside: Readonly<Record<string, Schema>>;
  /** The list of ports by its name. */
  readonly ports: readonly [name: string, item: Schema];
  readonly most: number;
  /** Whether a port name beside what declares none is refused (W14). */
  readonly refusesBareNames: boolean;
}

function rules({actions, inside, outside, ports, most, refusesBareNames}: Generation, peersOf: 'from' | 'to'): Schema {
  const [list, item] = ports;
  const peer: Schema = {is: 'object', count: [1, 1], fields: {...inside, ...(peersOf === 'to' && outside)}};
  return {
    is: 'list',
    count: [0, most],
    of: {
      is: 'object',
      fields: {
        name: {is: 'text', most: 100},
        action: {is: 'text', oneOf: actions},
        [peersOf]: {is: 'list', count: [1, most], of: peer},
        [list]: {is: 'list', count: [1, most], of: item},
      },
      required: ['action', peersOf],
      ...(peersOf === 'to' && refusesBareNames && {rule: (value) => bareNameProblem(value, list)}),
    },
  };
}

function bareNameProblem(rule: Readonly<Record<string, unknown>>, list: string): SchemaProblem | undefined {
  const bare = items(rule['to']).some((each) => 'networks' in each || 'nodes' in each || 'domainNames' in each);
  const named = items(rule[list]).some((each) => 'destinationNamedPort' in each || 'namedPort' in each);
  const reason = 'a port name cannot stand beside networks, nodes or domainNames, which declare none';
  return bare && named ? {kind: 'value', path: [], value: null, reason} : undefined;
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

const protocols: Schema = {
  is: 'object',
  count: [1, 1],
  fields: {tcp: transport, udp: transport, sctp: transport, destinationNamedPort: text},
};

function v1alpha2(experimental: boolean): Generation {
  return {
    actions: ['Accept', 'Deny', 'Pass'],
    inside: {namespaces: selector, pods: podsLate},
    outside: {networks, ...(experimental && {nodes: selector, domainNames})},
    ports: ['protocols', protocols],
    most: 25,
    refusesBareNames: experimental,
  };
}

function v1alpha1Ports(experimental: boolean): Schema {
  return {
    is: 'object',
    count: [1, 1],
    fields: {
      portNumber: {is: 'object', fields: {protocol: text, port}, required: ['port']},
      portRange: {is: 'object', fields: {protocol: text, start: port, end: port}, required: ['start', 'end']},
      ...(experimental && {namedPort: text}),
    },
  };
}

function v1alpha1(early: boolean, experimental: boolean): Generation {
  const nested = nestedNamespaces(experimental);
  const podsEarly: Schema = {
    is: 'object',
    fields: {namespaces: nested, podSelector: selector},
    required: ['namespaces', 'podSelector'],
  };
  return {
    actions: ['Allow', 'Deny', 'Pass'],
    inside: early ? {namespaces: nested, pods: podsEarly} : {namespaces: selector, pods: podsBoth},
    outside: early ? {} : {networks, ...(experimental && {nodes: selector, domainNames})},
    ports: ['ports', v1alpha1Ports(experimental)],
    most: 100,
    refusesBareNames: experimental,
  };
}

/** The namespaces of an early peer: by a selector one level deeper, or by what they share with the subject's. */
function nestedNamespaces(experimental: boolean): Schema {
  const labels: Schema = {is: 'list', of: text, count: [0, 100]};
  return {
    is: 'object',
    count: [1, 1],
    fields: {namespaceSelector: selector, ...(experimental && {sameLabels: labels, notSameLabels: labels})},
  };
}

const priority: Schema = {is: 'integer', low: 0, high: 1000};

function subject(pods: Schema): Schema {
  return {is: 'object', count: [1, 1], fields: {namespaces: selector, pods}};
}

function bothDirections(generation: Generation): Readonly<Record<string, Schema>> {
  return {ingress: rules(generation, 'from'), egress: rules(generation, 'to')};
}

function clusterNetworkPolicy(experimental: boolean): Schema {
  const tier: Schema = {is: 'text', oneOf: ['Admin', 'Baseline']};
  return object({
    is: 'object',
    fields: {tier, priority, subject: subject(podsLate), ...bothDirections(v1alpha2(experimental))},
    required: ['priority', 'subject', 'tier'],
  });
}

function adminNetworkPolicy(early: boolean, experimental: boolean): Schema {
  return object({
    is: 'object',
    fields: {priority, subject: subject(podsBoth), ...bothDirections(v1alpha1(early, experimental))},
    required: ['priority', 'subject'],
  });
}

/** Without Pass, and without domain names in either channel. */
function baselineAdminNetworkPolicy(early: boolean, experimental: boolean): Schema {
  const generation = v1alpha1(early, experimental);
  const {domainNames: _none, ...outside} = generation.outside;
  return object({
    is: 'object',
    fields: {subject: subject(podsBoth), ...bothDirections({...generation, actions: ['Allow', 'Deny'], outside})},
    required: ['subject'],
  });
}
