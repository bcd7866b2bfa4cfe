import type {JsonObject} from '../../src/base/json.ts';
import type {Direction, Policy, Rule} from '../../src/ir/policy.ts';
import {tierName} from './tiers.ts';

/** One Calico policy to be written for a source policy. */
export interface Part {
  /** Added to the name. */
  readonly suffix: string;
  readonly tier: string;
  readonly order: number | undefined;
  readonly types: readonly ('Ingress' | 'Egress')[];
  readonly ingress?: Direction;
  readonly egress?: Direction;
}

/** Order of converted policies that allow: the engine's own for Kubernetes (calico.md 9.1). */
const ALLOW_ORDER = 1000;
/** Order of converted policies that deny: before every one that allows. */
const DENY_ORDER = 100;

/**
 * The tier for policies that deny or allow without isolating: it stands before `default`, and what it does not decide is
 * decided there (calico.md 11.2).
 */
export const openTier: JsonObject = {
  apiVersion: 'projectcalico.org/v3',
  kind: 'Tier',
  metadata: {name: 'before-default'},
  spec: {order: 900_000, defaultAction: 'Pass'},
};
const OPEN_TIER = 'before-default';

/** True when some policy of the set speaks of a direction that it does not isolate. */
export function usesOpenTier(policies: readonly Policy[]): boolean {
  return policies.some((policy) => policy.group.group === 'cilium' && directions.some((name) => isOpen(policy[name])));
}

const directions = ['ingress', 'egress'] as const;

function isOpen(direction: Direction | undefined): boolean {
  return direction !== undefined && !direction.dormant && !direction.isolates && direction.rules.length > 0;
}

/**
 * How a policy is spread over Calico policies. An engine that asks all denies before all allows becomes two policies, the
 * denying one earlier; one whose first match decides stays one (calico.md 11.2).
 */
export function partsOf(policy: Policy, open: boolean): readonly Part[] {
  const {group} = policy;
  switch (group.group) {
    case 'tier':
      return [wholePart(policy, tierName(group.tier), group.order)];
    case 'admin':
      return [wholePart(policy, group.tier === 'Admin' ? 'kube-admin' : 'kube-baseline', group.priority)];
    case 'networkpolicy':
      return [wholePart(policy, 'default', ALLOW_ORDER)];
    case 'cilium':
      return additiveParts(policy, open);
  }
}

function wholePart({ingress, egress}: Policy, tier: string, order: number | undefined): Part {
  return {
    suffix: '',
    tier,
    order,
    types: typesOf({ingress, egress}),
    ...(ingress && {ingress}),
    ...(egress && {egress}),
  };
}

function additiveParts(policy: Policy, open: boolean): readonly Part[] {
  const denying = pick(policy, (direction) => only(direction, (rule) => rule.action === 'deny'));
  const allowing = (rule: Rule): boolean => rule.action !== 'deny';
  const isolating = pick(policy, (direction) =>
    direction.isolates ? {...direction, rules: direction.rules.filter(allowing)} : undefined,
  );
  const beside = pick(policy, (direction) => (direction.isolates ? undefined : only(direction, allowing)));
  const bare = directions.every((name) => (isolating[name]?.rules.length ?? 0) === 0);
  const alone = typesOf(denying).length > 0 && bare && typesOf(beside).length === 0 && !open;
  const denyingAlone = {...isolating, ...denying};
  const parts = [
    part(alone ? '' : '-deny', open ? OPEN_TIER : 'default', DENY_ORDER, alone ? denyingAlone : denying),
    part(typesOf(isolating).length > 0 ? '-open' : '', OPEN_TIER, ALLOW_ORDER, beside),
    ...(alone ? [] : [part('', 'default', ALLOW_ORDER, isolating)]),
  ];
  return parts.filter(({types}) => types.length > 0);
}

type Sides = {readonly ingress?: Direction | undefined; readonly egress?: Direction | undefined};

function part(suffix: string, tier: string, order: number, {ingress, egress}: Sides): Part {
  return {suffix, tier, order, types: typesOf({ingress, egress}), ...(ingress && {ingress}), ...(egress && {egress})};
}

function pick(policy: Policy, choose: (direction: Direction) => Direction | undefined): Sides {
  const side = (name: 'ingress' | 'egress'): Direction | undefined => {
    const direction = policy[name];
    return direction && !direction.dormant ? choose(direction) : undefined;
  };
  return {ingress: side('ingress'), egress: side('egress')};
}

function only(direction: Direction, keep: (rule: Rule) => boolean): Direction | undefined {
  const rules = direction.rules.filter(keep);
  return rules.length > 0 ? {...direction, rules} : undefined;
}

/** Dormant rules are kept, but their direction is not named (calico.md 9.1). */
function typesOf({ingress, egress}: Sides): readonly ('Ingress' | 'Egress')[] {
  return [
    ...(ingress && !ingress.dormant ? (['Ingress'] as const) : []),
    ...(egress && !egress.dormant ? (['Egress'] as const) : []),
  ];
}
