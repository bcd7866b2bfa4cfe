import {type DiagramLimits, never} from '../../base/decision-diagram.ts';
import {type Formula, tautology} from '../../base/formulas.ts';
import {boxed} from './boxed.ts';
import type {DirectionName} from './built-in-statement.ts';
import {cancelled} from './cancelled.ts';
import {candidates, lazily} from './candidates.ts';
import {covers} from './covers.ts';
import {domainOf, leftOutOf} from './domain.ts';
import {type Finding, hidden, type Search, unreached, type Way, ways} from './finding.ts';
import {orders} from './orders.ts';
import {type Part, partsByNamespace, wholePart} from './parts.ts';
import type {Statements} from './question.ts';
import {seedsOf, under} from './seeds.ts';
import {charged, type Limits, spaceIn, spaceOf} from './space.ts';
import type {SymbolicPair} from './symbolic-sets.ts';

type Found<T> = Readonly<Record<Way, Finding<T>>>;

export interface Differences<T> extends Found<T> {
  /** Built-in rules about kinds of packets that only one side has; what they decide was left out. */
  readonly leftOut: readonly string[];
}

/** A set is looked at as a whole first where that stays so small. */
const MOST_NODES_OF_WHOLE = 50_000;

/**
 * Compares the two sets in all clusters of one kind: as a whole, else cut by the namespaces of subjects, and where a part
 * is too large for that, as a whole again under all orders of variables.
 */
export function findDifferences<T>(pair: SymbolicPair, search: Search<T>): Differences<T> {
  const leftOut = leftOutOf(pair);
  const wholes = new Map<DirectionName, Part>();
  const whole = (direction: DirectionName): Part => {
    const made = wholes.get(direction) ?? wholePart(pair, direction);
    wholes.set(direction, made);
    return made;
  };
  const asWhole = (limited: Search<T>): Found<T> => {
    const parts = {egress: [whole('egress')], ingress: [whole('ingress')]};
    return compareParts({whole, pair, parts, search: limited});
  };
  const small = {
    ...search,
    limits: {...search.limits, mostNodes: Math.min(MOST_NODES_OF_WHOLE, search.limits.mostNodes)},
  };
  const first =
    policiesOf(pair) > search.mostPoliciesOfWhole ? {narrower: unreached, wider: unreached} : asWhole(small);
  if (isSettled(first)) return {...first, leftOut};
  const parts = {egress: partsByNamespace(pair, 'egress'), ingress: partsByNamespace(pair, 'ingress')};
  const second = better(first, compareParts({whole, pair, parts, search}));
  if (isSettled(second)) return {...second, leftOut};
  return {...better(second, asWhole(search)), leftOut};
}

function policiesOf({source, target}: SymbolicPair): number {
  return [source, target]
    .flatMap(({prepared}) => prepared.stages.map(({policies}) => policies.length))
    .reduce((sum, each) => sum + each, 0);
}

function isSettled<T>(found: Found<T>): boolean {
  return ways.every((way) => found[way].is !== 'open' || found[way] === hidden);
}

function better<T>(before: Found<T>, now: Found<T>): Found<T> {
  const choose = (way: Way): Finding<T> =>
    now[way].is === 'open' && before[way].is !== 'open' ? before[way] : now[way];
  return {narrower: choose('narrower'), wider: choose('wider')};
}

interface Comparison<T> {
  /** A side as a whole. */
  readonly whole: (direction: DirectionName) => Part;
  readonly pair: SymbolicPair;
  readonly parts: {readonly egress: readonly Part[]; readonly ingress: readonly Part[]};
  readonly search: Search<T>;
}

/** Each part alone, and only where its two statements differ, against the parts of the other side. */
function compareParts<T>(comparison: Comparison<T>): Found<T> {
  const {parts, search} = comparison;
  const {budget} = search.limits;
  const found: Record<Way, Finding<T>> = {narrower: {is: 'none'}, wider: {is: 'none'}};
  for (const part of [...parts.egress, ...parts.ingress]) {
    if (part.source === part.target) continue;
    const differ = differing(part, comparison).filter((way) => found[way].is !== 'found');
    const seeded = fromSeeds(part, differ, comparison);
    for (const way of differ) {
      const result = seeded[way] ?? againstOtherSide(part, way, comparison);
      if (result.is === 'found') budget.left = Math.min(budget.left, MOST_STEPS_AFTER_FOUND);
      if (result.is === 'found' || (result.is === 'open' && found[way] !== unreached)) found[way] = result;
    }
  }
  return found;
}

