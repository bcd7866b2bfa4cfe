import {DecisionDiagram, type Diagram, type DiagramLimits, outOfReach} from '../../base/decision-diagram.ts';
import {type Formula, tautology} from '../../base/formulas.ts';
import {type Alphabet, alphabetOf, diagramsOf} from './alphabet.ts';
import {axioms} from './axioms.ts';
import {type Arrange, orders} from './orders.ts';
import type {Question, Statements} from './question.ts';
import {NAMESPACE, namespaceLabelTopic, SAME_NAMESPACE} from './topics.ts';

/** Of one diagram, and how many steps are left for all of them together. */
export interface Limits extends DiagramLimits {
  readonly budget: {left: number};
}

export interface Space {
  readonly alphabet: Alphabet;
  readonly diagram: DecisionDiagram;
  /** Diagrams of the wanted statements. */
  readonly made: readonly Diagram[];
  /** What holds in every cluster. */
  readonly facts: readonly Diagram[];
}

/** The diagrams of statements, in the first order of variables in which they are not too large. */
export function spaceOf(all: Statements, wanted: readonly Formula[], limits: Limits): Space | undefined {
  for (const order of orders) {
    const space = spaceIn(all, wanted, order, limits);
    if (space) return space;
  }
  return undefined;
}

export function spaceIn(
  all: Statements,
  wanted: readonly Formula[],
  order: Arrange,
  limits: Limits,
): Space | undefined {
  const parts = all.partsOf(wanted);
  const asked = parts.flatMap((part): readonly Question[] => {
    const node = part > tautology ? all.node(part) : undefined;
    return node?.is === 'test' ? [node.test] : [];
  });
  const questions = tellsNamespaces(asked) ? [...asked, sameNamespace] : asked;
  const {mostNodes, budget} = limits;
  budget.left -= parts.length;
  if (budget.left <= 0) return undefined;
  const alphabet = alphabetOf(questions, order);
  const diagram = new DecisionDiagram({mostNodes, mostSteps: Math.min(limits.mostSteps, budget.left)});
  return charged(diagram, limits, () => {
    const made = diagramsOf(all, wanted, alphabet, diagram, new Map());
    return made.includes(outOfReach) ? undefined : {alphabet, diagram, made, facts: axioms(alphabet, diagram)};
  });
}

/** Whether something is asked of the namespaces of both ends: they are tied to each other, rules that compare them or not. */
function tellsNamespaces(questions: readonly Question[]): boolean {
  const ends = new Set(questions.flatMap(({about}) => (isOfNamespace(about.name) ? (about.end ?? []) : [])));
  return ends.size > 1;
}

function isOfNamespace(name: string): boolean {
  return name === NAMESPACE || namespaceLabelTopic.owns(name);
}

const sameNamespace: Question = {about: {of: 'truth', name: SAME_NAMESPACE}};

/** Does the work, and takes its steps from those that are left for all. */
export function charged<T>(diagram: DecisionDiagram, {budget}: Limits, work: () => T): T {
  const before = diagram.steps;
  const result = work();
  budget.left -= diagram.steps - before;
  return result;
}
