import {DecisionDiagram, type outOfReach} from '../../base/decision-diagram.ts';
import {contradiction, type Formula, tautology} from '../../base/formulas.ts';
import {exists, type Match, printMatch, type TextTest} from '../../ir/match.ts';
import type {AddressSet} from '../../ir/world.ts';
import {alphabetOf, diagramsOf} from './alphabet.ts';
import {type Answers, answersIn} from './answers.ts';
import {freshText} from './fresh-text.ts';
import {ask, askTruth, type Question, type Statements, statements} from './question.ts';
import {labelTopic, NAMESPACE, namespaceLabelTopic} from './topics.ts';

/** What a set of addresses is asked from. */
export interface SetPlace {
  /** The namespace of the other end, if it has one. */
  readonly otherNamespace: string | undefined;
  /** What holds of the end whatever its identities are: its address, its node. */
  readonly ofEnd: (atom: Match) => boolean;
}

const limits = {mostNodes: 20_000, mostSteps: 200_000};

/** What a set of addresses is called, and the labels of the namespace it is in. */
export interface SetIdentity extends Pick<AddressSet, 'labels' | 'namespace'> {
  readonly namespaceLabels: Readonly<Record<string, string>>;
}

/**
 * Labels and a namespace under which a set of addresses fulfils one match and none of the others; undefined when none was
 * found.
 */
export function setIdentity(wanted: Match, unwanted: readonly Match[], place: SetPlace): SetIdentity | undefined {
  const all = statements();
  const {otherNamespace: there, ofEnd} = place;
  const near = there === undefined ? contradiction : text(all, NAMESPACE, {test: 'in', values: [there]});
  const known = (atom: Match): Formula => (ofEnd(atom) ? tautology : contradiction);
  const of = (match: Match): Formula => setStatement(match, all, near, known);
  const answers = example(all, all.and(of(wanted), ...unwanted.map((each) => all.not(of(each)))));
  if (typeof answers !== 'object') return undefined;
  const labels: Record<string, string> = {};
  const namespaceLabels: Record<string, string> = {};
  let namespace: string | undefined;
  for (const topic of answers.topics('from')) {
    const code = answers.code(topic.name, 'from');
    if (topic.of !== 'text' || !code || code.is === 'absent') continue;
    const named = answers.named(topic.name);
    const text =
      code.is === 'text'
        ? code.text
        : freshText(topic.name === NAMESPACE ? 'space-c' : 'other', {
            ...answers.parts(topic.name, 'from'),
            taken: (each) => named.has(each),
            isLegal: topic.isLegal,
          });
    if (text === undefined) return undefined;
    if (topic.name === NAMESPACE) namespace = text;
    else if (labelTopic.owns(topic.name)) labels[labelTopic.key(topic.name)] = text;
    else namespaceLabels[namespaceLabelTopic.key(topic.name)] = text;
  }
  return {labels, namespaceLabels, ...(namespace !== undefined && {namespace})};
}

/** True where every set of addresses that fulfils the one match fulfils the other, whatever its end is. */
export function setImplies(given: Match, asked: Match): boolean {
  const all = statements();
  const near = all.and(text(all, NAMESPACE, exists), askTruth(all, 'the namespace of the other end', 'from'));
  const open = (atom: Match): Formula => askTruth(all, printMatch(atom), 'from');
  const of = (match: Match): Formula => setStatement(match, all, near, open);
  return example(all, all.and(of(given), all.not(of(asked)))) === undefined;
}

/** Answers that make a statement true; undefined: there are none. */
function example(all: Statements, formula: Formula): Answers | undefined | typeof outOfReach {
  const questions = all.partsOf([formula]).flatMap((part): readonly Question[] => {
    const node = all.node(part);
    return node?.is === 'test' ? [node.test] : [];
  });
  const alphabet = alphabetOf(questions, (topics) => topics);
  const diagram = new DecisionDiagram(limits);
  const found = diagram.common(diagramsOf(all, [formula], alphabet, diagram, new Map()));
  return typeof found === 'object' ? answersIn(found, alphabet) : found;
}

function text(all: Statements, name: string, test: TextTest): Formula {
  return ask(all, {about: {of: 'text', name, end: 'from', mayBeAbsent: true, isLegal: () => true}, is: test});
}

/** `near`: that it is in the namespace of the other end; `ofEnd`: what holds of the end itself. */
function setStatement(match: Match, all: Statements, near: Formula, ofEnd: (atom: Match) => Formula): Formula {
  const of = (part: Match): Formula => setStatement(part, all, near, ofEnd);
  switch (match.is) {
    case 'true':
      return tautology;
    case 'and':
      return all.and(...match.of.map(of));
    case 'or':
      return all.or(...match.of.map(of));
    case 'not':
      return all.not(of(match.of));
    case 'label':
      return text(all, labelTopic.name(match.key), match.value);
    case 'namespace':
      return text(all, NAMESPACE, match.value);
    case 'sameNamespace':
      return near;
    case 'namespaceLabel':
      if (match.key === 'kubernetes.io/metadata.name') return text(all, NAMESPACE, match.value);
      return all.and(text(all, NAMESPACE, exists), text(all, namespaceLabelTopic.name(match.key), match.value));
    default:
      return ofEnd(match);
  }
}
