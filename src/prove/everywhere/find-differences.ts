import {DecisionDiagram, type Diagram, type DiagramLimits, never, outOfReach} from '../../base/decision-diagram.ts';
import {type Formula, tautology} from '../../base/formulas.ts';
import {type Alphabet, alphabetOf, diagramsOf, type Values} from './alphabet.ts';
import {type Answers, answersIn} from './answers.ts';
import {axioms} from './axioms.ts';
import {boxed} from './boxed.ts';
import {cancelled} from './cancelled.ts';
import {domainStatement, leftOutNames} from './domain-statement.ts';
import {type Arrange, orders} from './orders.ts';
import {type Part, partsByNamespace, wholePart} from './parts.ts';
import type {Question, Statements} from './question.ts';
import type {SymbolicPair} from './symbolic-sets.ts';

/** Which way the target may err. */
export const ways = ['narrower', 'wider'] as const;
export type Way = (typeof ways)[number];

/**
 * `none`: nothing in any cluster, which is proved. `found`: something that a witness shows. `open`: neither, because of a
 * limit or because what was found could not be shown.
 */
export type Finding<T> =
  | {readonly is: 'none'}
  | {readonly is: 'found'; readonly witness: T}
  | {readonly is: 'open'; readonly why: string};

/** Of one diagram, and how many steps are left for all of them together. */
export interface Limits extends DiagramLimits {
  readonly budget: {left: number};
}

export interface Search<T> {
  readonly limits: Limits;
  /** Sets of so few policies are looked at as a whole before they are cut. */
  readonly mostPoliciesOfWhole: number;
  /** How many candidates are tried at one place. */
  readonly mostCandidates: number;
  /** How many parts of the other side one difference is held against. */
  readonly mostPairs: number;
  /** Makes a witness of a candidate; undefined where it shows no difference. */
  readonly show: (answers: Answers, way: Way) => T | undefined;
}

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
  const domain = domainStatement(pair);
  const asWhole = (limited: Search<T>): Found<T> => {
    const parts = {egress: [wholePart(pair, 'egress')], ingress: [wholePart(pair, 'ingress')]};
    return compareParts({all: pair.all, domain, parts, search: limited});
  };
  const small = {
    ...search,
    limits: {...search.limits, mostNodes: Math.min(MOST_NODES_OF_WHOLE, search.limits.mostNodes)},
  };
  const first =
    policiesOf(pair) > search.mostPoliciesOfWhole ? {narrower: unreached, wider: unreached} : asWhole(small);
  const leftOut = leftOutNames(pair);
  if (isSettled(first)) return {...first, leftOut};
  const parts = {egress: partsByNamespace(pair, 'egress'), ingress: partsByNamespace(pair, 'ingress')};
  const second = better(first, compareParts({all: pair.all, domain, parts, search}));
  if (isSettled(second)) return {...second, leftOut};
  return {...better(second, asWhole(search)), leftOut};
}

function policiesOf({source, target}: SymbolicPair): number {
  return [source, target]
    .flatMap(({prepared}) => prepared.stages.map(({policies}) => policies.length))
    .reduce((sum, each) => sum + each, 0);
}

const unreached = {is: 'open', why: 'the comparison grew too large'} as const;
const hidden = {is: 'open', why: 'they may differ, but no cluster was found that shows it'} as const;

function isSettled<T>(found: Found<T>): boolean {
  return ways.every((way) => found[way].is !== 'open' || found[way] === hidden);
}

function better<T>(before: Found<T>, now: Found<T>): Found<T> {
  const choose = (way: Way): Finding<T> =>
    now[way].is === 'open' && before[way].is !== 'open' ? before[way] : now[way];
  return {narrower: choose('narrower'), wider: choose('wider')};
}

interface Comparison<T> {
  readonly all: Statements;
  readonly domain: Formula;
  readonly parts: {readonly egress: readonly Part[]; readonly ingress: readonly Part[]};
  readonly search: Search<T>;
}

/** Each part alone, and only where its two statements differ, against the parts of the other side. */
function compareParts<T>(comparison: Comparison<T>): Found<T> {
  const {parts} = comparison;
  const found: Record<Way, Finding<T>> = {narrower: {is: 'none'}, wider: {is: 'none'}};
  for (const part of [...parts.egress, ...parts.ingress]) {
    if (part.source === part.target) continue;
    for (const way of differing(part, comparison)) {
      if (found[way].is === 'found') continue;
      const result = againstOtherSide(part, way, comparison);
      if (result.is === 'found' || (result.is === 'open' && found[way] !== unreached)) found[way] = result;
    }
  }
  return found;
}

/** The ways in which the statements of a part differ, or may do so; first without what both are made of. */
function differing<T>(part: Part, comparison: Comparison<T>): readonly Way[] {
  const {all, search} = comparison;
  const [source, target] = cancelled(all, [part.source, part.target]);
  const small = {...search.limits, mostNodes: Math.min(MOST_NODES_OF_WHOLE, search.limits.mostNodes)};
  const left = differingStatements({...part, source, target}, comparison, small);
  if (left.length === 0 || all.partsOf([part.source, part.target]).length > LARGE) return left;
  return differingStatements(part, comparison, search.limits);
}

function differingStatements<T>(part: Part, {all, domain}: Comparison<T>, limits: Limits): readonly Way[] {
  const space = spaceOf(all, [part.where, domain, part.source, part.target], limits);
  if (!space) return ways;
  const {diagram, made, facts} = space;
  const [where = never, possible = never, source = never, target = never] = made;
  return ways.filter((way) => {
    const [allows, denies] = way === 'wider' ? [target, source] : [source, target];
    const only = diagram.and(where, diagram.and(allows, diagram.not(denies)));
    return [possible, ...facts].reduce((sum, fact) => diagram.and(sum, fact), only) !== never;
  });
}

