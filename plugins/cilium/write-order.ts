import {type Policy, type Rule, writtenAt} from '../../src/ir/policy.ts';
import type {World} from '../../src/ir/world.ts';
import type {Loss} from '../dialect.ts';
import {type Apartness, apartness} from './apart.ts';
import {note} from './write-losses.ts';
import {inOrder, type OrderedPolicy} from './write-ranks.ts';

type DirectionName = 'ingress' | 'egress';

/** A policy with the rules that Cilium can hold beside each other, and what their order meant beyond that. */
export interface RankedPolicy {
  readonly policy: Policy;
  readonly rules: Readonly<Record<DirectionName, readonly Rule[]>>;
  readonly losses: readonly Loss[];
}

/**
 * In Cilium deny beats allow wherever both stand, and allows add up. Ordered policies keep their meaning only where no
 * rule that comes first overlaps with one that it overrules, and where no stage ends before an allow of a later one
 * (cilium.md 16.2): each place where it does is a loss.
 */
export function withoutOrder(policies: readonly Policy[], world: World | undefined): readonly RankedPolicy[] {
  const ordered = inOrder(policies, world);
  const position = new Map(ordered.map((each, index) => [each.policy, {...each, at: index}] as const));
  const allows = {ingress: allowsByScope(ordered, 'ingress'), egress: allowsByScope(ordered, 'egress')};
  const apart = apartness();
  return policies.map((policy) => {
    const own = position.get(policy);
    if (!own) return {policy, rules: {ingress: plain(policy, 'ingress'), egress: plain(policy, 'egress')}, losses: []};
    const flat = (['ingress', 'egress'] as const).map((direction) => {
      const others = rivals(policy, allows[direction], apart).map(({rule, policy: other}) => ({
        rule,
        at: position.get(other)?.at ?? 0,
        later: position.get(other)?.stage !== own.stage,
      }));
      const [earlier, following] = [others.filter(({at}) => at < own.at), others.filter(({at}) => at > own.at)];
      return flatten(policy, direction, earlier, following, apart);
    });
    const [ingress = nothing, egress = nothing] = flat;
    return {
      policy,
      rules: {ingress: ingress.rules, egress: egress.rules},
      losses: [...ingress.losses, ...egress.losses],
    };
  });
}

interface Placed {
  readonly policy: Policy;
  readonly rule: Rule;
}

/** An allow rule of another policy that may speak of the same endpoints. */
interface Rival {
  readonly rule: Rule;
  readonly at: number;
  /** It stands in another stage. */
  readonly later: boolean;
}

/** Allow rules by namespace (empty: cluster-wide), so that each policy is compared with its rivals alone. */
type Allows = ReadonlyMap<string | undefined, readonly Placed[]>;

function allowsByScope(ordered: readonly OrderedPolicy[], direction: DirectionName): Allows {
  const found = new Map<string | undefined, Placed[]>();
  for (const {policy} of ordered) {
    const rules = (policy[direction]?.rules ?? []).filter(({action}) => action === 'allow');
    const known = found.get(policy.id.namespace) ?? [];
    found.set(policy.id.namespace, known);
    known.push(...rules.map((rule) => ({policy, rule})));
  }
  return found;
}

function rivals(policy: Policy, allows: Allows, apart: Apartness): readonly Placed[] {
  const {namespace} = policy.id;
  const scopes =
    namespace === undefined ? [...allows.values()] : [allows.get(namespace) ?? [], allows.get(undefined) ?? []];
  return scopes.flat().filter((each) => each.policy !== policy && !apart.matches(each.policy.subject, policy.subject));
}

function plain(policy: Policy, direction: DirectionName): readonly Rule[] {
  return (policy[direction]?.rules ?? []).filter(({action}) => action === 'allow' || action === 'deny');
}

interface Flat {
  readonly rules: readonly Rule[];
  readonly losses: readonly Loss[];
}

const nothing: Flat = {rules: [], losses: []};

function flatten(
  policy: Policy,
  direction: DirectionName,
  earlier: readonly Rival[],
  later: readonly Rival[],
  apart: Apartness,
): Flat {
  const rules = policy[direction]?.rules ?? [];
  const kept: Rule[] = [];
  const losses: Loss[] = policy[direction]?.isolates ? [...stageLosses(policy, later)] : [];
  const [before, after] = [earlier, later].map((list) => list.map(({rule}) => rule));
  for (const [index, rule] of rules.entries()) {
    const allowed = [...(before ?? []), ...rules.slice(0, index).filter(({action}) => action === 'allow')];
    const following = [...rules.slice(index + 1).filter(({action}) => action === 'allow'), ...(after ?? [])];
    if (rule.action === 'allow') kept.push(rule);
    else if (rule.action === 'log')
      losses.push(note(writtenAt(policy, rule), 'log', 'Cilium has no rule that only logs: left out'));
    else if (rule.action === 'pass') losses.push(...passLosses({policy, rule}, following, apart));
    else if (allowed.every((allow) => apart.rules(allow, rule))) kept.push(rule);
    else if (isLastWord(rule, index, rules) && policy[direction]?.isolates) {
      losses.push(...lastWordLosses({policy, rule}, after ?? []));
    } else losses.push(denyLoss({policy, rule}));
  }
  return {rules: kept, losses};
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
  const message = 'an earlier allow limits this deny; in Cilium the deny would win everywhere: left out';
  return {code: 'deny-order', origin: writtenAt(policy, rule), effect: 'wider', message};
}

/** Without its `pass` a connection stays with this policy: denied by isolation, or allowed by a rule that follows. */
function passLosses({policy, rule}: Placed, following: readonly Rule[], apart: Apartness): readonly Loss[] {
  const overlapping = following.some((each) => !apart.rules(each, rule));
  const message = 'Cilium has no pass for its own policies: left out';
  const narrower: Loss = {code: 'pass', origin: writtenAt(policy, rule), effect: 'narrower', message};
  return overlapping ? [narrower, {...narrower, effect: 'wider'}] : [narrower];
}

/** What nothing in a stage matches is denied at its end; in Cilium an allow of a later stage counts all the same. */
function stageLosses(policy: Policy, later: readonly Rival[]): readonly Loss[] {
  if (!later.some((each) => each.later)) return [];
  const message = 'Cilium has no tiers for its own policies: what later ones allow counts beside these';
  return [{code: 'tier', origin: policy.origin, effect: 'wider', message}];
}
