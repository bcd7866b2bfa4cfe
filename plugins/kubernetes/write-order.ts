import {compareText} from '../../src/base/order.ts';
import {matchCovers, matchesApart} from '../../src/ir/apart.ts';
import {and, anything, type Match} from '../../src/ir/match.ts';
import type {Policy, Rule} from '../../src/ir/policy.ts';
import type {World} from '../../src/ir/world.ts';

export type Which = 'ingress' | 'egress';

/** One rule where the walk of its engine meets it. */
export interface PlacedRule {
  readonly policy: Policy;
  readonly rule: Rule;
  /** Whom the rule governs. */
  readonly subject: Match;
  /** The namespaces it names outright. Absent: it may be in any. */
  readonly namespaces?: ReadonlySet<string>;
  readonly rank: readonly (number | string)[];
}

/** The rules of one direction of all policies, in the order of evaluation. Dormant rules govern nothing. */
export function placedRules(
  policies: readonly Policy[],
  which: Which,
  world: World | undefined,
): readonly PlacedRule[] {
  return policies
    .flatMap((policy): PlacedRule[] => {
      const direction = policy[which];
      if (!direction || direction.dormant || policy.staged) return [];
      const namespaces = namespacesOf(policy.subject);
      return direction.rules.map((rule) => ({
        policy,
        rule,
        subject: and(policy.subject, rule.self ?? anything),
        ...(namespaces && {namespaces}),
        rank: rankOf(policy, rule, world),
      }));
    })
    .sort((a, b) => compareRanks(a.rank, b.rank));
}

function namespacesOf(subject: Match): ReadonlySet<string> | undefined {
  for (const part of subject.is === 'and' ? subject.of : [subject]) {
    if (part.is === 'namespace' && part.value.test === 'in') return new Set(part.value.values);
  }
  return undefined;
}

/** Looks up the rules of a list that may be for the same pods as another one: most differ by their namespaces alone. */
export function byNamespace(rules: readonly PlacedRule[]): (other: PlacedRule) => readonly PlacedRule[] {
  const anywhere = rules.filter(({namespaces}) => !namespaces);
  const named = new Map<string, PlacedRule[]>();
  for (const each of rules) {
    for (const name of each.namespaces ?? []) named.set(name, [...(named.get(name) ?? []), each]);
  }
  return ({namespaces}) => {
    if (!namespaces) return rules;
    const near = [...anywhere, ...[...namespaces].flatMap((name) => named.get(name) ?? [])];
    return [...new Set(near)].sort((a, b) => compareRanks(a.rank, b.rank));
  };
}

/** True when the first is met strictly before the second, by one and the same engine. */
export function isBefore(first: PlacedRule, second: PlacedRule): boolean {
  const engines = [first, second].map(({policy}) => policy.group.group);
  if (engines.includes('cilium') && engines.includes('tier')) return false;
  return compareRanks(first.rank, second.rank) < 0;
}

/** Stage, then place in it: Cilium meets every deny before every allow, tiers go by order, name and position. */
function rankOf({group, id}: Policy, {action, index}: Rule, world: World | undefined): readonly (number | string)[] {
  switch (group.group) {
    case 'admin':
      return [group.tier === 'Admin' ? -1 : Number.POSITIVE_INFINITY, '', group.priority, id.name, index];
    case 'cilium':
      return [defaultTierOrder, 'default', action === 'deny' ? -1 : 1];
    case 'networkpolicy':
      return [defaultTierOrder, 'default', 1000, `${id.name}/${id.namespace ?? ''}/${id.kind}`];
    case 'tier': {
      const {name, order} = tierOf(group.tier, world);
      const place = `${id.name}/${id.namespace ?? ''}/${id.kind}`;
      return [order, name, group.order ?? Number.POSITIVE_INFINITY, place, index];
    }
  }
}

const defaultTierOrder = 1_000_000;

/** The tier as the world gives it; the one that always exists is known without (calico.md 7.1). */
export function tierOf(
  tier: string,
  world: World | undefined,
): {readonly name: string; readonly order: number; readonly defaultAction: 'deny' | 'pass'} {
  const name = tier || 'default';
  if (name === 'default') return {name, order: defaultTierOrder, defaultAction: 'deny'};
  const found = world?.tiers.find((each) => each.name === name);
  return {name, order: found?.order ?? defaultTierOrder, defaultAction: found?.defaultAction ?? 'deny'};
}

function compareRanks(a: PlacedRule['rank'], b: PlacedRule['rank']): number {
  for (const [index, left] of a.entries()) {
    const right = b[index];
    if (right === undefined) return 0;
    const order =
      typeof left === 'number' && typeof right === 'number' ? left - right : compareText(String(left), String(right));
    if (order !== 0 && !Number.isNaN(order)) return order;
  }
  return 0;
}

/** How other policies close whom this one governs: all of them, some perhaps, or nobody at all. */
export function isolationBy(policies: readonly Policy[], policy: Policy, which: Which): 'all' | 'some' | 'none' {
  const closing = policies.filter((each) => each !== policy && !each.staged && each[which]?.isolates);
  if (closing.some(({subject}) => matchCovers(subject, policy.subject))) return 'all';
  return closing.every(({subject}) => matchesApart(subject, policy.subject)) ? 'none' : 'some';
}