/** The ways in which the statements of a part differ, or may do so; first without what both are made of. */
function differing<T>(part: Part, comparison: Comparison<T>): readonly Way[] {
  const {pair, search} = comparison;
  const {all} = pair;
  const [source, target] = cancelled(all, [part.source, part.target]);
  const within = [part.where, domainOf(pair)];
  const isCovered = covers(all, {within, statements: [source, target]}, MOST_STEPS_OF_COVER, search.limits.budget);
  const open = ways.filter((way) => !(way === 'wider' ? isCovered(target, source) : isCovered(source, target)));
  if (open.length === 0) return open;
  const small = {...search.limits, mostNodes: Math.min(MOST_NODES_OF_WHOLE, search.limits.mostNodes)};
  const left = differingStatements({...part, source, target}, comparison, small);
  if (left.length === 0 || all.partsOf([part.source, part.target]).length > LARGE) return left;
  return differingStatements(part, comparison, search.limits);
}

function differingStatements<T>(part: Part, {pair}: Comparison<T>, limits: Limits): readonly Way[] {
  const space = spaceOf(pair.all, [part.where, domainOf(pair), part.source, part.target], limits);
  if (!space) return ways;
  const {diagram, made, facts} = space;
  const [where = never, possible = never, source = never, target = never] = made;
  const differs = (way: Way): boolean => {
    const [allows, denies] = way === 'wider' ? [target, source] : [source, target];
    const only = diagram.and(where, diagram.and(allows, diagram.not(denies)));
    return [possible, ...facts].reduce((sum, fact) => diagram.and(sum, fact), only) !== never;
  };
  return charged(diagram, limits, () => ways.filter(differs));
}

/** What seeds show of a part that is too large to be looked at as quickly as a whole. */
function fromSeeds<T>(part: Part, differ: readonly Way[], comparison: Comparison<T>): Partial<Found<T>> {
  const {whole, pair, search} = comparison;
  const {all} = pair;
  const {budget} = search.limits;
  const found: Partial<Record<Way, Finding<T>>> = {};
  if (differ.length === 0 || all.partsOf([part.source, part.target]).length <= LARGE) return found;
  const other = whole(part.direction === 'egress' ? 'ingress' : 'egress');
  const statements = [part.where, domainOf(pair), part.source, part.target, other.source, other.target];
  const size = all.partsOf(statements).length;
  for (const seed of seedsOf(all, [part.source, part.target], MOST_SEEDS)) {
    const open = differ.filter((way) => !found[way]);
    budget.left -= size;
    if (open.length === 0 || budget.left <= 0) break;
    const [where = never, possible = never, ...rest] = under(all, seed, statements);
    const [source = never, target = never, sourcePasses = never, targetPasses = never] = rest;
    for (const way of open) {
      const [allows, denies, passes] =
        way === 'wider' ? [target, source, targetPasses] : [source, target, sourcePasses];
      const wanted = [all.and(where, seed.holds), tautology, possible, allows, all.not(denies), passes];
      const space = spaceOf(all, wanted, {...search.limits, ...SMALL});
      const result = space && charged(space.diagram, search.limits, () => candidates(space, way, search));
      if (result?.is === 'found') found[way] = result;
    }
  }
  return found;
}

const MOST_SEEDS = 40;
const SMALL: DiagramLimits = {mostNodes: 20_000, mostSteps: 100_000};

/** One side objects in one set alone, and the other side of the set that does not object lets it pass too. */
function againstOtherSide<T>(part: Part, way: Way, {pair, parts, search}: Comparison<T>): Finding<T> {
  const {all} = pair;
  let open: Finding<T> | undefined;
  const others = part.direction === 'egress' ? parts.ingress : parts.egress;
  for (const [tried, other] of others.entries()) {
    if (tried === search.mostPairs) return unreached;
    const [allows, denies, passes] =
      way === 'wider' ? [part.target, part.source, other.target] : [part.source, part.target, other.source];
    const wanted = [part.where, other.where, domainOf(pair), allows, all.not(denies), passes];
    const result = againstParts(all, wanted, way, search);
    if (result.is === 'found') return result;
    if (result.is === 'open' && open !== unreached) open = result;
  }
  return open ?? {is: 'none'};
}

/** Large statements lazily first, from their small parts; then as whole diagrams. */
function againstParts<T>(all: Statements, wanted: readonly Formula[], way: Way, search: Search<T>): Finding<T> {
  const {budget} = search.limits;
  const size = all.partsOf(wanted).length;
  if (size > LARGE && budget.left > 0) {
    const {statements, meanings} = boxed(all, wanted);
    budget.left -= size;
    const limits = {...search.limits, mostSteps: Math.min(MOST_LAZY_STEPS, search.limits.mostSteps)};
    const [order] = orders;
    const space = order && spaceIn(all, [...statements, ...meanings], order, limits);
    const result = space ? charged(space.diagram, limits, () => lazily(space, way, search)) : unreached;
    if (result !== unreached) return result;
  }
  const space = spaceOf(all, wanted, search.limits);
  return space ? charged(space.diagram, search.limits, () => candidates(space, way, search)) : unreached;
}

const LARGE = 400;
const MOST_STEPS_OF_COVER = 2_000;
const MOST_LAZY_STEPS = 50_000;
/** That the sets differ is known then; whether they do so the other way too is worth less. */
const MOST_STEPS_AFTER_FOUND = 500_000;
