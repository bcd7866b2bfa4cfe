import {UnknownValue} from '../../src/base/unknown-value.ts';
import {type Origin, within} from '../../src/diagnostics/origin.ts';
import {and, isKind, label, type Match, namespaceIs, unknownMatch} from '../../src/ir/match.ts';
import {type Direction, type Policy, type Rule, rule} from '../../src/ir/policy.ts';
import {peerAlternatives} from './peers.ts';
import {policyTypes, type Typed} from './policy-types.ts';
import {portAlternatives} from './ports.ts';
import type {EgressRule, IngressRule, Metadata, NetworkPolicySpec, Open} from './schema.ts';
import {selectorMatch} from './selectors.ts';

export interface NetworkPolicyParts {
  readonly apiVersion: string;
  readonly metadata: Metadata;
  readonly spec: NetworkPolicySpec;
  /** The namespace of an object that names none. */
  readonly namespace: string;
  readonly origin: Origin;
}

/**
 * A valid NetworkPolicy in the IR. It is one policy, but where it is not known whether it has a type: then that
 * direction is a policy of its own, for a subject that may be empty.
 */
export function networkPolicy(parts: NetworkPolicyParts): readonly Policy[] {
  const {metadata, spec, origin} = parts;
  const types = policyTypes(spec);
  const namespace = metadata.namespace === '' ? undefined : metadata.namespace;
  const place =
    namespace instanceof UnknownValue ? unknownMatch(namespace.reason) : namespaceIs(namespace ?? parts.namespace);
  const subject = and(isKind('pod'), place, selectorMatch(spec.podSelector, label));
  const ingress = rulesOf(spec.ingress, within(origin, 'spec', 'ingress'), 'from');
  const egress = rulesOf(spec.egress, within(origin, 'spec', 'egress'), 'to');
  const base: Policy = {
    id: {
      dialect: 'kubernetes',
      apiVersion: parts.apiVersion,
      kind: 'NetworkPolicy',
      namespace: known(namespace ?? parts.namespace),
      name: known(metadata.name ?? metadata.generateName ?? ''),
    },
    origin,
    labels: knownTexts(metadata.labels),
    annotations: knownTexts(metadata.annotations),
    group: {group: 'networkpolicy'},
    subject,
    remainder: [],
  };
  const sure: Policy = {
    ...base,
    ...direction('ingress', types.ingress, ingress),
    ...direction('egress', types.egress, egress),
  };
  return [
    ...(sure.ingress || sure.egress ? [sure] : []),
    ...uncertain(base, 'ingress', types.ingress, ingress),
    ...uncertain(base, 'egress', types.egress, egress),
  ];
}

type Which = 'ingress' | 'egress';

/** Rules in a direction that is not listed are kept as dormant: one engine enforces them (cilium.md K3). */
function direction(which: Which, typed: Typed, rules: readonly Rule[]): {readonly [K in Which]?: Direction} {
  if (typed === true) return {[which]: {isolates: true, rules}};
  return typed === false && rules.length > 0 ? {[which]: {isolates: false, dormant: true, rules}} : {};
}

function uncertain(base: Policy, which: Which, typed: Typed, rules: readonly Rule[]): readonly Policy[] {
  if (typeof typed === 'boolean') return [];
  const subject: Match = and(base.subject, unknownMatch(typed.unknown));
  return [{...base, subject, [which]: {isolates: true, rules}}];
}

type AnyRule = IngressRule & EgressRule;

function rulesOf(
  list: Open<readonly Open<AnyRule>[]> | undefined,
  origin: Origin,
  peersOf: 'from' | 'to',
): readonly Rule[] {
  if (list === undefined) return [];
  if (list instanceof UnknownValue) return [openRule(list.reason, origin, 0)];
  return list.flatMap((each, index): readonly Rule[] => {
    const at = within(origin, index);
    if (each instanceof UnknownValue) return [openRule(each.reason, at, index)];
    const peers = peerAlternatives(each[peersOf], within(at, peersOf));
    const {known, open} = portAlternatives(each.ports, within(at, 'ports'));
    const sure = rule({action: 'allow', peers, ports: known, origin: at, index});
    const maybe = open.map(({ports, reason}) => {
      const doubt = unknownMatch(reason);
      const doubtful = peers?.map(({value, origin: from}) => ({value: and(value, doubt), origin: from}));
      return rule({
        action: 'allow',
        peers: doubtful ?? [{value: doubt, origin: at}],
        ports: [ports],
        origin: at,
        index,
      });
    });
    return known?.length === 0 ? maybe : [sure, ...maybe];
  });
}

/** A rule of which nothing is known but that it may be there. */
function openRule(reason: string, origin: Origin, index: number): Rule {
  return rule({action: 'allow', peers: [{value: unknownMatch(reason), origin}], ports: undefined, origin, index});
}

function known(value: Open<string>): string {
  return value instanceof UnknownValue ? `(${value.reason})` : value;
}

function knownTexts(map: Open<Readonly<Record<string, Open<string>>>> | undefined): Readonly<Record<string, string>> {
  if (map === undefined || map instanceof UnknownValue) return {};
  return Object.fromEntries(
    Object.entries(map).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
