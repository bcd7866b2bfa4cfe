import {and, anything, isKind, type Match, not, nothing, or, sameNode} from '../../src/ir/match.ts';

/** A peer that carries a role, whatever kind it is. */
export function role(name: string): Match {
  return Object.freeze({is: 'role', role: name});
}

/** Roles that only the profile can resolve, since they depend on the families of the cluster (cilium.md 6.1). */
export const WORLD_ROLE = 'world';
export const WORLD_IPV4_ROLE = 'world-ipv4';
export const WORLD_IPV6_ROLE = 'world-ipv6';
export const KUBE_APISERVER_ROLE = 'kube-apiserver';

/** The special endpoints that Cilium manages beside pods. */
const specialRoles = ['health', 'ingress', 'init', 'unmanaged'] as const;

/** The peers that carry a `reserved:` label (cilium.md 6.1); a name that does not exist is on no peer. */
export function reservedPeer(name: string): Match {
  switch (name) {
    case 'host':
      return and(isKind('host'), sameNode);
    case 'remote-node':
      return and(isKind('host'), not(sameNode));
    case 'world':
    case 'world-ipv4':
    case 'world-ipv6':
      return and(isKind('external'), role(name));
    case 'kube-apiserver':
    case 'health':
    case 'ingress':
    case 'init':
    case 'unmanaged':
      return role(name);
    default:
      return nothing;
  }
}

/** Everything inside, and the API server wherever it runs (cilium.md 6.2). We look at one cluster at a time. */
const insideTheCluster: Match = or(isKind('pod'), isKind('host'), role(KUBE_APISERVER_ROLE), ...specialRoles.map(role));

const entities: Readonly<Record<string, Match>> = {
  all: anything,
  world: isKind('external'),
  'world-ipv4': reservedPeer('world-ipv4'),
  'world-ipv6': reservedPeer('world-ipv6'),
  host: reservedPeer('host'),
  'remote-node': reservedPeer('remote-node'),
  'kube-apiserver': role(KUBE_APISERVER_ROLE),
  cluster: insideTheCluster,
  'cluster-mesh': insideTheCluster,
  health: role('health'),
  ingress: role('ingress'),
  init: role('init'),
  unmanaged: role('unmanaged'),
  none: nothing,
};

/** What an entity means; undefined where Cilium knows no such entity (cilium.md 6.2, V06). */
export function entityMatch(name: string): Match | undefined {
  return Object.hasOwn(entities, name) ? entities[name] : undefined;
}

/** Entities that the agent knows and the schema of the API server does not (V06). */
export function isAgentOnlyEntity(name: string): boolean {
  return name === WORLD_IPV4_ROLE || name === WORLD_IPV6_ROLE;
}

export function isWorldRole(name: string): boolean {
  return name === WORLD_ROLE || name === WORLD_IPV4_ROLE || name === WORLD_IPV6_ROLE;
}
