import type {Json, JsonObject, Path} from '../../src/base/json.ts';
import type {Origin} from '../../src/diagnostics/origin.ts';
import {conjunctions, underKind} from '../../src/ir/conjunctions.ts';
import {type Match, or, printMatch} from '../../src/ir/match.ts';
import {backendsHere, valuesHere} from '../../src/ir/names-here.ts';
import {type Policy, type Rule, writtenAt} from '../../src/ir/policy.ts';
import {mapAtoms} from '../../src/ir/rewrite.ts';
import type {World} from '../../src/ir/world.ts';
import type {Loss} from '../dialect.ts';
import {entityMatch} from './entities.ts';
import {withoutEmptySets} from './membership.ts';
import type {Direction} from './ports.ts';
import {NODE_PEERS} from './remainder.ts';
import {samePath} from './same-path.ts';
import {note, type Place, tooLittle} from './write-losses.ts';
import {namesService, writeConjunction} from './write-peer.ts';

/** Peers by the field they stand in, without `from` or `to`: each field needs a rule of its own (cilium.md 4, V04). */
export type PeerFields = Readonly<Record<string, readonly Json[]>>;

export interface PeerContext extends Place {
  readonly direction: Direction;
  /** The namespace that peers without scope belong to; absent in a cluster-wide policy. */
  readonly namespace: string | undefined;
  /** The namespaces of the subject, where they are known by name. */
  readonly subjectNamespaces: readonly string[] | undefined;
  readonly world: World | undefined;
}

/** A peer for one kind of endpoint. */
export interface PartContext extends PeerContext {
  /** The peer stood among `fromNodes` or `toNodes`. */
  readonly nodes: boolean;
  /** The peer speaks of outside addresses alone, as Cilium's own blocks and groups do. */
  readonly onlyOutside: boolean;
}

export interface WrittenPeers {
  /** Absent: any peer. Empty: nobody is left. */
  readonly fields?: PeerFields;
  readonly losses: readonly Loss[];
}

const MOST_ALTERNATIVES = 256;

/** Words for a peer that stand for a whole entity, the widest first. */
const entityWords = ['all', 'cluster', 'world', 'host', 'remote-node', 'kube-apiserver', 'health', 'ingress'];
const rareEntityWords = ['init', 'unmanaged', 'world-ipv4', 'world-ipv6', 'none'];

/** The peers of a rule, by field. Where the rule tells its alternatives apart, so do the losses. */
export function writePeers(rule: Rule, policy: Policy, context: PeerContext): WrittenPeers {
  if (rule.peer.is === 'true' && rule.peers.length === 0) return {losses: []};
  const written =
    rule.peers.length > 0 && printMatch(or(...rule.peers.map(({value}) => value))) === printMatch(rule.peer);
  const alternatives = written ? rule.peers : [{value: rule.peer, path: rule.path}];
  const parts = alternatives.map((each) =>
    writePeer(each.value, policy, {...context, origin: writtenAt(policy, each)}),
  );
  return {fields: merge(parts.map(({fields}) => fields)), losses: parts.flatMap(({losses}) => losses)};
}

interface WrittenPeer {
  readonly fields: PeerFields;
  readonly losses: readonly Loss[];
}

function writePeer(peer: Match, policy: Policy, context: PeerContext): WrittenPeer {
  const kept = keptField(policy, context.origin);
  if (kept) return {fields: kept, losses: []};
  const nodes = nodeField(policy, context.origin);
  const text = printMatch(peer);
  const entity = nodes
    ? undefined
    : [...entityWords, ...rareEntityWords].find((word) => {
        const match = entityMatch(word);
        return match !== undefined && printMatch(match) === text;
      });
  if (entity === 'none') return {fields: {}, losses: []};
  if (entity !== undefined) return {fields: {Entities: [entity]}, losses: []};
  const {match, losses} = wordsHere(peer, context);
  const kinds = (['pod', 'host', 'external'] as const).map((kind) => ({
    kind,
    rest: withoutEmptySets(underKind(match, kind), context.world, ownNamespace(context)),
  }));
  if (kinds.every(({rest}) => rest.is === 'true')) return {fields: {Entities: ['all']}, losses};
  const onlyOutside = kinds.every(({kind, rest}) => kind === 'external' || rest.is === 'false');
  const parts = kinds.flatMap(({kind, rest}) => {
    const found = conjunctions(rest, MOST_ALTERNATIVES);
    if (found) return found.map((each) => writeConjunction(each, kind, {...context, nodes, onlyOutside}));
    return [{fields: {}, losses: [tooLittle(context, 'peer-too-complex', 'the peer has too many alternatives')]}];
  });
  return {
    fields: merge(parts.map(({fields}) => fields)),
    losses: unique([...losses, ...parts.flatMap((part) => part.losses)]),
  };
}

