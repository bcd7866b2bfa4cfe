import type {Path} from '../../src/base/json.ts';
import {UnknownValue} from '../../src/base/unknown-value.ts';
import type {Origin} from '../../src/diagnostics/origin.ts';
import {and, isKind, label, type Match, namespaceIs, unknownMatch} from '../../src/ir/match.ts';
import {type Direction, type Policy, type Rule, rule} from '../../src/ir/policy.ts';
import {peerAlternatives} from './peers.ts';
import {policyTypes, type Typed} from './policy-types.ts';
import {portAlternatives} from './ports.ts';
import type {EgressRule, IngressRule, Metadata, NetworkPolicySpec, Open} from './schema.ts';
import {selectorMatch} from './selectors.ts';

/** What a spec says, wherever it stands: policies with equal specs may share it. */
export interface SpecMeaning {
  /** Whom it selects in some namespace, which is replaced by that of the policy. */
  readonly subject: Match;
  /** The directions that the policy has for sure, or that are dormant. */
  readonly sure: Directions;
  /** Directions of which it is not known whether the policy has them, with the reason. */
  readonly uncertain: readonly {readonly directions: Directions; readonly reason: string}[];
}

interface Directions {
  readonly ingress?: Direction;
  readonly egress?: Direction;
}

/** The meaning of a valid spec. */
export function specMeaning(spec: NetworkPolicySpec): SpecMeaning {
  return meaningOf({
    selector: selectorMatch(spec.podSelector, label),
    types: policyTypes(spec),
    ingress: {isolates: true, rules: rulesOf(spec.ingress, ['spec', 'ingress'], 'from')},
    egress: {isolates: true, rules: rulesOf(spec.egress, ['spec', 'egress'], 'to')},
  });
}

interface MeaningParts {
  readonly selector: Match;
  readonly types: {readonly ingress: Typed; readonly egress: Typed};
  /** As they are where the policy has them. */
  readonly ingress: Direction;
  readonly egress: Direction;
}

export function meaningOf({selector, types, ingress, egress}: MeaningParts): SpecMeaning {
  // In the order in which they mostly stand.
  const subject = and(selector, anyNamespace, pod);
  if (types.ingress === true && types.egress === true) return {subject, sure: {ingress, egress}, uncertain: none};
  return {
    subject,
    sure: {...direction('ingress', types.ingress, ingress), ...direction('egress', types.egress, egress)},
    uncertain: [...uncertain('ingress', types.ingress, ingress), ...uncertain('egress', types.egress, egress)],
  };
}

export interface NetworkPolicyParts {
  readonly apiVersion: string;
  readonly metadata: Metadata;
  readonly meaning: SpecMeaning;
  /** The namespace of an object that names none. */
  readonly namespace: string;
  readonly placeOf: (namespace: string) => Match;
  readonly origin: Origin;
}

/**
 * A valid NetworkPolicy in the IR. It is one policy, but where it is not known whether it has a type: then that
 * direction is a policy of its own, for a subject that may be empty.
 */
export function networkPolicy(parts: NetworkPolicyParts): readonly Policy[] {
  const {apiVersion, metadata, meaning, origin, placeOf} = parts;
  const namespace = (metadata.namespace === '' ? undefined : metadata.namespace) ?? parts.namespace;
  const place = namespace instanceof UnknownValue ? unknownMatch(namespace.reason) : placeOf(namespace);
  const id = {
    dialect: 'kubernetes',
    apiVersion,
    kind: 'NetworkPolicy',
    namespace: known(namespace),
    name: known(metadata.name ?? metadata.generateName ?? ''),
  };
  const labels = knownTexts(metadata.labels);
  const annotations = knownTexts(metadata.annotations);
  const subject = subjectIn(meaning.subject, place);
  const {ingress, egress} = meaning.sure;
  // Written out for most: a large cluster has many, and spreading one object into another takes several times as long.
  if (ingress && meaning.uncertain.length === 0) {
    return egress
      ? [{id, origin, labels, annotations, group, subject, ingress, egress, remainder: none}]
      : [{id, origin, labels, annotations, group, subject, ingress, remainder: none}];
  }
  const common = {id, origin, labels, annotations, group, subject};
  const certain = ingress || egress ? [{...common, ...meaning.sure, remainder: none}] : [];
  const doubtful = meaning.uncertain.map(({directions, reason}) => ({
    ...common,
    subject: and(subject, unknownMatch(reason)),
    ...directions,
    remainder: none,
  }));
  return [...certain, ...doubtful];
}

