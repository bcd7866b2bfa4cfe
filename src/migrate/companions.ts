import {single} from '../base/intervals.ts';
import {TCP, UDP} from '../base/protocols.ts';
import {matchesApart} from '../ir/apart.ts';
import {apiServer} from '../ir/api-server.ts';
import {
  addressIn,
  and,
  anything,
  isKind,
  label,
  type Match,
  namespaceIs,
  namespaceLabel,
  oneOf,
  or,
  sameNode,
} from '../ir/match.ts';
import {type Direction, type Policy, rule} from '../ir/policy.ts';
import {allTraffic, numberedPorts, protocolPorts, type Traffic, type TrafficBox} from '../ir/traffic.ts';
import type {Node, World} from '../ir/world.ts';
import {type CompanionName, companionPrefix} from './companion-names.ts';
import {projectLabel} from './generated.ts';
import type {Isolation} from './isolation.ts';
import {placeBlocks} from './place-blocks.ts';
import type {Place, PlacedCompanion} from './placed-companion.ts';
import {type FreeName, marks} from './target.ts';

/** What must exist beside policies that close more than Rancher did (migration.md section 4). */
interface Companion {
  readonly name: CompanionName;
  /** The traffic that breaks without it, and when; a clause. */
  readonly explains: string;
  readonly direction: 'ingress' | 'egress';
  readonly subject: (place: Place) => Match;
  readonly peer: (place: Place) => Match;
  readonly traffic: Traffic;
  /** Only an engine that polices a pod's own node needs it. */
  readonly byIdentity?: true;
}

const companions: readonly Companion[] = [
  {
    name: 'dns',
    explains: 'pods with closed egress cannot ask the cluster DNS',
    direction: 'egress',
    subject: () => isKind('pod'),
    peer: ({world}) =>
      or(and(isKind('pod'), namespaceIs('kube-system'), label('k8s-app', oneOf(['kube-dns']))), nodeLocal(world)),
    traffic: [ports(UDP, 53), ports(TCP, 53)],
  },
  {
    name: 'api-server',
    explains:
      'operators with closed egress cannot reach the API server; its ClusterIP never matches, since policies see the address of a node',
    direction: 'egress',
    subject: () => isKind('pod'),
    peer: ({world, byIdentity}) => (byIdentity ? apiServer : or(...controlPlane(world.nodes).flatMap(addressesOf))),
    traffic: [ports(TCP, 6443)],
  },
  {
    name: 'agent',
    explains:
      "Rancher's agent cannot reach the kubelets (exec, logs), Rancher and the API where egress of cattle-system is closed",
    direction: 'egress',
    subject: () => and(isKind('pod'), namespaceIs('cattle-system')),
    peer: () => anything,
    traffic: allTraffic,
  },
  {
    name: 'webhooks',
    explains:
      'the API server cannot call webhooks and aggregated APIs on other nodes where ingress of the System project is closed',
    direction: 'ingress',
    subject: ({isolation}) => systemPods(isolation),
    peer: ({isolation, byIdentity}) =>
      byIdentity ? or(isKind('host'), apiServer) : or(...isolation.nodes.cidrs.map(addressIn)),
    traffic: allTraffic,
  },
  {
    name: 'ingress-controller',
    explains: 'clients cannot reach the ingress controller where a global policy closes its ingress',
    direction: 'ingress',
    subject: () => and(isKind('pod'), namespaceIs('ingress-nginx')),
    peer: () => anything,
    traffic: [ports(TCP, 80, 443)],
  },
  {
    name: 'monitoring',
    explains: 'Prometheus outside the System project cannot scrape the projects',
    direction: 'ingress',
    subject: () => isKind('pod'),
    peer: () => and(isKind('pod'), namespaceIs('cattle-monitoring-system', 'cattle-prometheus')),
    traffic: allTraffic,
  },
  {
    name: 'logging',
    explains: 'log shippers cannot deliver where their egress is closed',
    direction: 'egress',
    subject: () => and(isKind('pod'), namespaceIs('cattle-logging', 'cattle-logging-system')),
    peer: () => anything,
    traffic: allTraffic,
  },
  {
    name: 'probes',
    explains: 'the kubelet cannot probe its own pods where Cilium runs with --allow-localhost=policy',
    direction: 'ingress',
    subject: () => isKind('pod'),
    peer: () => and(isKind('host'), sameNode),
    traffic: allTraffic,
    byIdentity: true,
  },
  {
    name: 'own-node',
    explains: 'pods with closed egress reach their own node on Canal, and do not on Cilium',
    direction: 'egress',
    subject: () => isKind('pod'),
    peer: () => and(isKind('host'), sameNode),
    traffic: allTraffic,
    byIdentity: true,
  },
];

