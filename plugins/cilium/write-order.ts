import {compareText} from '../../src/base/order.ts';
import {type Policy, type Rule, writtenAt} from '../../src/ir/policy.ts';
import type {Loss} from '../dialect.ts';
import {type Apartness, apartness} from './apart.ts';
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
  const position = new Map(ordered.map((policy, index) => [policy, index] as const));
  const allows = {ingress: allowsByScope(ordered, 'ingress'), egress: allowsByScope(ordered, 'egress')};
  const apart = apartness();
  const severalTiers = new Set(ordered.map(stageOf)).size > 1;
  return policies.map((policy) => {
    const at = position.get(policy);
    if (at === undefined) {
      return {policy, rules: {ingress: plain(policy, 'ingress'), egress: plain(policy, 'egress')}, losses: []};
    }
    const flat = (['ingress', 'egress'] as const).map((direction) => {
      const others = rivals(policy, allows[direction], apart).map((each) => ({
        ...each,
        at: position.get(each.policy) ?? 0,
      }));
      const earlier = others.filter((each) => each.at < at);
      return flatten(
        policy,
        direction,
        earlier,
        others.filter((each) => each.at > at),
        apart,
      );
    });
    const [ingress = nothing, egress = nothing] = flat;
    return {
      policy,
      rules: {ingress: ingress.rules, egress: egress.rules},
      losses: [...(severalTiers ? tierLosses(policy) : []), ...ingress.losses, ...egress.losses],
    };
  });
}

interface Placed {
  readonly policy: Policy;
  readonly rule: Rule;
}

/** Allow rules by stage and namespace (empty: cluster-wide), so that each policy is compared with its rivals alone. */
type Allows = ReadonlyMap<string, readonly Placed[]>;

function allowsByScope(policies: readonly Policy[], direction: DirectionName): Allows {
  const found = new Map<string, Placed[]>();
  for (const policy of policies) {
    const rules = (policy[direction]?.rules ?? []).filter(({action}) => action === 'allow');
    const key = scopeKey(policy, policy.id.namespace);
    const known = found.get(key) ?? [];
    found.set(key, known);
    known.push(...rules.map((rule) => ({policy, rule})));
  }
  return found;
}

function scopeKey(policy: Policy, namespace: string | undefined): string {
  return JSON.stringify([stageOf(policy), namespace ?? null]);
}

/** The allow rules of the same stage that may speak of the same endpoints. */
function rivals(policy: Policy, allows: Allows, apart: Apartness): readonly Placed[] {
  const {namespace} = policy.id;
  const prefix = JSON.stringify([stageOf(policy)]).slice(0, -1);
  const scopes =
    namespace === undefined
      ? [...allows].flatMap(([key, placed]) => (key.startsWith(prefix) ? placed : []))
      : [namespace, undefined].flatMap((each) => allows.get(scopeKey(policy, each)) ?? []);
  return scopes.filter((each) => each.policy !== policy && !apart.matches(each.policy.subject, policy.subject));
}

function plain(policy: Policy, direction: DirectionName): readonly Rule[] {
  return (policy[direction]?.rules ?? []).filter(({action}) => action === 'allow' || action === 'deny');
}

function isOrdered({group}: Policy): boolean {
  return group.group === 'tier' || group.group === 'admin';
}

/** The walk as the source makes it, inside one tier: by order, then by the key of calico.md 7.2. */
function compareOrder(a: Policy, b: Policy): number {
  const [left, right] = [rankOf(a), rankOf(b)];
  return left === right ? compareText(tieKey(a), tieKey(b)) : left - right;
}

function tieKey({id: {name, namespace = '', kind}}: Policy): string {
  return `${name}/${namespace}/${kind}`;
}

function rankOf({group}: Policy): number {
  if (group.group === 'tier') return group.order ?? Number.POSITIVE_INFINITY;
  return group.group === 'admin' ? group.priority : 0;
}

interface Flat {
  readonly rules: readonly Rule[];
  readonly losses: readonly Loss[];
}

const nothing: Flat = {rules: [], losses: []};

function flatten(
  policy: Policy,
  direction: DirectionName,
  earlier: readonly Placed[],
  later: readonly Placed[],
  apart: Apartness,
): Flat {
  const rules = policy[direction]?.rules ?? [];
  const kept: Rule[] = [];
  const losses: Loss[] = [];
  const [before, after] = [earlier, later].map((list) => list.map(({rule}) => rule));
  for (const [index, rule] of rules.entries()) {
    const allowed = [...(before ?? []), ...rules.slice(0, index).filter(({action}) => action === 'allow')];
    const following = [...rules.slice(index + 1).filter(({action}) => action === 'allow'), ...(after ?? [])];
    if (rule.action === 'allow') kept.push(rule);
    else if (rule.action === 'log')
      losses.push(note(writtenAt(policy, rule), 'log', 'Cilium has no rule that only logs: left out'));
    else if (rule.action === 'pass') losses.push(...passLosses({policy, rule}, following, apart));
    else if (!isBaseline(policy) && allowed.every((allow) => apart.rules(allow, rule))) kept.push(rule);
    else if (isLastWord(rule, index, rules) && policy[direction]?.isolates) {
      losses.push(...lastWordLosses({policy, rule}, after ?? []));
    } else losses.push(denyLoss({policy, rule}));
  }
  return {rules: kept, losses};
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

function lastWordLosses({policy, rule}: Placed, later: readonly Rule[]): readonly Loss[] {
  if (later.length === 0) return [];
  const message = 'this deny also ends the policies that follow; in Cilium their allows count';
  return [{code: 'deny-order', origin: writtenAt(policy, rule), effect: 'wider', message}];
}

/**
 * A deny that an earlier allow limits would beat that allow in Cilium. It is left out: what it denies is denied only as
 * far as default deny reaches.
 */
function denyLoss({policy, rule}: Placed): Loss {
  const message = isBaseline(policy)
    ? 'a Baseline deny gives way to every other policy; a deny of Cilium would not: left out'
    : 'an earlier allow limits this deny; in Cilium the deny would win everywhere: left out';
  return {code: 'deny-order', origin: writtenAt(policy, rule), effect: 'wider', message};
}

/** Without its `pass` a connection stays with this policy: denied by isolation, or allowed by a rule that follows. */
function passLosses({policy, rule}: Placed, following: readonly Rule[], apart: Apartness): readonly Loss[] {
  const overlapping = following.some((each) => !apart.rules(each, rule));
  const message = 'Cilium has no pass for its own policies: left out';
  const narrower: Loss = {code: 'pass', origin: writtenAt(policy, rule), effect: 'narrower', message};
  return overlapping ? [narrower, {...narrower, effect: 'wider'}] : [narrower];
}

/** In an earlier tier what nothing matches is denied there; Cilium lets the later tier allow it. */
function tierLosses(policy: Policy): readonly Loss[] {
  if (policy.group.group !== 'tier' || policy.group.tier === 'default') return [];
  const message = 'Cilium has no tiers for its own policies: rules of the other tiers count beside these';
  return [{code: 'tier', origin: policy.origin, effect: 'wider', message}];
}
