import {type DecisionDiagram, type Diagram, never} from '../../base/decision-diagram.ts';
import {type Formula, tautology} from '../../base/formulas.ts';
import type {TextTest} from '../../ir/match.ts';
import {type Code, type Coding, codingOf} from './coding.ts';
import {type Question, type Statements, type Topic, topicKey} from './question.ts';

/** The values of levels that matter; the others may be either. */
export type Values = ReadonlyMap<number, boolean>;

export interface Place {
  readonly topic: Topic;
  readonly coding: Coding;
  /** The bits of the code, the most significant first. */
  readonly levels: readonly number[];
  /** One for each free test. */
  readonly free: readonly number[];
}

/**
 * The variables of diagrams: the bits of every topic's code, in the order in which the topics are given. Codes that are
 * left over stand for the last one.
 */
export type Alphabet = ReadonlyMap<string, Place>;

/** Both ends share the coding of a topic's name; `arrange` gives the order, which decides how large diagrams grow. */
export function alphabetOf(
  questions: readonly Question[],
  arrange: (topics: readonly Topic[]) => readonly Topic[],
): Alphabet {
  const byName = new Map<string, Question[]>();
  for (const question of questions) {
    const known = byName.get(question.about.name);
    if (known) known.push(question);
    else byName.set(question.about.name, [question]);
  }
  const topics = new Map(questions.map(({about}) => [topicKey(about), about] as const));
  const codings = new Map([...byName].map(([name, all]) => [name, all[0] && codingOf(all[0].about, all)] as const));
  const places = new Map<string, Place>();
  let next = 0;
  for (const topic of arrange([...topics.values()])) {
    const coding = codings.get(topic.name);
    if (!coding) continue;
    const bits = Math.ceil(Math.log2(coding.codes.length));
    const levels = Array.from({length: bits}, () => next++);
    places.set(topicKey(topic), {topic, coding, levels, free: coding.free.map(() => next++)});
  }
  return places;
}

/** Diagrams of statements. One that is asked for again is not made again. */
export function diagramsOf(
  all: Statements,
  wanted: readonly Formula[],
  alphabet: Alphabet,
  diagram: DecisionDiagram,
  known: Map<Formula, Diagram>,
): readonly Diagram[] {
  for (const formula of all.partsOf(wanted)) {
    if (known.has(formula)) continue;
    const node = all.node(formula);
    const of = (part: Formula): Diagram => (part <= tautology ? part : (known.get(part) ?? never));
    if (!node) known.set(formula, formula);
    else if (node.is === 'test') known.set(formula, answered(node.test, alphabet, diagram));
    else if (node.is === 'not') known.set(formula, diagram.not(of(node.of)));
    else known.set(formula, node.is === 'and' ? diagram.every(node.of.map(of)) : diagram.some(node.of.map(of)));
  }
  return wanted.map((formula) => known.get(formula) ?? never);
}

/** Where the answer to a question is yes. */
function answered(question: Question, alphabet: Alphabet, diagram: DecisionDiagram): Diagram {
  const place = alphabet.get(topicKey(question.about));
  if (!place) throw new Error(`no variable for ${topicKey(question.about)}`);
  const {codes, free} = place.coding.yes(question);
  const named = oneOfCodes(codes, place, diagram);
  const bit = free === undefined ? undefined : place.free[free];
  if (bit === undefined || place.coding.other === undefined) return named;
  const other = oneOfCodes(new Set([place.coding.other]), place, diagram);
  return diagram.or(named, diagram.and(other, diagram.variable(bit)));
}

/** Where the code is one of these: a tree over its bits, built from the leaves up. */
export function oneOfCodes(codes: ReadonlySet<number>, {coding, levels}: Place, diagram: DecisionDiagram): Diagram {
  const last = coding.codes.length - 1;
  let row = Array.from({length: 2 ** levels.length}, (_, code): Diagram => Number(codes.has(Math.min(code, last))));
  for (const level of [...levels].reverse()) {
    const shorter: Diagram[] = [];
    for (let at = 0; at < row.length; at += 2) {
      const [low = never, high = never] = [row[at], row[at + 1]];
      shorter.push(diagram.choice(level, low, high));
    }
    row = shorter;
  }
  return row[0] ?? never;
}

/** The code that the values give a topic, and what its free tests say. */
export function codeIn(
  values: Values,
  {coding, levels, free}: Place,
): {readonly code: Code; readonly holds: TextTest[]} {
  const number = levels.reduce((sum, level) => sum * 2 + Number(values.get(level) ?? false), 0);
  const code = coding.codes[Math.min(number, coding.codes.length - 1)] ?? {is: 'absent'};
  return {code, holds: coding.free.filter((_, at) => values.get(free[at] ?? -1) ?? false)};
}
