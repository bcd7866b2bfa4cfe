import {
  always,
  DecisionDiagram,
  type Diagram,
  type DiagramLimits,
  never,
  outOfReach,
} from '../../base/decision-diagram.ts';
import {contradiction, type Formula, tautology} from '../../base/formulas.ts';
import {single} from '../../base/intervals.ts';
import {sortedUnique} from '../../base/order.ts';
import {ICMP, ICMPV6, TCP} from '../../base/protocols.ts';
import type {BuiltInRule} from '../../ir/profile.ts';
import {type Alphabet, alphabetOf, diagramsOf, type Values} from './alphabet.ts';
import {type Answers, answersIn} from './answers.ts';
import {axioms} from './axioms.ts';
import {kindStatement} from './match-statement.ts';
import {type Arrange, orders} from './orders.ts';
import {askNumber, askTruth, type Question} from './question.ts';
import type {SymbolicPair} from './symbolic-sets.ts';
import {IPV6, IS_NODE, PORT, REQUEST, SAME_NAMESPACE, SAME_NODE, SOURCE_PORT} from './topics.ts';
import {protocolStatement} from './traffic-statement.ts';
import {beforePolicies, type SymbolicSet, sideStatement} from './walk-statement.ts';

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

export interface Search<T> {
  readonly limits: DiagramLimits;
  /** How many candidates are tried for one way. */
  readonly mostCandidates: number;
  /** Makes a witness of a candidate; undefined where it shows no difference. */
  readonly show: (answers: Answers, way: Way) => T | undefined;
}

export interface Differences<T> {
  readonly narrower: Finding<T>;
  readonly wider: Finding<T>;
  /** Built-in rules about kinds of packets that only one side has; what they decide was left out. */
  readonly leftOut: readonly string[];
}

/** Compares the two sets in all clusters of one kind, under one order of variables after the other. */
export function findDifferences<T>(pair: SymbolicPair, search: Search<T>): Differences<T> {
  const {all, source, target} = pair;
  const statements: Statements = {
    source: {egress: sideStatement(source, 'egress'), ingress: sideStatement(source, 'ingress')},
    target: {egress: sideStatement(target, 'egress'), ingress: sideStatement(target, 'ingress')},
    domain: domainStatement(pair),
  };
  const leftOut = leftOutNames(pair);
  const {egress, ingress} = statements.source;
  if (egress === statements.target.egress && ingress === statements.target.ingress) {
    return {narrower: {is: 'none'}, wider: {is: 'none'}, leftOut};
  }
  const wanted = [egress, ingress, statements.target.egress, statements.target.ingress, statements.domain];
  const questions = all.partsOf(wanted).flatMap((part): readonly Question[] => {
    const node = all.node(part);
    return node?.is === 'test' ? [node.test] : [];
  });
  let last: Differences<T> | undefined;
  for (const order of orders) {
    const found = underOrder(pair, statements, questions, order, search);
    last = {narrower: better(last?.narrower, found.narrower), wider: better(last?.wider, found.wider), leftOut};
    if (last.narrower.is !== 'open' && last.wider.is !== 'open') break;
  }
  return last ?? {narrower: unreached, wider: unreached, leftOut};
}

interface Statements {
  readonly source: {readonly egress: Formula; readonly ingress: Formula};
  readonly target: {readonly egress: Formula; readonly ingress: Formula};
  readonly domain: Formula;
}

const unreached = {is: 'open', why: 'the comparison grew too large'} as const;

function better<T>(before: Finding<T> | undefined, now: Finding<T>): Finding<T> {
  return before && (before.is !== 'open' || now.is === 'open') ? before : now;
}

/**
 * Connections that can be, and that policies are asked about: not between two outside parties, of a node with itself, or
 * what an engine decides before any policy; ICMP has its family, ports are not 0, and HTTP needs TCP.
 */