/** One side objects in one set alone, and the other side of the set that does not object lets it pass too. */
function againstOtherSide<T>(part: Part, way: Way, {all, domain, parts, search}: Comparison<T>): Finding<T> {
  let open: Finding<T> | undefined;
  const others = part.direction === 'egress' ? parts.ingress : parts.egress;
  for (const [tried, other] of others.entries()) {
    if (tried === search.mostPairs) return unreached;
    const [allows, denies, passes] =
      way === 'wider' ? [part.target, part.source, other.target] : [part.source, part.target, other.source];
    const wanted = [part.where, other.where, domain, allows, all.not(denies), passes];
    const result = againstParts(all, wanted, way, search);
    if (result.is === 'found') return result;
    if (result.is === 'open' && open !== unreached) open = result;
  }
  return open ?? {is: 'none'};
}

/** Large statements lazily first, from their small parts; then as whole diagrams. */
function againstParts<T>(all: Statements, wanted: readonly Formula[], way: Way, search: Search<T>): Finding<T> {
  if (all.partsOf(wanted).length > LARGE) {
    const {statements, meanings} = boxed(all, wanted);
    const limits = {...search.limits, mostSteps: Math.min(MOST_LAZY_STEPS, search.limits.mostSteps)};
    const [order] = orders;
    const space = order && spaceIn(all, [...statements, ...meanings], order, limits);
    const result = space ? lazily(space, way, search) : unreached;
    if (result !== unreached) return result;
  }
  const space = spaceOf(all, wanted, search.limits);
  return space ? candidates(space, way, search) : unreached;
}

const LARGE = 400;
const MOST_LAZY_STEPS = 50_000;

interface Space {
  readonly alphabet: Alphabet;
  readonly diagram: DecisionDiagram;
  /** Diagrams of the wanted statements. */
  readonly made: readonly Diagram[];
  /** What holds in every cluster. */
  readonly facts: readonly Diagram[];
}

/** The diagrams of statements, in the first order of variables in which they are not too large. */
function spaceOf(all: Statements, wanted: readonly Formula[], limits: Limits): Space | undefined {
  for (const order of orders) {
    const space = spaceIn(all, wanted, order, limits);
    if (space) return space;
  }
  return undefined;
}

function spaceIn(all: Statements, wanted: readonly Formula[], order: Arrange, limits: Limits): Space | undefined {
  const questions = all.partsOf(wanted).flatMap((part): readonly Question[] => {
    const node = part > tautology ? all.node(part) : undefined;
    return node?.is === 'test' ? [node.test] : [];
  });
  const {mostNodes, budget} = limits;
  if (budget.left <= 0) return undefined;
  const alphabet = alphabetOf(questions, order);
  const diagram = new DecisionDiagram({mostNodes, mostSteps: Math.min(limits.mostSteps, budget.left)});
  const made = diagramsOf(all, wanted, alphabet, diagram, new Map());
  budget.left -= diagram.steps;
  return made.includes(outOfReach) ? undefined : {alphabet, diagram, made, facts: axioms(alphabet, diagram)};
}

/** As `candidates`, with nothing put together beforehand. */
function lazily<T>({alphabet, diagram, made, facts}: Space, way: Way, {show, mostCandidates}: Search<T>): Finding<T> {
  const left: Diagram[] = [...made, ...facts];
  for (let tried = 0; tried < mostCandidates; tried++) {
    const values = diagram.common(left);
    if (typeof values === 'number') return unreached;
    if (values === undefined) return tried === 0 ? {is: 'none'} : hidden;
    const witness = show(answersIn(values, alphabet), way);
    if (witness !== undefined) return {is: 'found', witness};
    left.push(diagram.not(cube(values, diagram)));
  }
  return hidden;
}

/** Looks for connections that hold all statements, each at most once, until one can be shown. */
function candidates<T>(
  {alphabet, diagram, made, facts: always}: Space,
  way: Way,
  {show, mostCandidates}: Search<T>,
): Finding<T> {
  const [where = never, elsewhere = never, possible = never, allows = never, objects = never, passes = never] = made;
  let left = [allows, objects, possible, ...always].reduce((sum, each) => diagram.and(sum, each), where);
  const rest = diagram.and(elsewhere, passes);
  for (let tried = 0; tried < mostCandidates; tried++) {
    const values = diagram.common([left, rest]);
    if (typeof values === 'number') return unreached;
    if (values === undefined) return tried === 0 ? {is: 'none'} : hidden;
    const witness = show(answersIn(values, alphabet), way);
    if (witness !== undefined) return {is: 'found', witness};
    // What the facts mean may be out of reach together, whatever the rest is.
    const facts = tried % 2 === 0 ? values : meant(values, alphabet);
    left = diagram.and(left, diagram.not(cube(facts.size > 0 ? facts : values, diagram)));
  }
  return hidden;
}

/** The values of facts that a witness has to bring about by more than the ends themselves. */
function meant(values: Values, alphabet: Alphabet): Values {
  const levels = [...alphabet.values()].flatMap(({topic, levels: own}) =>
    topic.of === 'truth' && topic.meaning ? own : [],
  );
  return new Map([...values].filter(([level]) => levels.includes(level)));
}

function cube(values: Values, diagram: DecisionDiagram): Diagram {
  return diagram.every(
    [...values].map(([level, value]) => (value ? diagram.variable(level) : diagram.not(diagram.variable(level)))),
  );
}