/**
 * The companions in this move. One selects only what a policy of the user closes already in that direction: to be selected
 * closes a pod, and no companion may do so.
 */
export function placeCompanions(
  asked: readonly CompanionName[],
  place: Place,
  freeName: FreeName,
): readonly PlacedCompanion[] {
  const known = companions
    .filter(({byIdentity}) => !byIdentity || place.byIdentity)
    .map((companion): PlacedCompanion => {
      const {name, explains, direction} = companion;
      const wanted = companion.subject(place);
      const projects = closedByProjects(direction, wanted, place);
      const isolated = projects.length > 0 ? namespacesOf(place.isolation) : [];
      const users = place.isolation.users.filter(({id}) => !isolated.includes(id.namespace ?? ''));
      const subject = and(wanted, or(...projects, ...closedBy(users, direction, wanted)));
      const peer = companion.peer(place);
      const idle = subject.is === 'false' || peer.is === 'false';
      const state = idle ? 'idle' : asked.includes(name) ? 'asked' : 'offered';
      return {
        ...{name, explains, state},
        policies: state === 'asked' ? [policyOf(companion, subject, peer, freeName)] : [],
      };
    });
  return place.byIdentity ? [...known, placeBlocks(asked, place, freeName)] : known;
}

function closedBy(users: readonly Policy[], direction: Companion['direction'], wanted: Match): readonly Match[] {
  return users
    .filter((each) => each[direction]?.isolates && !matchesApart(wanted, each.subject))
    .map(({subject}) => subject);
}

/** What takes the place of Rancher's policies closes the ingress of the projects. */
function closedByProjects(direction: Companion['direction'], wanted: Match, {isolation}: Place): readonly Match[] {
  if (direction === 'egress' || matchesApart(wanted, namespaceIs(...namespacesOf(isolation)))) return [];
  return [namespaceLabel(projectLabel, oneOf(isolation.projects.isolated.map(({id}) => id)))];
}

function namespacesOf({projects}: Isolation): readonly string[] {
  return projects.isolated.flatMap(({namespaces}) => namespaces);
}

function policyOf({name, direction, traffic}: Companion, subject: Match, peer: Match, freeName: FreeName): Policy {
  const made = rule({
    action: 'allow',
    peers: peer.is === 'true' ? undefined : [{value: peer, path: []}],
    ports: traffic === allTraffic ? undefined : [{value: traffic, path: []}],
    path: [],
    index: 0,
  });
  const closed: Direction = {isolates: true, rules: [made]};
  const wanted = `${companionPrefix}${name}`;
  return {
    id: {
      dialect: 'kubernetes',
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      name: freeName('NetworkPolicy', undefined, wanted),
    },
    origin: {file: 'netpol', document: 1, path: []},
    labels: marks('companions'),
    annotations: {},
    group: {group: 'networkpolicy'},
    subject,
    [direction]: closed,
    remainder: [],
  };
}

/** The addresses of a DNS cache on each node, where one runs. */
function nodeLocal({endpoints}: World): Match {
  const runs = endpoints.some(({name, owner}) => /node-?local-?dns/.test(`${name} ${owner?.name ?? ''}`));
  return runs ? or(addressIn('169.254.20.10/32'), addressIn('169.254.25.10/32')) : or();
}

/** The nodes that say they serve the API; of others nobody knows, so that all count. */
function controlPlane(nodes: readonly Node[]): readonly Node[] {
  const keys = [
    'node-role.kubernetes.io/control-plane',
    'node-role.kubernetes.io/controlplane',
    'node-role.kubernetes.io/master',
  ];
  const serving = nodes.filter(({labels}) => keys.some((key) => Object.hasOwn(labels, key)));
  return serving.length > 0 ? serving : nodes;
}

function addressesOf({addresses}: Node): readonly Match[] {
  return addresses.map((each) => addressIn(each.includes(':') ? `${each}/128` : `${each}/32`));
}

function systemPods({projects: {system}}: Isolation): Match {
  return system ? and(isKind('pod'), namespaceIs(...system.namespaces)) : or();
}

function ports(protocol: number, ...numbers: readonly number[]): TrafficBox {
  return protocolPorts(protocol, numberedPorts(numbers.flatMap(single)));
}