/** The one namespace that the subject is in, where it is known. */
export function ownNamespace({namespace, subjectNamespaces = []}: PeerContext): string | undefined {
  return namespace ?? (subjectNamespaces.length === 1 ? subjectNamespaces[0] : undefined);
}

/**
 * What Cilium has no words for, in those of the given world: parts of label values, and services that no `toServices` can
 * name here. Cilium's own policies need none.
 */
function wordsHere(peer: Match, context: PeerContext): {readonly match: Match; readonly losses: readonly Loss[]} {
  const {world, fromCilium, origin} = context;
  if (!world || fromCilium) return {match: peer, losses: []};
  const {match: valued, keys} = valuesHere(peer, world);
  const services: string[] = [];
  const match = mapAtoms(valued, (atom) => {
    if (atom.is !== 'backendOf' || namesService(valued, context)) return atom;
    const backends = backendsHere(atom.service, world);
    if (backends) services.push(atom.service.name);
    return backends ?? atom;
  });
  return {
    match,
    losses: [
      ...keys.map((key) => note(origin, 'snapshot', `the values of label ${key} that fit are written as they are now`)),
      ...services.map((name) =>
        note(origin, 'snapshot', `what stands behind service ${name} is written as it is now; later changes are not`),
      ),
    ],
  };
}

/** What only Cilium says stands as it was written. */
function keptField(policy: Policy, origin: Origin): PeerFields | undefined {
  if (policy.id.dialect !== 'cilium') return undefined;
  const field = fieldName(origin.path);
  const kept = policy.remainder.find((each) => each.field !== NODE_PEERS && samePath(each.origin.path, origin.path));
  if (!kept || field === undefined) return undefined;
  return {[field]: [kept.field === 'k8sServiceSelector' ? {k8sServiceSelector: kept.value} : kept.value]};
}

/** True for a peer that stood among `fromNodes` or `toNodes`. */
function nodeField(policy: Policy, origin: Origin): boolean {
  return policy.remainder.some((each) => each.field === NODE_PEERS && samePath(each.origin.path, origin.path));
}

/** `Entities` for a path that ends in `fromEntities[1]`. */
function fieldName(path: Path): string | undefined {
  const step = path.at(-2);
  return typeof step === 'string' ? step.replace(/^(from|to)/, '') : undefined;
}

function merge(all: readonly PeerFields[]): PeerFields {
  const merged = new Map<string, Map<string, Json>>();
  for (const fields of all) {
    for (const [field, items] of Object.entries(fields)) {
      const known = merged.get(field) ?? new Map<string, Json>();
      for (const item of items) known.set(JSON.stringify(item), item);
      merged.set(field, known);
    }
  }
  return Object.fromEntries([...merged].map(([field, items]) => [field, [...items.values()]]));
}

function unique(losses: readonly Loss[]): readonly Loss[] {
  return [...new Map(losses.map((loss) => [`${loss.code} ${loss.effect} ${loss.message}`, loss])).values()];
}

/** The blocks of `CIDRSet` as plain `CIDR`, where none has a hole. */
export function plainCidrs(items: readonly Json[]): readonly string[] | undefined {
  const texts = items.map((item) => (isPlainItem(item) ? item['cidr'] : undefined));
  return texts.every((text) => typeof text === 'string') ? texts : undefined;
}

function isPlainItem(item: Json): item is JsonObject {
  return typeof item === 'object' && item !== null && !Array.isArray(item) && Object.keys(item).join() === 'cidr';
}
