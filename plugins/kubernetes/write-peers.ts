import type {Family} from '../../src/base/cidr.ts';
import type {JsonObject} from '../../src/base/json.ts';
import {type Conjunction, conjunctions, underKind} from '../../src/ir/conjunctions.ts';
import type {EndpointKind, Match} from '../../src/ir/match.ts';
import type {World} from '../../src/ir/world.ts';
import {addressBlocks, cutOut, nodeAddresses, podAddresses, wholeFamily} from './write-addresses.ts';
import type {Problem} from './write-losses.ts';
import {resolveNames} from './write-names.ts';
import {writeHosts} from './write-nodes.ts';
import {factProblem, writePods} from './write-pods.ts';

/** What the writer of one rule knows around its peers. */
export interface PeerContext {
  readonly direction: 'ingress' | 'egress';
  /** The namespace the policy is written into. */
  readonly namespace: string;
  /** Set when the traffic is of one family only: the peers have to say it. */
  readonly family?: Family;
  readonly world?: World;
}

/** The peers of a rule: items of `from` or `to`, and what they cannot say. */
export interface WrittenPeers {
  /** Undefined: anybody. */
  readonly items: readonly JsonObject[] | undefined;
  /** Alternatives that cannot be said, each with the peers that come nearest and match more (undefined: anybody). */
  readonly unsaid: readonly UnsaidPeer[];
  /** Exact in this world alone. */
  readonly snapshots: readonly Problem[];
}

export type UnsaidPeer = Problem & {readonly wider: readonly JsonObject[] | undefined};

/** Alternatives beyond this are not taken apart. */
const MOST_ALTERNATIVES = 500;

/**
 * kubernetes.md A9.3 and A9.4, the other way round: a match means something else for a pod, a node and an outside
 * address. What is the same for all three is a block of addresses; pods go by labels, nodes by the addresses they have,
 * and outside addresses are a block without those of pods and nodes.
 */
export function writePeers(match: Match, context: PeerContext): WrittenPeers {
  const {match: resolved, snapshots} = resolveNames(match, context);
  const [pods, hosts, outside] = (['pod', 'host', 'external'] as const).map((kind) => ofKind(resolved, kind));
  if (!pods || !hosts || !outside)
    return {items: [], unsaid: [{...tooManyAlternatives, wider: undefined}], snapshots: []};
  const everywhere = [...pods].filter(([key, each]) => isAddresses(each) && hosts.has(key) && outside.has(key));
  if (everywhere.some(([, each]) => each.length === 0)) return {...anybody(context.family), snapshots};
  const said = new Set(everywhere.map(([key]) => key));
  const rest = (of: ReadonlyMap<string, Conjunction>): readonly Conjunction[] =>
    [...of].flatMap(([key, each]) => (said.has(key) ? [] : [each]));
  return join([
    exactly(
      everywhere.flatMap(([, each]) => addressBlocks(each, context.family)),
      snapshots,
    ),
    ...rest(pods).map((each) => writePods(each, context)),
    ...rest(hosts).map((each) => writeHosts(each, context)),
    ...rest(outside).map((each) => writeOutside(each, {...context, nodesToo: hosts.has(keyOf(each))})),
  ]);
}

/** The alternatives of a match for an endpoint of this kind, by their text. */
function ofKind(match: Match, kind: EndpointKind): ReadonlyMap<string, Conjunction> | undefined {
  const found = conjunctions(underKind(match, kind), MOST_ALTERNATIVES);
  return found && new Map(found.map((each) => [keyOf(each), each] as const));
}

function keyOf(conjunction: Conjunction): string {
  return JSON.stringify(conjunction);
}

function isAddresses(conjunction: Conjunction): boolean {
  return conjunction.every(({fact}) => fact.is === 'address');
}

/** Everybody of one family is everybody with an address of it. */
function anybody(family: Family | undefined): WrittenPeers {
  return family ? exactly([{ipBlock: {cidr: wholeFamily[family]}}]) : {items: undefined, unsaid: [], snapshots: []};
}

/** Addresses outside the cluster: an ipBlock matches pods and nodes too, so these have to be cut out. */
function writeOutside(all: Conjunction, context: PeerContext & {readonly nodesToo: boolean}): WrittenPeers {
  const {world, family, nodesToo} = context;
  const [other] = all.filter(({fact}) => fact.is !== 'address');
  if (other) return nobody({...factProblem(other.fact), wider: undefined});
  const items = addressBlocks(all, family);
  const pods = world && podAddresses(world);
  const nodes = nodesToo ? [] : world && nodeAddresses(world);
  if (!pods || !nodes) return nobody({...outsideProblem, wider: items});
  const cut = items.flatMap((item) => cutOut(item, [...pods, ...nodes]));
  return exactly(cut, JSON.stringify(cut) === JSON.stringify(items) ? [] : [outsideSnapshot]);
}

export function exactly(items: readonly JsonObject[], snapshots: readonly Problem[] = []): WrittenPeers {
  return {items, unsaid: [], snapshots};
}

export function nobody(problem: UnsaidPeer): WrittenPeers {
  return {items: [], unsaid: [problem], snapshots: []};
}

function join(parts: readonly WrittenPeers[]): WrittenPeers {
  return {
    items: distinct(parts.flatMap(({items}) => items ?? [])),
    unsaid: distinct(parts.flatMap(({unsaid}) => unsaid)),
    snapshots: distinct(parts.flatMap((part) => part.snapshots)),
  };
}

function distinct<T>(items: readonly T[]): readonly T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item] as const)).values()];
}

const tooManyAlternatives: Problem = {
  code: 'too-many-peers',
  message: 'the peer has too many alternatives to write out',
};
const outsideProblem: Problem = {
  code: 'outside-only-block',
  message: 'an ipBlock matches pods and nodes in its range too, not only outside addresses',
  suggestion: 'give the workloads and nodes with -f, so that their addresses can be cut out',
};
const outsideSnapshot: Problem = {
  code: 'outside-snapshot',
  message: 'the addresses of pods and nodes given are cut out of the ipBlock; later ones are not',
};
