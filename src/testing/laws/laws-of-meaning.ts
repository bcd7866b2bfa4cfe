import type {JsonObject} from '../../base/json.ts';
import {hasPorts, protocolNumbers, TCP} from '../../base/protocols.ts';
import type {Connection} from '../../evaluate/answer.ts';
import type {Endpoint} from '../../ir/world.ts';
import {isPolicy} from './input.ts';
import {type Law, verdictsOf} from './law.ts';
import {ID, namespaces, portNames, protocols} from './vocabulary.ts';

/** A rule that is the only one for all pods of the cluster, and whom it lets in: kubernetes.md A5 and A9, read anew. */
interface Alone {
  readonly name: string;
  readonly rule: JsonObject | undefined;
  readonly allows: (connection: Connection) => boolean;
}

const isPod = ({kind, hostNetwork}: Endpoint): boolean => kind === 'pod' && !hostNetwork;
const sender = ({from, family}: Connection): string =>
  from.addresses.find((address) => address.includes(':') === (family === 6)) ?? '';

const alone: readonly Alone[] = [
  {name: 'no rule', rule: undefined, allows: () => false},
  {name: 'an empty rule', rule: {}, allows: () => true},
  {name: 'an empty port', rule: {ports: [{}]}, allows: ({protocol}) => protocol === TCP},
  {
    name: 'all pods here',
    rule: {from: [{podSelector: {}}]},
    allows: ({from, to}) => isPod(from) && from.namespace === to.namespace,
  },
  {name: 'all pods', rule: {from: [{namespaceSelector: {}}]}, allows: ({from}) => isPod(from)},
  {
    name: 'pods of a',
    rule: {from: [{namespaceSelector: {}, podSelector: {matchLabels: {app: 'a'}}}]},
    allows: ({from}) => isPod(from) && from.labels['app'] === 'a',
  },
  {
    name: 'pods of no tier',
    rule: {
      from: [
        {namespaceSelector: {}, podSelector: {matchExpressions: [{key: 'tier', operator: 'NotIn', values: ['web']}]}},
      ],
    },
    allows: ({from}) => isPod(from) && from.labels['tier'] !== 'web',
  },
  {
    name: 'a block with a hole',
    rule: {from: [{ipBlock: {cidr: '10.0.0.0/16', except: ['10.0.1.0/24']}}]},
    allows: (connection) => sender(connection).startsWith('10.0.') && !sender(connection).startsWith('10.0.1.'),
  },
  {
    name: 'all of IPv6',
    rule: {from: [{ipBlock: {cidr: '::/0'}}]},
    // Whoever opens an IPv6 connection has an IPv6 address, known or not (kubernetes.md A9.4).
    allows: (connection) =>
      sender(connection).includes(':') || (connection.family === 6 && connection.from.addresses.length === 0),
  },
  {
    name: 'a range',
    rule: {ports: [{protocol: 'UDP', port: 80, endPort: 8080}]},
    allows: ({protocol, port = 0}) => protocol === protocolNumbers.UDP && port >= 80 && port <= 8080,
  },
  {
    name: 'two rules that do not mix',
    rule: {from: [{podSelector: {}}], ports: [{port: 80}, {port: 53}]},
    allows: ({from, to, protocol, port}) =>
      isPod(from) && from.namespace === to.namespace && protocol === TCP && (port === 80 || port === 53),
  },
  ...portNames.flatMap((named) =>
    protocols.map(
      (words): Alone => ({
        name: `the port ${named} of ${words}`,
        rule: {ports: [{protocol: words, port: named}]},
        allows: ({to, protocol, port}) =>
          protocol === protocolNumbers[words] &&
          hasPorts(protocol) &&
          to.ports.some((each) => each.name === named && each.protocol === protocol && each.port === port),
      }),
    ),
  ),
];

/** What single rules mean, from a second reading of the specification. */
export const lawsOfMeaning: readonly Law[] = [
  {
    name: 'a NetworkPolicy alone opens to its pods what its rule says, and closes the rest',
    trial({documents}, choose) {
      const one = choose.pick(alone);
      if (!one) return undefined;
      const {name, rule, allows} = one;
      const policies = namespaces.map((namespace) => ({
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: {name: 'alone', namespace},
        spec: {podSelector: {}, policyTypes: ['Ingress'], ...(rule && {ingress: [rule]})},
      }));
      return {
        documents: [...documents.filter((each) => !isPolicy(each)), ...policies],
        broken(_before, after, connection) {
          const {ingress, egress} = after;
          if (egress && egress.verdict !== 'allow') return `egress is not isolated: ${verdictsOf(after)}`;
          if (!ingress || isExempt(connection)) return undefined;
          if (ingress.verdict === 'unknown' && isHalfKnown(connection)) return undefined;
          const expected = allows(connection) ? 'allow' : 'deny';
          return ingress.verdict === expected ? undefined : `${name}: expected ${expected}, is ${verdictsOf(after)}`;
        },
      };
    },
  },
  {
    name: 'rules in a direction that policyTypes does not name change nothing',
    trial({documents}) {
      const quiet = (spec: JsonObject): readonly JsonObject[] =>
        namespaces.map((namespace) => ({
          apiVersion: 'networking.k8s.io/v1',
          kind: 'NetworkPolicy',
          metadata: {name: 'dormant', namespace},
          spec: {podSelector: {}, policyTypes: ['Egress'], egress: [{}], ...spec},
        }));
      return {
        instead: [...documents, ...quiet({})],
        documents: [...documents, ...quiet({ingress: [{}]})],
        broken: (before, after) => (verdictsOf(before) === verdictsOf(after) ? undefined : verdictsOf(after)),
      };
    },
  },
  {
    name: 'what the sender declares as its ports is no matter',
    trial({documents, loaded}, choose) {
      const id = choose.pick(loaded.world.endpoints.filter(isPod))?.labels[ID];
      if (id === undefined) return undefined;
      const silent = documents.map((each) =>
        each['kind'] === 'Pod' && JSON.stringify(each).includes(`"${ID}":"${id}"`)
          ? {...each, spec: {...Object(each['spec']), containers: [{name: 'main'}]}}
          : each,
      );
      return {
        documents: silent,
        broken: (before, after, {to}) =>
          to.labels[ID] === id || verdictsOf(before) === verdictsOf(after) ? undefined : verdictsOf(after),
      };
    },
  },
];

function isExempt({from, to}: Connection): boolean {
  const itself = from.name === to.name && !to.workload;
  const ownNode = !isPod(from) && from.node !== undefined && from.node === to.node;
  // It has the addresses of its node, which this second reading does not look up.
  const addressOfNode = from.hostNetwork && from.addresses.length === 0;
  return itself || ownNode || addressOfNode;
}

/** A workload has no address and no node yet, and labels that nobody knows; nor has a pod that waits for its node. */
function isHalfKnown({from, to}: Connection): boolean {
  return Boolean(from.workload) || from.addresses.length === 0 || (!isPod(from) && to.node === undefined);
}
