import {
  and,
  anything,
  exists,
  isKind,
  label,
  type Match,
  namespaceIs,
  namespaceLabel,
  not,
  nothing,
  oneOf,
  sameNamespace,
  type TextTest,
} from '../../src/ir/match.ts';
import {addressOutside, canonicalCidr} from './cidr.ts';
import {reservedPeer} from './entities.ts';
import type {Selector} from './schema.ts';
import {
  CLUSTER_KEY,
  isNegative,
  NAMESPACE_KEY,
  NAMESPACE_LABELS_PREFIX,
  type Requirement,
  requirements,
  SERVICE_ACCOUNT_KEY,
} from './selector.ts';

/**
 * The subject of a rule (cilium.md 5.4). A namespaced policy keeps to its namespace: `k8s:io.kubernetes.pod.namespace`
 * among the matchLabels is overwritten, elsewhere it must hold too. A cluster-wide one selects whatever Cilium manages.
 */
export function subjectMatch(selector: Selector, namespace: string | undefined): Match {
  if (namespace === undefined) {
    const all = requirements(selector);
    return all.some(isPositiveReserved) ? anyPeer(all) : and(isKind('pod'), ...all.map(onPods));
  }
  const {[`k8s:${NAMESPACE_KEY}`]: _overwritten, ...matchLabels} = selector.matchLabels ?? {};
  const kept = requirements({...selector, matchLabels});
  return and(isKind('pod'), namespaceIs(namespace), ...kept.map(onPods));
}

/** The node a `nodeSelector` picks: its endpoint has the labels of the node with the source of a pod's (cilium.md 5.4). */
export function nodeMatch(selector: Selector): Match {
  return nodeWith(selector, 'k8s');
}

/**
 * A peer selector with the scope that Cilium adds (cilium.md 5.4): none at all beside a `reserved:` key; else the own
 * namespace (cluster-wide policies: any namespace) unless the selector speaks of namespaces itself; and the local
 * cluster, which leaves only pods. The last is by the default of 1.20; the profile undoes it where the option is off.
 */
export function peerMatch(selector: Selector, clusterwide: boolean): Match {
  const all = requirements(selector);
  if (all.some(({source}) => source === 'reserved')) return anyPeer(all);
  if (all.some(isNamespace) || (all.some(isNamespaceLabel) && !clusterwide)) {
    const ownCluster = all.some(({source, key}) => isKubernetes(source) && key === CLUSTER_KEY);
    return ownCluster ? anyPeer(all) : and(isKind('pod'), ...all.map(onPods));
  }
  return and(isKind('pod'), clusterwide ? anything : sameNamespace, ...all.map(onPods));
}

/** A peer selector to which nothing is added. */
export function unscopedPeer(selector: Selector): Match {
  return anyPeer(requirements(selector));
}

/**
 * True for a selector that excludes namespaces and asks for the presence or absence of one: on pods that means nothing, so
 * that the match does not tell what is left where the local cluster does not keep it to pods (cilium.md 5.4).
 */
export function hidesItsScope(selector: Selector): boolean {
  const all = requirements(selector);
  const excludes = all.some((each) => isNegative(each) && (isNamespace(each) || isNamespaceLabel(each)));
  return excludes && all.some(isPresence) && all.every((each) => isPresence(each) || isNegative(each));
}

function isPresence(requirement: Requirement): boolean {
  return isNamespace(requirement) && testOf(requirement).test === 'exists';
}

function isNamespace({source, key}: Requirement): boolean {
  return isKubernetes(source) && key === NAMESPACE_KEY;
}

function isNamespaceLabel({source, key}: Requirement): boolean {
  return isKubernetes(source) && key.startsWith(NAMESPACE_LABELS_PREFIX);
}

/** `fromNodes` and `toNodes` mean other nodes only, whose labels have a source of their own (cilium.md 5.1 and 5.4). */
export function remoteNodeMatch(selector: Selector): Match {
  return and(reservedPeer('remote-node'), nodeWith(selector, 'node'));
}

/** A key without source finds every label. */
function nodeWith(selector: Selector, source: 'k8s' | 'node'): Match {
  const found = requirements(selector).map((each) => {
    const named = each.source === 'any' || each.source === source;
    return signed(each, named ? label(each.key, testOf(each)) : special(each));
  });
  return and(isKind('host'), ...found);
}

/** A selector without scope: read on whatever stands at the other end. Something it requires of a pod leaves only pods. */
function anyPeer(all: readonly Requirement[]): Match {
  if (all.some((each) => !isNegative(each) && isKubernetes(each.source))) {
    return and(isKind('pod'), ...all.map(onPods));
  }
  return and(...all.map((each) => signed(each, isKubernetes(each.source) ? onAnyPeer(each) : special(each))));
}

/** The positive test guarded by its kind: a node's own labels are none of a pod. */
function onAnyPeer(requirement: Requirement): Match {
  return and(isKind('pod'), podLabel(requirement));
}

function onPods(requirement: Requirement): Match {
  if (isKubernetes(requirement.source)) return signed(requirement, podLabel(requirement));
  const found = special(requirement);
  // A pod is no node and no outside address, whatever else it is.
  const possible = requirement.source === 'reserved' && found.is === 'role';
  return signed(requirement, possible ? found : nothing);
}

function signed(requirement: Requirement, positive: Match): Match {
  return isNegative(requirement) ? not(positive) : positive;
}

function testOf({operator, values}: Requirement): TextTest {
  return operator === 'Exists' || operator === 'DoesNotExist' ? exists : oneOf(values);
}

/** The labels that Cilium computes for a pod (cilium.md 5.2); all others are the pod's own. */
function podLabel(requirement: Requirement): Match {
  const {key} = requirement;
  const value = testOf(requirement);
  if (key === NAMESPACE_KEY) return filled({is: 'namespace', value});
  if (key === SERVICE_ACCOUNT_KEY) return filled({is: 'serviceAccount', value});
  if (key === CLUSTER_KEY) return filled({is: 'cluster', value});
  if (key.startsWith(NAMESPACE_LABELS_PREFIX)) return namespaceLabel(key.slice(NAMESPACE_LABELS_PREFIX.length), value);
  return label(key, value);
}

function filled(match: Extract<Match, {is: 'namespace' | 'serviceAccount' | 'cluster'}>): Match {
  const {value} = match;
  if (value.test === 'in' && value.values.length === 0) return nothing;
  // Every pod of the one cluster we look at has a namespace.
  if (match.is === 'namespace' && value.test === 'exists') return isKind('pod');
  return Object.freeze(match);
}

/** Keys of the sources that only nodes, special endpoints and outside addresses have. Their value is always empty. */
function special({source, key, operator, values}: Requirement): Match {
  if ((operator === 'In' || operator === 'NotIn') && !values.includes('')) return nothing;
  if (source === 'reserved') return reservedPeer(key);
  const cidr = source === 'cidr' ? canonicalCidr(key) : undefined;
  return cidr === undefined ? nothing : addressOutside(cidr);
}

function isKubernetes(source: string): boolean {
  return source === 'k8s' || source === 'any';
}

function isPositiveReserved(requirement: Requirement): boolean {
  return requirement.source === 'reserved' && !isNegative(requirement);
}

/** True when the selector holds for other things that Cilium manages beside pods: health, ingress, starting endpoints. */
export function selectsMoreThanPods(selector: Selector): boolean {
  return requirements(selector).every(isNegative);
}
