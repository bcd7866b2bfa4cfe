import type {Json} from '../../src/base/json.ts';
import type {Conjunction, Fact, Literal} from '../../src/ir/conjunctions.ts';
import type {EndpointKind, Match} from '../../src/ir/match.ts';
import {backendsHere} from '../../src/ir/names-here.ts';
import {hasAtom} from '../../src/ir/rewrite.ts';
import type {Loss} from '../dialect.ts';
import {type Share, share} from './membership.ts';
import {NAMESPACE_KEY} from './selector.ts';
import {note, tooLittle} from './write-losses.ts';
import {writeOutside} from './write-outside.ts';
import type {PartContext, PeerContext, PeerFields} from './write-peers.ts';
import {anyNamespace, describe, inNamespace, podRequirements, selectorObject} from './write-selector.ts';

export interface WrittenPart {
  readonly fields: PeerFields;
  readonly losses: readonly Loss[];
}

const nobody: WrittenPart = {fields: {}, losses: []};

/**
 * One conjunction of a peer for one kind of endpoint, since Cilium has a field for each: selectors for pods, entities for
 * nodes, CIDRs for the outside. What cannot be said is a loss.
 */
export function writeConjunction(all: Conjunction, kind: EndpointKind, context: PartContext): WrittenPart {
  const [only] = all;
  if (all.length === 1 && only?.holds && only.fact.is === 'role') return byRole(only.fact.role, context);
  const service = all.find(({holds, fact}) => holds && fact.is === 'backendOf');
  if (service) return byService(service, all, context);
  if (kind === 'external') return writeOutside(all, context);
  return kind === 'pod' ? pods(all, context) : hosts(all, context);
}

const roleEntities: readonly string[] = ['kube-apiserver', 'health', 'ingress', 'init', 'unmanaged'];

function byRole(role: string, context: PeerContext): WrittenPart {
  if (roleEntities.includes(role)) return {fields: {Entities: [role]}, losses: []};
  return {fields: {}, losses: [tooLittle(context, 'role', `Cilium has no entity for the role ${role}`)]};
}

/**
 * Whether `toServices` finds what this peer means: a service with a selector that picks what stands behind it. One that
 * is not there would open its ports to everybody (cilium.md 6.6).
 */
export function namesService(peer: Match, {world, direction, action}: PeerContext): boolean {
  if (peer.is !== 'backendOf' || direction === 'ingress' || action === 'deny' || !world) return false;
  const {service} = peer;
  const found = world.services.filter(
    (each) => each.name === service.name && (service.namespace === undefined || each.namespace === service.namespace),
  );
  const selects = found.length > 0 && found.every(({selector = {}}) => Object.keys(selector).length > 0);
  return selects && mentions(backendsHere(service, world)) === 'labels';
}

/** A service whose slices hold something else than its selector picks is known by addresses. */
function mentions(match: Match | undefined): 'labels' | 'addresses' | undefined {
  return match && (hasAtom(match, ({is}) => is === 'address') ? 'addresses' : 'labels');
}

/** `toServices` exists for allowed egress alone, and nothing can stand beside it (cilium.md 6.6). */
function byService(service: Literal, all: Conjunction, context: PeerContext): WrittenPart {
  if (
    all.length > 1 ||
    context.direction === 'ingress' ||
    context.action === 'deny' ||
    service.fact.is !== 'backendOf'
  ) {
    return {fields: {}, losses: [tooLittle(context, 'service', `Cilium cannot match ${describe(service)} here`)]};
  }
  if (context.world && !context.fromCilium && !namesService(service.fact, context)) {
    const message = `no service with a selector stands for ${describe(service)} here: Cilium would open the ports to everybody`;
    return {fields: {}, losses: [tooLittle(context, 'service', message)]};
  }
  const {name, namespace} = service.fact.service;
  const item: Json = {k8sService: {serviceName: name, ...(namespace !== undefined && {namespace})}};
  return {fields: {Services: [item]}, losses: []};
}

/** Facts that speak of the address: Cilium never tests them on pods and nodes (cilium.md 6.3). */
function isAboutAddress(fact: Fact): boolean {
  return fact.is === 'address' || fact.is === 'some';
}

