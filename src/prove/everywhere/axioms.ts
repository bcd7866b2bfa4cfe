import type {DecisionDiagram, Diagram} from '../../base/decision-diagram.ts';
import type {TextTest} from '../../ir/match.ts';
import {type Alphabet, oneOfCodes, type Place} from './alphabet.ts';
import {factAxioms} from './fact-axioms.ts';
import {type EndName, topicKey} from './question.ts';
import {NAMESPACE, namespaceLabelTopic, SAME_NAMESPACE, sameLabelTopic} from './topics.ts';

/**
 * What holds in every cluster, so that a difference against it is none: ends in one namespace share its name and labels,
 * ends with one name are in one namespace, and what tests on parts of a text say must fit some text. Any of them left
 * out would only leave a difference that no world shows.
 */
export function axioms(alphabet: Alphabet, diagram: DecisionDiagram): readonly Diagram[] {
  return [
    ...namespaceAxioms(alphabet, diagram),
    ...[...alphabet.values()].flatMap((each) => partAxioms(each, diagram)),
    ...factAxioms(alphabet, diagram),
  ];
}

function namespaceAxioms(alphabet: Alphabet, diagram: DecisionDiagram): readonly Diagram[] {
  const same = truthOf(SAME_NAMESPACE, alphabet, diagram);
  const found: Diagram[] = [];
  const implies = (a: Diagram, b: Diagram): Diagram => diagram.or(diagram.not(a), b);
  if (same !== undefined) {
    for (const [, place] of alphabet) {
      const isShared = place.topic.name === NAMESPACE || namespaceLabelTopic.owns(place.topic.name);
      const pair = isShared && place.topic.end === 'from' ? bothEnds(place, alphabet) : undefined;
      if (!pair) continue;
      found.push(implies(same, equal(...pair, diagram)));
      if (place.topic.name === NAMESPACE) found.push(implies(equalText(...pair, diagram), same));
    }
  }
  for (const [, {topic}] of alphabet) {
    if (!sameLabelTopic.owns(topic.name)) continue;
    const value = truthOf(topic.name, alphabet, diagram);
    const name = namespaceLabelTopic.name(sameLabelTopic.key(topic.name));
    const from = alphabet.get(topicKey({name, end: 'from'}));
    const pair = from && bothEnds(from, alphabet);
    if (value === undefined || !pair) continue;
    const absent = pair.map((each) => absence(each, diagram));
    found.push(
      implies(value, equal(...pair, diagram)),
      ...absent.map((each) => implies(value, diagram.not(each))),
      implies(equalText(...pair, diagram), value),
      ...(same === undefined
        ? []
        : [implies(diagram.every([same, ...absent.map((each) => diagram.not(each))]), value)]),
    );
  }
  return found;
}

function truthOf(name: string, alphabet: Alphabet, diagram: DecisionDiagram): Diagram | undefined {
  const level = alphabet.get(name)?.levels[0];
  return level === undefined ? undefined : diagram.variable(level);
}

function bothEnds(place: Place, alphabet: Alphabet): readonly [Place, Place] | undefined {
  const [from, to] = (['from', 'to'] as const).map((end: EndName) =>
    alphabet.get(topicKey({name: place.topic.name, end})),
  );
  return from && to && [from, to];
}

/** Bit by bit, so that each value has at least one code that both can have. */
function equal(a: Place, b: Place, diagram: DecisionDiagram): Diagram {
  const [left, right] = [a, b].map(({levels, free}) => [...levels, ...free].map((level) => diagram.variable(level)));
  return diagram.every((left ?? []).map((bit, at) => diagram.not(diagram.differ(bit, right?.[at] ?? bit))));
}

/** Both are the same text, one that is named. */
function equalText(a: Place, b: Place, diagram: DecisionDiagram): Diagram {
  return diagram.some(
    a.coding.codes.flatMap(({is}, code) => {
      if (is !== 'text') return [];
      return [diagram.every([a, b].map((each) => oneOfCodes(new Set([code]), each, diagram)))];
    }),
  );
}

function absence(place: Place, diagram: DecisionDiagram): Diagram {
  return oneOfCodes(
    new Set(place.coding.codes.flatMap(({is}, code) => (is === 'absent' ? [code] : []))),
    place,
    diagram,
  );
}

/** A text that starts with `ab` starts with `a`, and none starts with `a` and with `b`. */
function partAxioms({coding, free}: Place, diagram: DecisionDiagram): readonly Diagram[] {
  const bits = free.map((level) => diagram.variable(level));
  return coding.free.flatMap((one, at) =>
    coding.free.flatMap((other, place) => {
      const [a, b] = [bits[at], bits[place]];
      if (a === undefined || b === undefined || at === place) return [];
      if (partImplies(one, other)) return [diagram.or(diagram.not(a), b)];
      return at < place && partsApart(one, other) ? [diagram.not(diagram.and(a, b))] : [];
    }),
  );
}

function partImplies(given: TextTest, asked: TextTest): boolean {
  if (!('text' in given) || !('text' in asked)) return false;
  if (asked.test === 'contains') return given.text.includes(asked.text);
  if (given.test !== asked.test) return false;
  return asked.test === 'startsWith' ? given.text.startsWith(asked.text) : given.text.endsWith(asked.text);
}

function partsApart(a: TextTest, b: TextTest): boolean {
  if (!('text' in a) || !('text' in b) || a.test !== b.test || a.test === 'contains') return false;
  return !partImplies(a, b) && !partImplies(b, a);
}
