import {isObject, type JsonObject} from '../../../src/base/json.ts';
import {type Conjunction, conjunctions, underKind} from '../../../src/ir/conjunctions.ts';
import type {Match} from '../../../src/ir/match.ts';
import type {World} from '../../../src/ir/world.ts';
import type {Problem} from '../write-losses.ts';
import {resolveNames} from '../write-names.ts';
import {type PeerContext, type UnsaidPeer, type WrittenPeers, writePeers} from '../write-peers.ts';
import {factProblem, writePods} from '../write-pods.ts';
import {writeSelector} from '../write-selector.ts';
import {inBlock, podsOf} from '../write-world.ts';
import {everyNetwork, networksOf} from './networks.ts';
import {distinct, pieces, podPeer} from './parts.ts';

export interface AdminPeerContext extends Omit<PeerContext, 'namespace'> {
  /** The source is of this API too, so that its cluster may have the experimental peers. */
  readonly native: boolean;
  /** The source names them as pods: engines tell that from namespaces (calico.md C44). */
  readonly asPods: boolean;
}

/** The peers of a rule: items of `from` or `to`, and what they cannot say. */
export interface AdminPeers {
  readonly items: readonly JsonObject[];
  readonly unsaid: readonly UnsaidPeer[];
  readonly snapshots: readonly Problem[];
}

const MOST_ALTERNATIVES = 500;

/**
 * Peers of a cluster-wide policy (kubernetes.md B2). On ingress these are pods alone: whoever else comes in matches no
 * rule. On egress nodes and outside addresses are networks.
 */
export function adminPeers(match: Match, context: AdminPeerContext): AdminPeers {
  if (context.direction === 'egress') {
    const domains = domainNames(match);
    if (domains) return said(pieces(domains).map((names) => ({domainNames: names})));
    const nodes = context.native ? nodeSelector(match) : undefined;
    if (nodes) return said([{nodes}]);
    return translated(writePeers(match, {...context, namespace: ''}), context);
  }
  const {match: resolved, snapshots} = resolveNames(match, {...context, namespace: ''});
  const alternatives = conjunctions(underKind(resolved, 'pod'), MOST_ALTERNATIVES);
  if (!alternatives) return {items: [], unsaid: [{...tooManyAlternatives, wider: undefined}], snapshots: []};
  const parts = alternatives.map((each) => translated(incomingPods(each, context), context));
  return {
    items: distinct(parts.flatMap(({items}) => items)),
    unsaid: distinct(parts.flatMap(({unsaid}) => unsaid)),
    snapshots: distinct([...snapshots, ...parts.flatMap((part) => part.snapshots)]),
  };
}

function said(items: readonly JsonObject[]): AdminPeers {
  return {items, unsaid: [], snapshots: []};
}

/** Addresses say nothing about pods here, unless all pods of this world have them, or none. */
function incomingPods(all: Conjunction, context: AdminPeerContext): WrittenPeers {
  const blocks = all.filter(({fact}) => fact.is === 'address');
  const rest = all.filter((each) => !blocks.includes(each));
  if (blocks.length === 0) return writePods(rest, {...context, namespace: ''});
  const {world} = context;
  if (world && everyPodHas(blocks, world)) {
    const written = writePods(rest, {...context, namespace: ''});
    return {...written, snapshots: [...written.snapshots, addressSnapshot]};
  }
  const written = writePods(all, {...context, namespace: ''});
  return {
    ...written,
    unsaid: written.unsaid.map((each) => (each.code === addressFact ? {...each, ...incomingAddress} : each)),
  };
}

const addressFact = factProblem({is: 'address', cidr: '0.0.0.0/0'}).code;

function everyPodHas(blocks: Conjunction, world: World): boolean {
  const pods = podsOf(world);
  return (
    pods.length > 0 &&
    pods.every(
      ({addresses}) =>
        addresses.length > 0 &&
        addresses.every((address) =>
          blocks.every(({holds, fact}) => fact.is === 'address' && inBlock(fact.cidr, address) === holds),
        ),
    )
  );
}

/** The peers of a NetworkPolicy in the words of this API. */
function translated({items, unsaid, snapshots}: WrittenPeers, {asPods}: AdminPeerContext): AdminPeers {
  return {
    items: fromItems(items, asPods),
    unsaid: unsaid.map(({wider, ...problem}) => ({...problem, wider: wider && fromItems(wider)})),
    snapshots,
  };
}

export const anybody: readonly JsonObject[] = [{namespaces: {}}, everyNetwork];

function fromItems(items: readonly JsonObject[] | undefined, asPods = false): readonly JsonObject[] {
  if (!items) return anybody;
  const networks = distinct(items.flatMap(({ipBlock}) => networksOf(ipBlock)));
  return distinct([
    ...items.filter(({ipBlock}) => ipBlock === undefined).map((item) => podPeer(item, asPods)),
    ...pieces(networks).map((list) => ({networks: list})),
  ]);
}

/** Domain names, where nothing but such is meant: exact ones, and `*.` for one or more labels in front (B6). */
function domainNames(match: Match): readonly string[] | undefined {
  if ((['pod', 'host'] as const).some((kind) => underKind(match, kind).is !== 'false')) return undefined;
  const outside = underKind(match, 'external');
  const parts = outside.is === 'or' ? outside.of : [outside];
  const names = parts.map((part) => {
    if (part.is !== 'domain') return undefined;
    const name = part.pattern.startsWith('**.') ? part.pattern.slice(1) : part.pattern;
    return domainPattern.test(name) ? name : undefined;
  });
  return names.includes(undefined) ? undefined : names.flatMap((name) => name ?? []);
}

const domainPattern = /^(\*\.)?([a-z0-9]([-a-z0-9_]*[a-z0-9])?\.)+[a-z0-9]([-a-z0-9_]*[a-z0-9])?$/;

/** The labels of nodes, where nothing but nodes is meant. */
function nodeSelector(match: Match): JsonObject | undefined {
  if (underKind(match, 'pod').is !== 'false' || underKind(match, 'external').is !== 'false') return undefined;
  const [only, ...others] = conjunctions(underKind(match, 'host'), 1) ?? [];
  if (!only || others.length > 0 || only.some(({fact}) => fact.is !== 'label')) return undefined;
  const selector = writeSelector(
    only.flatMap(({holds, fact}) => (fact.is === 'label' ? [{key: fact.key, test: fact.value, holds}] : [])),
  );
  return isObject(selector) ? selector : undefined;
}

const tooManyAlternatives: Problem = {
  code: 'too-many-peers',
  message: 'the peer has too many alternatives to write out',
};
const incomingAddress: Problem = {
  code: 'ingress-address',
  message: 'a ClusterNetworkPolicy cannot tell by address who comes in',
  suggestion: 'select the pods in this range by labels',
};
const addressSnapshot: Problem = {
  code: 'address-snapshot',
  message: 'all pods given have an address that fits, so all are meant; later ones elsewhere too',
};
