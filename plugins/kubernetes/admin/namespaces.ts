import {isUnknown} from '../../../src/base/truth.ts';
import {conjunctions, underKind} from '../../../src/ir/conjunctions.ts';
import {
  type Atom,
  and,
  anything,
  type Match,
  namespaceIs,
  namespaceLabel,
  nothing,
  oneOf,
  testText,
} from '../../../src/ir/match.ts';
import {testNamespaceLabel} from '../../../src/ir/namespace-label.ts';
import type {Rule} from '../../../src/ir/policy.ts';
import {hasAtom, mapAtoms} from '../../../src/ir/rewrite.ts';
import type {Namespace, World} from '../../../src/ir/world.ts';
import type {Problem} from '../write-losses.ts';
import {bothWays, type Unit} from './unit.ts';

export interface Expanded {
  /** Undefined: it cannot be told which namespaces are meant. */
  readonly units: readonly Unit[] | undefined;
  readonly problem?: Problem;
  readonly snapshots: readonly Problem[];
}

/**
 * A cluster-wide policy has no namespace of its own, so that rules which compare a peer with the subject's namespace are
 * written for each namespace of the subject (kubernetes.md B1): those it names, else those of the world.
 */
export function byNamespace(unit: Unit, world: World | undefined): Expanded {
  const rules = bothWays.flatMap((which) => unit[which]);
  const tests = rules.flatMap(({peer, self}) => [peer, ...(self ? [self] : [])]);
  if (!tests.some((each) => hasAtom(each, isRelation))) return {units: [unit], snapshots: []};
  const named = namesOf(unit.subject);
  const labels = tests.some((each) => hasAtom(each, ({is}) => is === 'sameNamespaceLabel'));
  const known = new Map(world?.namespaces.map((each) => [each.name, each] as const));
  if (named && !labels) return {units: named.map((name) => inNamespace(unit, name, known.get(name))), snapshots: []};
  const names = named ?? [...known.keys()];
  const found = names.filter((name) => mayHold(unit.subject, name, known.get(name)));
  const open = found.some((name) => !known.get(name)?.labelsKnown);
  if (found.length === 0 && known.size === 0) return {units: undefined, problem: relation, snapshots: []};
  if (labels && open) return {units: undefined, problem: openLabels, snapshots: []};
  return {units: found.map((name) => inNamespace(unit, name, known.get(name))), snapshots: [snapshot]};
}

function isRelation({is}: Atom): boolean {
  return is === 'sameNamespace' || is === 'sameNamespaceLabel';
}

/** The namespaces that every alternative of a subject names. */
function namesOf(subject: Match): readonly string[] | undefined {
  const alternatives = conjunctions(underKind(subject, 'pod'), 100);
  const lists = alternatives?.map((each) =>
    each.flatMap(({holds, fact}) =>
      holds && fact.is === 'namespace' && fact.value.test === 'in' ? [fact.value.values] : [],
    ),
  );
  if (!lists || lists.some(({length}) => length === 0)) return undefined;
  return [...new Set(lists.flatMap(([first]) => first ?? []))];
}

function mayHold(subject: Match, name: string, namespace: Namespace | undefined): boolean {
  return inPlace(subject, name, namespace).is !== 'false';
}

function inNamespace(unit: Unit, name: string, namespace: Namespace | undefined): Unit {
  const change = (match: Match): Match => mapAtoms(match, (atom) => related(atom, name, namespace));
  const rules = (list: readonly Rule[]): readonly Rule[] =>
    list.map(({self, ...each}): Rule => {
      const held = self && inPlace(change(self), name, namespace);
      return {
        ...each,
        ...(held && held.is !== 'true' && {self: held}),
        peer: change(each.peer),
        peers: each.peers.map((peer) => ({...peer, value: change(peer.value)})),
      };
    });
  const subject = and(unit.subject, namespaceIs(name));
  return {...unit, subject, ingress: rules(unit.ingress), egress: rules(unit.egress)};
}

/** What a comparison with the subject's namespace means for this one. */
function related(atom: Atom, name: string, namespace: Namespace | undefined): Match {
  if (atom.is === 'sameNamespace') return namespaceIs(name);
  if (atom.is !== 'sameNamespaceLabel') return atom;
  const value = namespace?.labels[atom.key];
  return value === undefined ? nothing : namespaceLabel(atom.key, oneOf([value]));
}

/** A condition on pods of this namespace, with what is known of the namespace put in. */
function inPlace(match: Match, name: string, namespace: Namespace | undefined): Match {
  return mapAtoms(match, (atom) => {
    if (atom.is === 'namespace') return testText(name, atom.value) ? anything : nothing;
    if (atom.is !== 'namespaceLabel') return atom;
    const truth = testNamespaceLabel(atom.key, atom.value, namespace);
    return isUnknown(truth) ? atom : truth ? anything : nothing;
  });
}

const relation: Problem = {
  code: 'namespace-relation',
  message: 'a ClusterNetworkPolicy cannot compare the namespaces of two pods, and which namespaces exist is not known',
  suggestion: 'give the namespaces and workloads with -f, so that one policy each can be written',
};
const openLabels: Problem = {
  code: 'namespace-labels-unknown',
  message: 'the labels of some namespaces are not known, so they cannot be compared',
  suggestion: 'give the Namespace objects with -f',
};
const snapshot: Problem = {
  code: 'namespace-snapshot',
  message: 'one policy is written for each namespace there is now; later namespaces are not included',
};
