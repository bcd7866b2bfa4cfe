import {type Origin, within} from '../../src/diagnostics/origin.ts';
import {and, anything, isKind, type Match, unknownMatch} from '../../src/ir/match.ts';
import type {Direction, Policy, Remainder} from '../../src/ir/policy.ts';
import {add, conflict, type Fields, field, type Item, misleading, type Problems} from './fields.ts';
import {isLabelValue, isPolicyName, isSubdomain, type Metadata} from './metadata.ts';
import {readPolicySpec} from './policy-fields.ts';
import {compileRule} from './rules.ts';
import type {PolicySpec, PolicyType, RuleEntry} from './schema.ts';
import {stagedAs, validateDelete} from './staged.ts';
import {globalSubject, namespacedSubject} from './subject.ts';
import {tierName} from './tiers.ts';
import {defaultTypes} from './types.ts';
import {validateRule} from './validate.ts';

export interface PolicyObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly global: boolean;
  readonly staged: boolean;
  /** In the storage form, `crd.projectcalico.org/v1`. */
  readonly stored: boolean;
  readonly metadata: Metadata;
  readonly namespace: string | undefined;
}

/** A policy of one of the four kinds, live or staged (calico.md 5). Undefined where its spec cannot be read. */
export function readPolicy(object: Fields, what: PolicyObject): Policy | undefined {
  const {metadata, namespace, global, stored} = what;
  const {problems, origin} = object;
  const written = field(object, 'spec');
  if (written.value === undefined && !stored) conflict(object, 'a policy needs a spec', 'api-server');
  // The storage form may leave it out; the agent then reads a policy without rules.
  const at = written.value === undefined ? {...written, value: {}} : written;
  const read = readPolicySpec(at, what);
  if (!read) return undefined;
  const {spec, unknown} = read;
  validateTier(spec, at, object, stored);
  if (!stored && !isPolicyName(metadata.name, global)) {
    const name = {origin: within(origin, 'metadata', 'name'), problems};
    conflict(name, 'a policy name is one or two DNS labels joined by a dot', 'engine');
  }
  remarkName(metadata.name, tierName(spec.tier), object, stored);
  if (spec.stagedAction === 'Delete') validateDelete(object);
  const types = typesOf(spec, at, what);
  const subject =
    namespace === undefined ? globalSubject(spec, at.origin, problems) : namespacedSubject(spec, namespace);
  const ingress = types.includes('Ingress') && direction('ingress', spec.ingress, at, what);
  const egress = types.includes('Egress') && direction('egress', spec.egress, at, what);
  return {
    id: {
      dialect: 'calico',
      apiVersion: what.apiVersion,
      kind: what.kind,
      ...(namespace !== undefined && {namespace}),
      name: metadata.name,
    },
    origin,
    labels: metadata.labels,
    annotations: metadata.annotations,
    group: {
      group: 'tier',
      tier: tierName(spec.tier),
      ...(spec.order !== undefined && {order: spec.order}),
      ...(spec.doNotTrack ? {list: 'untracked'} : spec.preDNAT ? {list: 'pre-dnat'} : {}),
    },
    ...(what.staged && {staged: stagedAs(spec.stagedAction)}),
    subject: and(subject, hostsOnly(spec), unknown === undefined ? anything : unknownMatch(unknown)),
    ...(ingress && {ingress}),
    ...(egress && {egress}),
    remainder: [...specRemainder(spec, at.origin), ...ruleRemainder(spec, at.origin)],
  };
}

/** The API server copies the tier into a label; the engine wants a name that a Tier can have (calico.md 3.4, C38). */
function validateTier({tier}: PolicySpec, at: Item, {origin, problems}: Fields, stored: boolean): void {
  if (tier === undefined) return;
  if (!stored && !isLabelValue(tier)) {
    const labels = {origin: within(origin, 'metadata', 'labels'), problems};
    const reason = `the API server writes the tier into a label, and ${JSON.stringify(tier)} is no value of a label`;
    conflict(labels, reason, 'api-server');
  }
  if (!isSubdomain(tier)) conflict({...at, origin: within(at.origin, 'tier')}, 'it is no name of a tier', 'engine');
}

/**
 * Up to release 3.31 the name had to begin with the tier, and the agent read the tier off it; from 3.32 a name is a name
 * (calico.md 3.4 rule 11, 7.2). A remark only, for whoever runs an older one.
 */
function remarkName(name: string, tier: string, {origin, problems}: Fields, stored: boolean): void {
  const prefix = name.includes('.') ? name.slice(0, name.indexOf('.')) : undefined;
  if (stored || /^(knp|ossg)\.default\./.test(name) || (prefix ?? 'default') === tier) return;
  const at = {origin: within(origin, 'metadata', 'name'), problems};
  misleading(at, `up to release 3.31 the name of a policy in tier ${tier} has to begin with "${tier}."`, 'info');
}

function typesOf(spec: PolicySpec, at: Item, {stored, kind}: PolicyObject): readonly PolicyType[] {
  if (spec.types) return spec.types;
  const types = defaultTypes(spec, stored);
  if (stored) {
    const missing = {arguments: {kind, types: types.map((type) => type.toLowerCase())}, layer: 'engine'} as const;
    add(at, 'policy-types-missing', missing);
  } else if (spec.egress?.length === 0) {
    const egress = {origin: within(at.origin, 'egress'), problems: at.problems};
    misleading(
      egress,
      'without types an empty list isolates egress or not, depending on how it is applied; name the types',
    );
  }
  return types;
}

function direction(
  name: 'ingress' | 'egress',
  entries: readonly RuleEntry[] | undefined,
  at: Item,
  {global, namespace}: PolicyObject,
): Direction {
  const rules = (entries ?? []).flatMap((entry, index) => {
    const path = ['spec', name, index];
    const origin: Origin = within(at.origin, name, index);
    const problems: Problems = at.problems;
    if (!('unknown' in entry)) validateRule(entry, {direction: name, global}, {origin, problems});
    return compileRule(entry, {origin, path, problems, direction: name, namespace, index});
  });
  return {isolates: true, rules};
}

/** Untracked and pre-DNAT policies have no effect on pods (calico.md 8, C58). */
function hostsOnly({doNotTrack, preDNAT}: PolicySpec): Match {
  return doNotTrack || preDNAT ? isKind('host') : anything;
}

/** What only host endpoints notice, and hints that change no verdict. */
function specRemainder(spec: PolicySpec, origin: Origin): readonly Remainder[] {
  const keys = ['doNotTrack', 'preDNAT', 'applyOnForward', 'performanceHints'] as const;
  return keys.flatMap((key): Remainder[] => {
    const value = spec[key];
    const empty = value === undefined || value === false || (Array.isArray(value) && value.length === 0);
    return empty ? [] : [{field: key, origin: within(origin, key), effect: 'none', value}];
  });
}

/** Annotations of rules have no effect on matching; they are kept for a writer that can hold them. */
function ruleRemainder(spec: PolicySpec, origin: Origin): readonly Remainder[] {
  return (['ingress', 'egress'] as const).flatMap((name) =>
    (spec[name] ?? []).flatMap((entry, index): Remainder[] => {
      if ('unknown' in entry || !entry.annotations || Object.keys(entry.annotations).length === 0) return [];
      const at = within(origin, name, index, 'metadata', 'annotations');
      return [{field: 'rule.metadata.annotations', origin: at, effect: 'none', value: entry.annotations}];
    }),
  );
}
