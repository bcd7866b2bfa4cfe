import {compareText} from '../../src/base/order.ts';
import type {Policy, Rule} from '../../src/ir/policy.ts';
import type {Loss} from '../dialect.ts';
import {apart} from './apart.ts';
import {note} from './write-losses.ts';

type DirectionName = 'ingress' | 'egress';

/** A policy with the rules that Cilium can hold beside each other, and what their order meant beyond that. */
export interface RankedPolicy {
  readonly policy: Policy;
  readonly rules: Readonly<Record<DirectionName, readonly Rule[]>>;
  readonly losses: readonly Loss[];
}

/**
 * In Cilium deny beats allow wherever both stand, and allows add up. Ordered policies keep their meaning only where no
 * rule that comes first overlaps with one that it overrules (cilium.md 16.2): each place where it does is a loss.
 */
export function withoutOrder(policies: readonly Policy[]): readonly RankedPolicy[] {
  const ordered = policies.filter(isOrdered).sort(compareOrder);
  return policies.map((policy) => {
    if (!isOrdered(policy))
      return {policy, rules: {ingress: plain(policy, 'ingress'), egress: plain(policy, 'egress')}, losses: []};
    const ingress = flatten(policy, 'ingress', ordered);
    const egress = flatten(policy, 'egress', ordered);
    return {
      policy,
      rules: {ingress: ingress.rules, egress: egress.rules},
      losses: [...tierLosses(policy, ordered), ...ingress.losses, ...egress.losses],
    };
  });
}

function plain(policy: Policy, direction: DirectionName): readonly Rule[] {
  return (policy[direction]?.rules ?? []).filter(({action}) => action === 'allow' || action === 'deny');
}

function isOrdered({group}: Policy): boolean {
  return group.group === 'tier' || group.group === 'admin';
}

/** The walk as the source makes it, inside one tier: by order, then name. */
function compareOrder(a: Policy, b: Policy): number {
  const [left, right] = [rankOf(a), rankOf(b)];
  return left === right ? compareText(a.id.name, b.id.name) : left - right;
}

function rankOf({group}: Policy): number {
  if (group.group === 'tier') return group.order ?? Number.POSITIVE_INFINITY;
  return group.group === 'admin' ? group.priority : 0;
}

interface Flat {
  readonly rules: readonly Rule[];
  readonly losses: readonly Loss[];
}

function flatten(policy: Policy, direction: DirectionName, ordered: readonly Policy[]): Flat {
  const rules = policy[direction]?.rules ?? [];
  const position = ordered.indexOf(policy);
  const earlier = ordered.slice(0, position).filter((other) => sameStage(policy, other));
  const later = ordered.slice(position + 1).filter((other) => sameStage(policy, other));
  const kept: Rule[] = [];
  const losses: Loss[] = [];
  for (const [index, rule] of rules.entries()) {
    const before = [...allows(earlier, direction), ...rules.slice(0, index).filter(({action}) => action === 'allow')];
    if (rule.action === 'allow') kept.push(rule);
    else if (rule.action === 'log')
      losses.push(note(rule.origin, 'log', 'Cilium has no rule that only logs: left out'));
    else if (rule.action === 'pass')
      losses.push(...passLosses(rule, [...rules.slice(index + 1), ...allows(later, direction)]));
    else {
      const overruled = before.filter((allow) => !apart(allow, rule));
      if (overruled.length === 0 && !isBaseline(policy)) kept.push(rule);
      else if (isLastWord(rule, index, rules) && policy[direction]?.isolates) {
        losses.push(...lastWordLosses(rule, allows(later, direction)));
      } else losses.push(denyLoss(rule, isBaseline(policy)));
    }
  }
  return {rules: kept, losses};
}

function allows(policies: readonly Policy[], direction: DirectionName): readonly Rule[] {
  return policies.flatMap((policy) => (policy[direction]?.rules ?? []).filter(({action}) => action === 'allow'));
}

/** Policies of different tiers never come between each other. */
function sameStage(a: Policy, b: Policy): boolean {
  return stageOf(a) === stageOf(b);
}

function stageOf({group}: Policy): string {
  if (group.group === 'tier') return `tier ${group.tier}`;
  return group.group === 'admin' ? group.tier : group.group;
}

function isBaseline({group}: Policy): boolean {
  return group.group === 'admin' && group.tier === 'Baseline';
}

/** `deny` of everything at the end of an isolating policy: default deny does the same, but for policies that follow. */
function isLastWord(rule: Rule, index: number, rules: readonly Rule[]): boolean {
  const everything = rule.peer.is === 'true' && rule.traffic.some((box) => Object.keys(box).length === 0);
  return everything && !rule.self && index === rules.length - 1;
}

function lastWordLosses(rule: Rule, later: readonly Rule[]): readonly Loss[] {
  if (later.length === 0) return [];
  const message = 'this deny also ends the policies that follow; in Cilium their allows count';
  return [{code: 'deny-order', origin: rule.origin, effect: 'wider', message}];
}

/**
 * A deny that an earlier allow limits would beat that allow in Cilium. It is left out: what it denies is denied only as
 * far as default deny reaches.
 */
function denyLoss(rule: Rule, baseline: boolean): Loss {
  const message = baseline
    ? 'a Baseline deny gives way to every other policy; a deny of Cilium would not: left out'
    : 'an earlier allow limits this deny; in Cilium the deny would win everywhere: left out';
  return {code: 'deny-order', origin: rule.origin, effect: 'wider', message};
}

/** Without its `pass` a connection stays with this policy: denied by isolation, or allowed by a rule that follows. */
function passLosses(rule: Rule, following: readonly Rule[]): readonly Loss[] {
  const overlapping = following.some((each) => each.action === 'allow' && !apart(each, rule));
  const message = 'Cilium has no pass for its own policies: left out';
  const narrower: Loss = {code: 'pass', origin: rule.origin, effect: 'narrower', message};
  return overlapping ? [narrower, {...narrower, effect: 'wider'}] : [narrower];
}

/** In an earlier tier what nothing matches is denied there; Cilium lets the later tier allow it. */
function tierLosses(policy: Policy, ordered: readonly Policy[]): readonly Loss[] {
  if (policy.group.group !== 'tier' || policy.group.tier === 'default') return [];
  const others = ordered.some((other) => other.group.group === 'tier' && !sameStage(other, policy));
  const message = 'Cilium has no tiers for its own policies: rules of the other tiers count beside these';
  return others ? [{code: 'tier', origin: policy.origin, effect: 'wider', message}] : [];
}
