import {sequenceInterner, textInterner} from '../../base/interner.ts';
import {boundNamespace} from '../../ir/bound-namespace.ts';
import {type Match, printMatch} from '../../ir/match.ts';
import type {Endpoint} from '../../ir/world.ts';
import {compareRanks, type PlacedPolicy, type Prepared} from '../prepared.ts';
import {FEW, type SelectorIndex, selectorIndex} from './selector-index.ts';

/** A policy with its place among all, in the order of evaluation. */
export interface IndexedPolicy {
  readonly placed: PlacedPolicy;
  /** Its position among all. */
  readonly order: number;
  /** Which stage, and which group of equal ranks in it, both from 0. */
  readonly stage: number;
  readonly group: number;
  /** What else a subject must be beside living in the policy's namespace. */
  readonly rest: Match;
  /** Equal for policies that say the same of whom they select, apart from their namespace. */
  readonly restId: number;
}

/** Policies by the one namespace whose endpoints they can select, and those that are not bound to one. */
export interface PolicyIndex {
  readonly local: ReadonlyMap<string, readonly IndexedPolicy[]>;
  readonly global: readonly IndexedPolicy[];
  /** Those that can select an endpoint, in the order of evaluation; a few of them may not after all. */
  readonly candidates: (endpoint: Endpoint) => readonly IndexedPolicy[];
}

export function policyIndex({stages}: Prepared): PolicyIndex {
  const local = new Map<string, IndexedPolicy[]>();
  const global: IndexedPolicy[] = [];
  const restOf = restFinder();
  let order = 0;
  stages.forEach(({policies}, stage) => {
    let group = -1;
    let last: PlacedPolicy | undefined;
    for (const placed of policies) {
      if (!last || compareRanks(last.rank, placed.rank) !== 0) group++;
      last = placed;
      const parts = partsOf(placed.policy.subject);
      const bound = parts.find((part) => part.is === 'namespace' && boundNamespace(part) !== undefined);
      const {match: rest, id: restId} = restOf(parts, bound);
      const indexed = {placed, order: order++, stage, group, rest, restId};
      const namespace = bound && boundNamespace(bound);
      if (namespace === undefined) global.push(indexed);
      else {
        const own = local.get(namespace);
        if (own) own.push(indexed);
        else local.set(namespace, [indexed]);
      }
    }
  });
  return {local, global, candidates: candidateFinder(local, global)};
}

/**
 * Finds the policies that can select an endpoint: those of its namespace and the global ones, by what they require.
 * `shorten` is asked for the lists of namespaces that are too long to try all of them.
 */
export function candidateFinder(
  local: PolicyIndex['local'],
  global: readonly IndexedPolicy[],
  shorten: (own: readonly IndexedPolicy[]) => readonly IndexedPolicy[] = (own) => own,
): PolicyIndex['candidates'] {
  const everywhere = selectorIndex(global, ({rest}) => rest);
  const known = new Map<string, SelectorIndex<IndexedPolicy>>();
  // Endpoints come sorted by namespace.
  let last: {readonly namespace: string; readonly own: readonly IndexedPolicy[]} | undefined;
  const candidatesIn = (namespace: string, endpoint: Endpoint): readonly IndexedPolicy[] => {
    if (last?.namespace !== namespace) last = {namespace, own: local.get(namespace) ?? []};
    const {own} = last;
    if (own.length <= FEW) return own;
    const index = known.get(namespace) ?? selectorIndex(shorten(own), ({rest}) => rest);
    known.set(namespace, index);
    return index.candidates(endpoint);
  };
  return (endpoint) => {
    const found = everywhere.candidates(endpoint);
    if (endpoint.namespace === undefined) return found;
    const mine = candidatesIn(endpoint.namespace, endpoint);
    return found.length === 0 ? mine : [...mine, ...found].sort((a, b) => a.order - b.order);
  };
}

/** The same with only the policies that can select one of these endpoints: nothing else has a say about them. */
export function narrowedTo(prepared: Prepared, {candidates}: PolicyIndex, endpoints: readonly Endpoint[]): Prepared {
  const kept = [...new Set(endpoints.flatMap(candidates))].sort((a, b) => a.order - b.order);
  const stages = prepared.stages.map(({stage}, at) => ({
    stage,
    policies: kept.flatMap((each) => (each.stage === at ? [each.placed] : [])),
  }));
  return {...prepared, stages};
}

/** What a subject must be beside living in one namespace. */
interface Rest {
  readonly match: Match;
  readonly id: number;
}

function restFinder(): (parts: readonly Match[], bound: Match | undefined) => Rest {
  const texts = textInterner(printMatch);
  const lists = sequenceInterner();
  const known = new Map<number, Rest>();
  return (parts, bound) => {
    let list = 0;
    for (const part of parts) if (part !== bound) list = lists(list, texts.idOf(part));
    const before = known.get(list);
    if (before) return before;
    const made = {match: conjunction(parts.filter((each) => each !== bound)), id: known.size};
    known.set(list, made);
    return made;
  };
}

function partsOf(subject: Match): readonly Match[] {
  if (subject.is === 'and') return subject.of;
  return subject.is === 'true' ? [] : [subject];
}

/** The parts are sorted and without repeats already. */
function conjunction(parts: readonly Match[]): Match {
  const [only] = parts;
  if (!only) return {is: 'true'};
  return parts.length === 1 ? only : {is: 'and', of: parts};
}