function pods(all: Conjunction, context: PartContext): WrittenPart {
  const addresses = all.filter(({fact}) => isAboutAddress(fact));
  const plain = all.filter(({fact}) => !isAboutAddress(fact));
  const inside = shareOf('pod', plain, addresses, context);
  if (inside === 'none') return {fields: {}, losses: [outsideNote(context, 'pods')]};
  const scoped = scope(plain, context);
  if (!scoped) {
    return {fields: {}, losses: [tooLittle(context, 'same-namespace', 'a cluster-wide policy has no own namespace')]};
  }
  const {expressions, losses} = podRequirements(scoped.rest, context);
  if (!expressions) return {fields: {}, losses};
  if (inside === 'some') return {fields: {}, losses: [insideCluster(context, 'pods')]};
  const selector = selectorObject([...scoped.expressions, ...expressions]);
  const snapshot = addresses.length > 0 ? [snapshotNote(context, 'pods')] : [];
  return {fields: {Endpoints: [selector]}, losses: [...losses, ...snapshot]};
}

/** The namespace part of a peer selector, written out wherever Cilium would add another one (cilium.md 5.4). */
function scope(all: Conjunction, {namespace, subjectNamespaces}: PeerContext) {
  const own = all.some(({holds, fact}) => holds && fact.is === 'sameNamespace');
  const rest = all.filter(({fact}) => fact.is !== 'sameNamespace');
  if (all.some(({holds, fact}) => !holds && fact.is === 'sameNamespace')) {
    if (subjectNamespaces?.length !== 1) return undefined;
    const [name = ''] = subjectNamespaces;
    return {rest, expressions: [{key: `k8s:${NAMESPACE_KEY}`, operator: 'NotIn' as const, values: [name]}]};
  }
  const speaks = rest.some(({fact}) => fact.is === 'namespace' || fact.is === 'namespaceLabel');
  if (own) {
    if (namespace !== undefined && !speaks) return {rest, expressions: []};
    if (subjectNamespaces?.length !== 1) return undefined;
    return {rest, expressions: [inNamespace(...subjectNamespaces)]};
  }
  return {rest, expressions: speaks ? [] : [anyNamespace]};
}

function hosts(all: Conjunction, context: PartContext): WrittenPart {
  const places = all.filter(({fact}) => fact.is === 'sameNode');
  const rest = all.filter(({fact}) => fact.is !== 'sameNode');
  if (context.nodes) return nodes(rest, context);
  const [here, there] = [places.some(({holds}) => holds), places.some(({holds}) => !holds)];
  if (here && there) return nobody;
  const entities = [...(there ? [] : ['host']), ...(here ? [] : ['remote-node'])];
  const inside = shareOf('host', [], rest, context);
  if (inside === 'none') return {fields: {}, losses: [outsideNote(context, 'nodes')]};
  if (rest.length === 0) return {fields: {Entities: entities}, losses: []};
  if (inside === 'some') return {fields: {}, losses: [insideCluster(context, 'nodes')]};
  return {fields: {Entities: entities}, losses: [snapshotNote(context, 'nodes')]};
}

/** Peers that stood in a node field go back there, by their node labels. */
function nodes(labels: Conjunction, context: PeerContext): WrittenPart {
  const {expressions, losses} = podRequirements(labels, context);
  const plain = (expressions ?? []).map((each) => ({...each, key: each.key.replace(/^k8s:/, '')}));
  return {fields: expressions ? {Nodes: [selectorObject(plain)]} : {}, losses};
}

/** Without a world nobody knows who is inside, but a condition that is none leaves everyone. */
function shareOf(kind: 'pod' | 'host', base: Conjunction, more: Conjunction, {world}: PeerContext): Share {
  if (more.length === 0) return 'all';
  return world ? share(world, kind, base, more) : 'some';
}

function insideCluster(context: PeerContext, who: string): Loss {
  return tooLittle(
    context,
    'ip-block-inside-cluster',
    `addresses never match ${who} in Cilium, so ${who} that the source finds by address, label or set are missing`,
    `select the ${who} by labels or entities, or give a world in which none of them is meant`,
  );
}

function outsideNote(context: PeerContext, who: string): Loss {
  const message = `no ${who} of the given world are meant here, so none are named`;
  return note(context.origin, 'snapshot', message);
}

function snapshotNote(context: PeerContext, who: string): Loss {
  return note(
    context.origin,
    'snapshot',
    `all ${who} of the cluster are meant here, so they are named without their addresses`,
  );
}
