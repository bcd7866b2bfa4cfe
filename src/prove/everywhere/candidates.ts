import {type DecisionDiagram, type Diagram, never} from '../../base/decision-diagram.ts';
import type {Alphabet, Values} from './alphabet.ts';
import {answersIn} from './answers.ts';
import {type Finding, hidden, type Search, unreached, type Way} from './finding.ts';
import type {Space} from './space.ts';

/** As `candidates`, with nothing put together beforehand. */
export function lazily<T>(
  {alphabet, diagram, made, facts}: Space,
  way: Way,
  {show, mostCandidates}: Search<T>,
): Finding<T> {
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
export function candidates<T>(
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
