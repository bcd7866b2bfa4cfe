import type {JsonObject} from '../../src/base/json.ts';
import {subdomainProblem} from '../../src/base/kubernetes-names.ts';
import {and} from '../../src/ir/match.ts';
import {type Direction, type Policy, printPolicyId, type Rule} from '../../src/ir/policy.ts';
import type {Loss, WriteContext, WriteResult, WrittenObject} from '../dialect.ts';
import {type AdditiveRules, additiveRules} from './write-actions.ts';
import {leftOut, loss} from './write-losses.ts';
import type {Which} from './write-order.ts';
import {writeRule} from './write-rule.ts';
import {writeSubject} from './write-subject.ts';

/** Policies of any dialect as NetworkPolicies, by kubernetes.md Part D: what is written, the server takes unchanged. */
export function write(policies: readonly Policy[], context: WriteContext): WriteResult {
  const names = new Map<string, string>();
  const rules = {
    ingress: additiveRules(policies, 'ingress', context),
    egress: additiveRules(policies, 'egress', context),
  };
  const results = policies.map((policy) =>
    writePolicy(policy, rules, context, (namespace, wanted) => freeName(names, policy, namespace, wanted)),
  );
  return {objects: results.flatMap(({objects}) => objects), losses: results.flatMap(({losses}) => losses)};
}

type NameFor = (namespace: string, wanted: string) => string;

type Rules = Readonly<Record<Which, (policy: Policy) => AdditiveRules>>;

function writePolicy(policy: Policy, rules: Rules, context: WriteContext, nameFor: NameFor): WriteResult {
  if (policy.staged) return {objects: [], losses: [loss(stagedProblem, policy.origin, 'none')]};
  const losses: Loss[] = policy.remainder.map(({field, origin, effect}) =>
    loss(
      {code: 'unsupported-field', message: `${field} is not understood and left out`},
      origin,
      effect === 'unknown' ? 'wider' : effect,
    ),
  );
  const ingress = rules.ingress(policy);
  const egress = rules.egress(policy);
  losses.push(...ingress.losses, ...egress.losses);
  const objects = [
    ...writePart(
      policy,
      policy.subject,
      {ingress: ingress.direction, egress: egress.direction},
      context,
      nameFor,
      losses,
    ),
    ...(['ingress', 'egress'] as const).flatMap((which) =>
      ownRules({ingress, egress}[which].direction).flatMap((rule) => {
        const only: Direction = {isolates: true, rules: [withoutSelf(rule)]};
        const subject = and(policy.subject, rule.self ?? {is: 'true'});
        return writePart(policy, subject, {[which]: only}, context, nameFor, losses);
      }),
    ),
  ];
  return {objects, losses};
}

/** Rules that narrow their subject stand in policies of their own, for just those pods. */
function ownRules(direction: Direction | undefined): readonly Rule[] {
  return direction?.rules.filter(({self}) => self) ?? [];
}

function withoutSelf(rule: Rule): Rule {
  const {self: _self, ...rest} = rule;
  return rest;
}

interface Directions {
  readonly ingress?: Direction | undefined;
  readonly egress?: Direction | undefined;
}

function writePart(
  policy: Policy,
  subject: Policy['subject'],
  directions: Directions,
  context: WriteContext,
  nameFor: NameFor,
  losses: Loss[],
): readonly WrittenObject[] {
  const {origin} = policy;
  if (!directions.ingress && !directions.egress) return [];
  const {places, unsaid, snapshots} = writeSubject(subject, context.world);
  losses.push(...unsaid.flatMap((problem) => leftOut(problem, origin)));
  losses.push(...snapshots.map((problem) => loss(problem, origin, 'none')));
  const told = new Set<string>();
  return places.map(({namespace, podSelector}) => {
    const rules = (which: 'ingress' | 'egress'): readonly JsonObject[] | undefined => {
      const list = directions[which]?.rules.filter(({self}) => !self);
      return list?.flatMap((rule) => {
        const written = writeRule(rule, {direction: which, namespace, write: context, world: context.world});
        for (const each of written.losses) {
          const key = JSON.stringify(each);
          if (!told.has(key)) losses.push(each);
          told.add(key);
        }
        return written.rules;
      });
    };
    const [ingress, egress] = [rules('ingress'), rules('egress')];
    const types = [
      ...(directions.ingress && !directions.ingress.dormant ? ['Ingress'] : []),
      ...(directions.egress && !directions.egress.dormant ? ['Egress'] : []),
    ];
    const spec = {
      podSelector,
      policyTypes: types,
      ...(ingress && ingress.length > 0 && {ingress}),
      ...(egress && egress.length > 0 && {egress}),
    };
    const metadata = metadataOf(policy, namespace, nameFor(namespace, legalName(policy.id.name)));
    return {object: {apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec}, from: [policy]};
  });
}

/** What servers and converters add is no part of the user's own metadata. */
const helperAnnotations = /^(kubectl\.kubernetes\.io\/last-applied-configuration|projectcalico\.org\/metadata)$/;

function metadataOf({labels, annotations}: Policy, namespace: string, name: string): JsonObject {
  const kept = Object.entries(annotations).filter(([key]) => !helperAnnotations.test(key));
  return {
    name,
    namespace,
    ...(Object.keys(labels).length > 0 && {labels}),
    ...(kept.length > 0 && {annotations: Object.fromEntries(kept)}),
  };
}

/** Other dialects have other names; the server takes lower-case DNS names of at most 253 characters. */
function legalName(name: string): string {
  if (subdomainProblem(name) === undefined) return name;
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, '-')
    .replace(/(^|\.)[.-]+|[.-]+(?=\.|$)/g, '$1')
    .slice(0, 253)
    .replace(/[.-]+$/, '');
  return plain === '' ? 'policy' : plain;
}

/** Two policies never share a name, unless they are one and the same object written twice in the source. */
function freeName(names: Map<string, string>, policy: Policy, namespace: string, wanted: string): string {
  const owner = `${printPolicyId(policy.id)} ${policy.origin.document} ${policy.origin.file}`;
  const sameObject = printPolicyId(policy.id);
  for (let number = 1; ; number++) {
    const name = number === 1 ? wanted : `${wanted.slice(0, 246)}-${number}`;
    const key = `${namespace}/${name}`;
    const holder = names.get(key);
    if (holder === undefined || (holder !== owner && holder.startsWith(`${sameObject} `))) {
      names.set(key, owner);
      return name;
    }
  }
}

const stagedProblem = {code: 'staged', message: 'a staged policy is not enforced and left out'};
