import type {JsonObject} from '../../src/base/json.ts';
import type {Origin} from '../../src/diagnostics/origin.ts';
import {and, anything, type Match} from '../../src/ir/match.ts';
import {type Direction, type Policy, type Rule, writtenAt} from '../../src/ir/policy.ts';
import type {Loss, WriteContext, WriteResult, WrittenObject} from '../dialect.ts';
import {type AdditiveRules, additiveRules} from './write-actions.ts';
import {loss, remainderLosses, stagedProblem} from './write-losses.ts';
import {freeName, legalName, metadataOf} from './write-metadata.ts';
import type {Which} from './write-order.ts';
import {writeRule} from './write-rule.ts';
import {type WrittenSubject, writeSubject} from './write-subject.ts';

/** Policies of any dialect as NetworkPolicies, by kubernetes.md Part D: what is written, the server takes unchanged. */
export function write(policies: readonly Policy[], context: WriteContext): WriteResult {
  const names = new Map<string, string>();
  const rules = {
    ingress: additiveRules(policies, 'ingress', context),
    egress: additiveRules(policies, 'egress', context),
  };
  const results = policies.map((policy) =>
    writePolicy(policy, {
      rules,
      context,
      alone: policies.length === 1,
      nameFor: (namespace, wanted) => freeName(names, policy, namespace, wanted),
    }),
  );
  return {objects: results.flatMap(({objects}) => objects), losses: results.flatMap(({losses}) => losses)};
}

interface Surroundings {
  readonly rules: Readonly<Record<Which, (policy: Policy) => AdditiveRules>>;
  readonly context: WriteContext;
  /** No other policy is written beside this one. */
  readonly alone: boolean;
  readonly nameFor: (namespace: string, wanted: string) => string;
}

function writePolicy(policy: Policy, surroundings: Surroundings): WriteResult {
  const {rules} = surroundings;
  if (policy.staged) return {objects: [], losses: [loss(stagedProblem, policy.origin, 'none')]};
  const losses: Loss[] = [...remainderLosses(policy)];
  const ingress = rules.ingress(policy);
  const egress = rules.egress(policy);
  losses.push(...ingress.losses, ...egress.losses);
  const whole = {
    subject: policy.subject,
    origin: policy.origin,
    directions: {ingress: ingress.direction, egress: egress.direction},
  };
  const parts: readonly Part[] = [
    {...whole, lostAs: leftOutAs(whole.directions, surroundings)},
    ...(['ingress', 'egress'] as const).flatMap((which) =>
      ownRules({ingress, egress}[which].direction).map(
        (rule): Part => ({
          subject: and(policy.subject, rule.self ?? anything),
          origin: writtenAt(policy, rule),
          directions: {[which]: {isolates: true, rules: [withoutSelf(rule)]}},
          // The policy itself has closed these pods already.
          lostAs: ['narrower'],
        }),
      ),
    ),
  ];
  const written = parts.map((part) => writePart(policy, part, surroundings));
  return {
    objects: written.flatMap(({objects}) => objects),
    losses: [...losses, ...written.flatMap((part) => part.losses)],
  };
}

/** A policy that is left out opens what it closed; what it allowed is closed where another policy closes it. */
function leftOutAs({ingress, egress}: Directions, {alone}: Surroundings): readonly Loss['effect'][] {
  const both = [ingress, egress].filter((each) => each && !each.dormant);
  const allows = both.some((each) => each && each.rules.length > 0);
  return [...(both.length > 0 ? ['wider' as const] : []), ...(allows && !alone ? ['narrower' as const] : [])];
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

/** What is written for one subject: the policy as a whole, or a rule that holds for some of its pods only. */
interface Part {
  readonly subject: Match;
  readonly origin: Origin;
  readonly directions: Directions;
  /** What it means to leave it out. */
  readonly lostAs: readonly Loss['effect'][];
}

function writePart(
  policy: Policy,
  {subject, origin, directions, lostAs}: Part,
  {context, nameFor}: Surroundings,
): WriteResult {
  if (!directions.ingress && !directions.egress) return {objects: [], losses: []};
  const {places, unsaid, snapshots} = writeSubject(subject, context.world);
  const losses: Loss[] = [
    ...unsaid.flatMap((problem) => lostAs.map((effect) => loss(problem, origin, effect))),
    ...snapshots.map((problem) => loss(problem, origin, 'none')),
  ];
  const told = new Set<string>();
  const subjects = places.length > 0 ? places : nobodyOf(policy, subject, losses);
  const objects = subjects.map(({namespace, podSelector}): WrittenObject => {
    const rules = (which: 'ingress' | 'egress'): readonly JsonObject[] | undefined => {
      const list = directions[which]?.rules.filter(({self}) => !self);
      return list?.flatMap((rule) => {
        const written = writeRule(rule, {policy, direction: which, namespace, write: context, world: context.world});
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
    const metadata = metadataOf(policy, nameFor(namespace, legalName(policy.id.name)), namespace);
    return {object: {apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec}, from: [policy]};
  });
  return {objects, losses};
}

/** A policy of a namespace that plainly selects none of its pods is written so, instead of being left out in silence. */
function nobodyOf({id, subject: whole}: Policy, subject: Match, losses: readonly Loss[]): WrittenSubject['places'] {
  if (id.namespace === undefined || subject !== whole || losses.length > 0) return [];
  const key = 'selects-nothing';
  const both = [
    {key, operator: 'Exists'},
    {key, operator: 'DoesNotExist'},
  ];
  return [{namespace: id.namespace, podSelector: {matchExpressions: both}}];
}
