import {DecisionDiagram} from '../../base/decision-diagram.ts';
import {contradiction, type Formula, tautology} from '../../base/formulas.ts';
import {exists, type Match, type TextTest} from '../../ir/match.ts';
import type {AddressSet} from '../../ir/world.ts';
import {alphabetOf, diagramsOf} from './alphabet.ts';
import {answersIn} from './answers.ts';
import {freshText} from './fresh-text.ts';
import {ask, type Question, type Statements, statements} from './question.ts';
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
  const of = (match: Match): Formula => setStatement(match, all, place);
  const formula = all.and(of(wanted), ...unwanted.map((each) => all.not(of(each))));
  const questions = all.partsOf([formula]).flatMap((part): readonly Question[] => {
    const node = all.node(part);
    return node?.is === 'test' ? [node.test] : [];
  });
  const alphabet = alphabetOf(questions, (topics) => topics);
  const diagram = new DecisionDiagram(limits);
  const found = diagram.common(diagramsOf(all, [formula], alphabet, diagram, new Map()));
  if (typeof found !== 'object') return undefined;
  const answers = answersIn(found, alphabet);
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

function setStatement(match: Match, all: Statements, place: SetPlace): Formula {
  const text = (name: string, test: TextTest): Formula =>
    ask(all, {about: {of: 'text', name, end: 'from', mayBeAbsent: true, isLegal: () => true}, is: test});
  switch (match.is) {
    case 'true':
      return tautology;
    case 'and':
      return all.and(...match.of.map((part) => setStatement(part, all, place)));
    case 'or':
      return all.or(...match.of.map((part) => setStatement(part, all, place)));
    case 'not':
      return all.not(setStatement(match.of, all, place));
    case 'label':
      return text(labelTopic.name(match.key), match.value);
    case 'namespace':
      return text(NAMESPACE, match.value);
    case 'sameNamespace':
      return place.otherNamespace === undefined
        ? contradiction
        : text(NAMESPACE, {test: 'in', values: [place.otherNamespace]});
    case 'namespaceLabel':
      if (match.key === 'kubernetes.io/metadata.name') return text(NAMESPACE, match.value);
      return all.and(text(NAMESPACE, exists), text(namespaceLabelTopic.name(match.key), match.value));
    case 'address':
    case 'sameNode':
      return place.ofEnd(match) ? tautology : contradiction;
    default:
      return contradiction;
  }
}