function domainStatement({all, source, target, families}: SymbolicPair): Formula {
  const external = (['from', 'to'] as const).map((end) => kindStatement('external', end, source));
  const hosts = (['from', 'to'] as const).map((end) =>
    all.and(kindStatement('host', end, source), askTruth(all, IS_NODE, end)),
  );
  const sixth = askTruth(all, IPV6);
  const only = (protocol: number): Formula => protocolStatement(single(protocol), source);
  const early = [source, target].flatMap((set) => earlyRules(set).map((rule) => beforePolicies(set, rule)));
  // Both ends' namespaces are tied to each other whether or not a rule asks for it.
  const asked = all.or(askTruth(all, SAME_NAMESPACE), all.not(askTruth(all, SAME_NAMESPACE)));
  return all.and(
    asked,
    all.not(all.and(...external)),
    all.not(all.and(...hosts, askTruth(all, SAME_NODE))),
    all.not(all.and(only(ICMP), sixth)),
    all.not(all.and(only(ICMPV6), all.not(sixth))),
    all.or(only(TCP), all.not(askTruth(all, REQUEST))),
    ...[PORT, SOURCE_PORT].map((name) => askNumber(all, {name, last: 65_535n}, [[1, 65_535]])),
    families.includes(4) ? tautology : sixth,
    families.includes(6) ? tautology : all.not(sixth),
    ...early.map((each) => all.not(each)),
  );
}

/** Of the rules that decide before any policy those that only one of the engines has. */
function leftOutNames(pair: SymbolicPair): readonly string[] {
  const [ours, theirs] = [pair.source, pair.target].map((set) =>
    earlyRules(set).filter((rule) => beforePolicies(set, rule) !== contradiction),
  );
  const names = [ours, theirs].map((rules) => (rules ?? []).map(({name}) => name));
  return sortedUnique(names.flat()).filter((name) => !names.every((each) => each.includes(name)));
}

function earlyRules({prepared}: SymbolicSet): readonly BuiltInRule[] {
  return prepared.profile.builtIn.filter(({traffic, when}) => traffic && when === 'before-stages');
}

function underOrder<T>(
  {all}: SymbolicPair,
  {source, target, domain}: Statements,
  questions: readonly Question[],
  order: Arrange,
  search: Search<T>,
): Omit<Differences<T>, 'leftOut'> {
  const alphabet = alphabetOf(questions, order);
  const diagram = new DecisionDiagram(search.limits);
  const known = new Map<Formula, Diagram>();
  const made = diagramsOf(
    all,
    [source.egress, source.ingress, target.egress, target.ingress, domain],
    alphabet,
    diagram,
    known,
  );
  if (made.includes(outOfReach)) return {narrower: unreached, wider: unreached};
  const [ae = never, ai = never, be = never, bi = never, where = always] = made;
  const space = {alphabet, diagram, facts: [where, ...axioms(alphabet, diagram)]};
  return {
    narrower: differs(space, [ae, ai], [be, bi], 'narrower', search),
    wider: differs(space, [be, bi], [ae, ai], 'wider', search),
  };
}

interface Space {
  readonly alphabet: Alphabet;
  readonly diagram: DecisionDiagram;
  readonly facts: readonly Diagram[];
}

type Sides = readonly [egress: Diagram, ingress: Diagram];

/** What the first pair of sides lets pass and the second does not: one side objects while the other does not. */
function differs<T>(space: Space, [ae, ai]: Sides, [be, bi]: Sides, way: Way, search: Search<T>): Finding<T> {
  const {diagram} = space;
  let open: Finding<T> | undefined;
  for (const [side, denied, rest] of [
    [ae, be, ai],
    [ai, bi, ae],
  ] as const) {
    const only = diagram.and(side, diagram.not(denied));
    if (only === never) continue;
    const found = candidates(space, only, rest, way, search);
    if (found.is === 'found') return found;
    if (found.is === 'open') open = found;
  }
  return open ?? {is: 'none'};
}

/** Looks for connections of both diagrams that hold the facts, each at most once, until one can be shown. */
function candidates<T>(
  {alphabet, diagram, facts}: Space,
  only: Diagram,
  rest: Diagram,
  way: Way,
  {show, mostCandidates}: Search<T>,
): Finding<T> {
  let left = facts.reduce((sum, fact) => diagram.and(sum, fact), only);
  for (let tried = 0; tried < mostCandidates; tried++) {
    const values = diagram.common([left, rest]);
    if (typeof values === 'number') return unreached;
    if (values === undefined) return tried === 0 ? {is: 'none'} : hidden;
    const witness = show(answersIn(values, alphabet), way);
    if (witness !== undefined) return {is: 'found', witness};
    left = diagram.and(left, diagram.not(cube(values, diagram)));
  }
  return hidden;
}

const hidden = {is: 'open', why: 'they may differ, but no cluster was found that shows it'} as const;

function cube(values: Values, diagram: DecisionDiagram): Diagram {
  return diagram.every(
    [...values].map(([level, value]) => (value ? diagram.variable(level) : diagram.not(diagram.variable(level)))),
  );
}
