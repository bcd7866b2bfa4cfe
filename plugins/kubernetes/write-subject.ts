import type {JsonObject} from '../../src/base/json.ts';
import {every, isUnknown, not, type Truth} from '../../src/base/truth.ts';
import {type Conjunction, conjunctions, type Literal, underKind} from '../../src/ir/conjunctions.ts';
import {type Match, testText} from '../../src/ir/match.ts';
import {testNamespaceLabel} from '../../src/ir/namespace-label.ts';
import type {Namespace, World} from '../../src/ir/world.ts';
import type {Problem} from './write-losses.ts';
import {resolveNames} from './write-names.ts';
import {writeSelector} from './write-selector.ts';
import {mayBePod, podsOf} from './write-world.ts';

/** A policy's pods as NetworkPolicies need them: one namespace and one selector each. */
export interface WrittenSubject {
  readonly places: readonly {readonly namespace: string; readonly podSelector: JsonObject}[];
  /** Parts that cannot be said at all. */
  readonly unsaid: readonly Problem[];
  /** Exact in this world alone. */
  readonly snapshots: readonly Problem[];
}

const MOST_ALTERNATIVES = 200;

/**
 * Splits a subject into alternatives, and each into the namespaces it can be in. A subject that names no namespace needs
 * the world: a NetworkPolicy for each namespace there is.
 */
export function writeSubject(subject: Match, world: World | undefined): WrittenSubject {
  if (subject.is !== 'false' && underKind(subject, 'pod').is === 'false') return {...nobody, unsaid: [hostPart]};
  const resolved = resolveNames(underKind(subject, 'pod'), {...(world && {world}), namespace: ''});
  const alternatives = conjunctions(resolved.match, MOST_ALTERNATIVES);
  if (!alternatives) return {...nobody, unsaid: [tooMany]};
  const parts = alternatives.map((each) => writeAlternative(each, world));
  return {
    places: distinct(parts.flatMap(({places}) => places)),
    unsaid: distinct(parts.flatMap(({unsaid}) => unsaid)),
    snapshots: distinct([...resolved.snapshots, ...parts.flatMap(({snapshots}) => snapshots)]),
  };
}

const nobody: WrittenSubject = {places: [], unsaid: [], snapshots: []};

function writeAlternative(rest: Conjunction, world: World | undefined): WrittenSubject {
  const spaces = rest.filter(({fact}) => fact.is === 'namespace' || fact.is === 'namespaceLabel');
  const labels = rest.filter(({fact}) => fact.is === 'label');
  const other = rest.find((each) => !spaces.includes(each) && !labels.includes(each));
  if (other && world && podsOf(world).length > 0 && !mayBePod(rest, world)) return {...nobody, snapshots: [nobodyHere]};
  if (other) return {...nobody, unsaid: [subjectProblem(other)]};
  const podSelector = writeSelector(
    labels.flatMap(({holds, fact}) => (fact.is === 'label' ? [{key: fact.key, test: fact.value, holds}] : [])),
  );
  if (podSelector === 'never') return nobody;
  if (!podSelector) return {...nobody, unsaid: [substring]};
  const named = namesOf(spaces);
  if (named) return {...nobody, places: named.map((namespace) => ({namespace, podSelector}))};
  if (!world?.namespaces.some(({labelsKnown}) => labelsKnown)) return {...nobody, unsaid: [clusterWide]};
  const found = world.namespaces.map((each) => ({name: each.name, truth: fulfils(spaces, each)}));
  const open = found.some(({truth}) => isUnknown(truth));
  return {
    places: found.filter(({truth}) => truth === true).map(({name}) => ({namespace: name, podSelector})),
    unsaid: open ? [openNamespaces] : [],
    snapshots: [namespaceSnapshot],
  };
}

/** The namespaces named outright, when nothing else is asked of them. */
function namesOf(spaces: Conjunction): readonly string[] | undefined {
  const lists = spaces.map(({holds, fact}) =>
    holds && fact.is === 'namespace' && fact.value.test === 'in' ? fact.value.values : undefined,
  );
  const [first, ...others] = lists;
  if (!first || others.includes(undefined)) return undefined;
  return first.filter((name) => others.every((list) => list?.includes(name)));
}

function fulfils(spaces: Conjunction, namespace: Namespace): Truth {
  return every(spaces, ({holds, fact}) => {
    const truth =
      fact.is === 'namespace'
        ? testText(namespace.name, fact.value)
        : fact.is === 'namespaceLabel'
          ? testNamespaceLabel(fact.key, fact.value, namespace)
          : false;
    return holds ? truth : not(truth);
  });
}

function distinct<T>(items: readonly T[]): readonly T[] {
  return [...new Map(items.map((each) => [JSON.stringify(each), each] as const)).values()];
}

const tooMany: Problem = {code: 'too-many-subjects', message: 'the selector has too many alternatives to write out'};
const substring: Problem = {code: 'substring', message: 'a label selector cannot test parts of a value'};
const hostPart: Problem = {
  code: 'node-subject',
  message: 'a NetworkPolicy governs pods alone; a policy for nodes is left out',
};
const nobodyHere: Problem = {
  code: 'pod-snapshot',
  message: 'a part of the subject that cannot be said fits none of the pods given and is left out',
};
const clusterWide: Problem = {
  code: 'cluster-wide',
  message: 'a NetworkPolicy belongs to one namespace, and which namespaces exist is not known',
  suggestion: 'give the namespaces and workloads with -f, so that one policy each can be written',
};
const openNamespaces: Problem = {
  code: 'namespace-labels-unknown',
  message: 'the labels of some namespaces are not known, so it is open whether the policy is for them',
  suggestion: 'give the Namespace objects with -f',
};
const namespaceSnapshot: Problem = {
  code: 'namespace-snapshot',
  message: 'one policy is written for each namespace there is now; later namespaces are not included',
};

function subjectProblem({fact}: Literal): Problem {
  if (fact.is === 'unknown')
    return {code: 'unknown', message: `who the policy is for hangs on something open: ${fact.reason}`};
  const what = fact.is === 'serviceAccount' || fact.is === 'serviceAccountLabel' ? 'service accounts' : fact.is;
  return {
    code: `subject-${fact.is.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    message: `a NetworkPolicy cannot select pods by ${what}`,
  };
}