const pod = isKind('pod');

const anyNamespace = namespaceIs('default');

/** The order of the parts does not depend on which namespace it is, so that it is found once for a spec. */
function subjectIn(subject: Match, place: Match): Match {
  if (subject.is !== 'and') return subject;
  const parts = subject.of.map((each) => (each.is === 'namespace' ? place : each));
  // Not frozen: a large cluster has many of them, and freezing makes each anew.
  return place.is === 'namespace' ? {is: 'and', of: parts} : and(...parts);
}

/** `namespaceIs`, the same object for all policies of a namespace. */
export function namespaceMatches(): (namespace: string) => Match {
  const known = new Map<string, Match>();
  // Policies come sorted by namespace.
  let last: {readonly namespace: string; readonly match: Match} | undefined;
  return (namespace) => {
    if (last?.namespace === namespace) return last.match;
    const match = known.get(namespace) ?? namespaceIs(namespace);
    known.set(namespace, match);
    last = {namespace, match};
    return match;
  };
}

const group = {group: 'networkpolicy'} as const;
const none = [] as const;

type Which = 'ingress' | 'egress';

/** Rules in a direction that is not listed are kept as dormant: one engine enforces them (cilium.md K3). */
function direction(which: Which, typed: Typed, isolating: Direction): Directions {
  if (typed === true) return {[which]: isolating};
  const {rules} = isolating;
  return typed === false && rules.length > 0 ? {[which]: {isolates: false, dormant: true, rules}} : {};
}

function uncertain(which: Which, typed: Typed, isolating: Direction): SpecMeaning['uncertain'] {
  return typeof typed === 'boolean' ? [] : [{directions: {[which]: isolating}, reason: typed.unknown}];
}

type AnyRule = IngressRule & EgressRule;

type RuleList = Open<readonly Open<AnyRule>[]> | undefined;

function rulesOf(list: RuleList, path: Path, peersOf: 'from' | 'to'): readonly Rule[] {
  if (list instanceof UnknownValue) return [openRule(list.reason, path, 0)];
  return (list ?? none).flatMap((each, index): readonly Rule[] => {
    const at = [...path, index];
    if (each instanceof UnknownValue) return [openRule(each.reason, at, index)];
    const peers = peerAlternatives(each[peersOf], [...at, peersOf]);
    const {known, open} = portAlternatives(each.ports, [...at, 'ports']);
    const sure = rule({action: 'allow', peers, ports: known, path: at, index});
    if (open.length === 0) return [sure];
    const maybe = open.map(({ports, reason}) => {
      const doubt = unknownMatch(reason);
      const doubtful = peers?.map(({value, path: from}) => ({value: and(value, doubt), path: from}));
      return rule({
        action: 'allow',
        peers: doubtful ?? [{value: doubt, path: at}],
        ports: [ports],
        path: at,
        index,
      });
    });
    return known?.length === 0 ? maybe : [sure, ...maybe];
  });
}

/** A rule of which nothing is known but that it may be there. */
function openRule(reason: string, path: Path, index: number): Rule {
  return rule({action: 'allow', peers: [{value: unknownMatch(reason), path}], ports: undefined, path, index});
}

function known(value: Open<string>): string {
  return value instanceof UnknownValue ? `(${value.reason})` : value;
}

function knownTexts(map: Open<Readonly<Record<string, Open<string>>>> | undefined): Readonly<Record<string, string>> {
  if (map === undefined || map instanceof UnknownValue) return noTexts;
  return Object.fromEntries(
    Object.entries(map).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

const noTexts: Readonly<Record<string, string>> = {};
