import type {Json} from '../../src/base/json.ts';
import {type Origin, within} from '../../src/diagnostics/origin.ts';
import {and, isKind, type Match, namespaceIs, nothing, unknownMatch} from '../../src/ir/match.ts';
import type {Direction, Policy, PolicyId} from '../../src/ir/policy.ts';
import {denyPart} from './deny.ts';
import {nodeMatch, subjectMatch} from './endpoints.ts';
import type {Direction as DirectionName} from './ports.ts';
import {readRemainder} from './remainder.ts';
import {type RulePlace, readRule, unknownRule} from './rule.ts';
import type {PolicyRule, Spec} from './schema.ts';

/** What stands around a `spec`. */
export interface Envelope {
  readonly id: PolicyId;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly clusterwide: boolean;
}

/** Why something below a path could not be known; undefined where all of it is. */
export type OpenBelow = (origin: Origin) => string | undefined;

/** One valid `spec` (an entry of `specs` is one too) as a policy. */
export function readSpec(spec: Spec, envelope: Envelope, origin: Origin, openBelow: OpenBelow): Policy {
  const {id, labels, annotations, clusterwide} = envelope;
  const place = (direction: DirectionName, action: RulePlace['action']) => (rule: PolicyRule, index: number) => {
    const path = [action === 'deny' ? `${direction}Deny` : direction, index];
    const where = {action, direction, clusterwide, path, index};
    const open = openBelow(within(origin, ...path));
    return open === undefined ? readRule(rule, where) : [unknownRule(where, open)];
  };
  const ingress = direction(
    (spec.ingress ?? []).map(place('ingress', 'allow')),
    (spec.ingressDeny ?? []).map((each, index) => place('ingress', 'deny')(denyPart(each), index)),
    spec.enableDefaultDeny?.ingress,
  );
  const egress = direction(
    (spec.egress ?? []).map(place('egress', 'allow')),
    (spec.egressDeny ?? []).map((each, index) => place('egress', 'deny')(denyPart(each), index)),
    spec.enableDefaultDeny?.egress,
  );
  return Object.freeze({
    id,
    origin,
    labels,
    annotations,
    group: {group: 'cilium'} as const,
    subject: readSubject(spec, id.namespace, origin, openBelow),
    ...(ingress && {ingress}),
    ...(egress && {egress}),
    remainder: readRemainder(spec, origin, clusterwide),
  });
}

/** A policy of which a carrier left more open than single rules: it may hold for any pod, and may allow and deny. */
export function unknownPolicy(envelope: Envelope, origin: Origin, reason: string): Policy {
  const {id, labels, annotations} = envelope;
  const rules = (['deny', 'allow'] as const).map((action) =>
    unknownRule({action, direction: 'ingress', clusterwide: envelope.clusterwide, path: [], index: 0}, reason),
  );
  const open: Direction = {isolates: true, rules};
  const scope = id.namespace === undefined ? isKind('pod') : and(isKind('pod'), namespaceIs(id.namespace));
  const value: Json = reason;
  return Object.freeze({
    id,
    origin,
    labels,
    annotations,
    group: {group: 'cilium'} as const,
    subject: and(scope, unknownMatch(reason)),
    ingress: open,
    egress: open,
    remainder: [{field: 'spec', origin, effect: 'unknown' as const, value}],
  });
}

function readSubject(spec: Spec, namespace: string | undefined, origin: Origin, openBelow: OpenBelow): Match {
  const open = openBelow(within(origin, 'endpointSelector')) ?? openBelow(within(origin, 'nodeSelector'));
  const known = spec.nodeSelector
    ? nodeMatch(spec.nodeSelector)
    : spec.endpointSelector
      ? subjectMatch(spec.endpointSelector, namespace)
      : nothing;
  return open === undefined ? known : and(known, unknownMatch(open));
}

/**
 * Rules of either kind switch the direction to default deny, unless the policy says otherwise; the flag alone, without
 * rules, has no effect (cilium.md 9).
 */
function direction(
  allow: readonly Direction['rules'][],
  deny: readonly Direction['rules'][],
  defaultDeny: boolean | undefined,
): Direction | undefined {
  if (allow.length === 0 && deny.length === 0) return undefined;
  return Object.freeze({isolates: defaultDeny ?? true, rules: Object.freeze([...allow.flat(), ...deny.flat()])});
}
