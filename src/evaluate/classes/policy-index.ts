import type {Match} from '../../ir/match.ts';
import type {Endpoint} from '../../ir/world.ts';
import {compareRanks, type PlacedPolicy, type Prepared} from '../prepared.ts';
import {matchInterner} from './match-interner.ts';
import {type SelectorIndex, selectorIndex} from './selector-index.ts';

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
  const restOf = conjunctions();
  let order = 0;
  stages.forEach(({policies}, stage) => {
    let group = -1;
    let last: PlacedPolicy | undefined;
    for (const placed of policies) {
      if (!last || compareRanks(last.rank, placed.rank) !== 0) group++;
      last = placed;
      const parts = partsOf(placed.policy.subject);
      const bound = boundTo(parts);
      const namespace = bound?.value.values[0];
      const {id: restId, match: rest} = restOf(parts, bound);
      const indexed = {placed, order: order++, stage, group, rest, restId};
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

/** Finds the policies that can select an endpoint: those of its namespace and the global ones, by what they require. */
export function candidateFinder(
  local: {readonly get: (namespace: string) => readonly IndexedPolicy[] | undefined},
  global: readonly IndexedPolicy[],
): PolicyIndex['candidates'] {
  const everywhere = selectorIndex(global, ({rest}) => rest);
  const known = new Map<string, SelectorIndex<IndexedPolicy>>();
  return (endpoint) => {
    const {namespace} = endpoint;
    const found = everywhere.candidates(endpoint);
    if (namespace === undefined) return found;
    const own = known.get(namespace) ?? selectorIndex(local.get(namespace) ?? [], ({rest}) => rest);
    known.set(namespace, own);
    const mine = own.candidates(endpoint);
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

type OneNamespace = Extract<Match, {is: 'namespace'}> & {readonly value: {readonly test: 'in'}};

/** The part of a subject that names the one namespace it must live in. */
function boundTo(parts: readonly Match[]): OneNamespace | undefined {
  return parts.find(
    (each): each is OneNamespace =>
      each.is === 'namespace' && each.value.test === 'in' && each.value.values.length === 1,
  );
}

function partsOf(subject: Match): readonly Match[] {
  if (subject.is === 'true') return [];
  return subject.is === 'and' ? subject.of : [subject];
}

/** All of the parts but one, made once where they are equal. */
function conjunctions(): (parts: readonly Match[], without: Match | undefined) => Conjunction {
  const facts = matchInterner();
  const known = new Map<string, Conjunction>();
  return (parts, without) => {
    let text = '';
    for (const each of parts) if (each !== without) text += `${facts.idOf(each)},`;
    const before = known.get(text);
    if (before) return before;
    const made = {id: known.size, match: conjunction(parts.filter((each) => each !== without))};
    known.set(text, made);
    return made;
  };
}

interface Conjunction {
  readonly id: number;
  readonly match: Match;
}

/** The parts are sorted and without repeats already. */
function conjunction(parts: readonly Match[]): Match {
  const [only] = parts;
  if (!only) return {is: 'true'};
  return parts.length === 1 ? only : {is: 'and', of: parts};
}
