import {compareText} from '../../src/base/order.ts';
import type {Policy} from '../../src/ir/policy.ts';
import type {World} from '../../src/ir/world.ts';

/** A policy whose place among others means something. */
export interface OrderedPolicy {
  readonly policy: Policy;
  /** What is asked together before anything of the next stage is. */
  readonly stage: string;
}

interface Rank extends OrderedPolicy {
  readonly tier: number;
  readonly order: number;
  readonly key: string;
}

/**
 * The policies of other dialects as their engines walk them: by tier, then by order, then by the key of calico.md 7.2.
 * Kubernetes policies stand where they do for both engines that read them beside others: Admin before, Baseline behind,
 * NetworkPolicies in the default tier (calico.md 9, kubernetes.md B2). Empty where nothing has an order.
 */
export function inOrder(policies: readonly Policy[], world: World | undefined): readonly OrderedPolicy[] {
  const ranks = policies.flatMap((policy) => rankOf(policy, world) ?? []);
  if (!policies.some(isOrdered)) return [];
  return ranks.sort(
    (a, b) =>
      a.tier - b.tier || compareText(a.stage, b.stage) || compare(a.order, b.order) || compareText(a.key, b.key),
  );
}

/** NetworkPolicies alone say nothing that depends on order. */
function isOrdered({group}: Policy): boolean {
  return group.group !== 'networkpolicy' && group.group !== 'cilium';
}

function rankOf(policy: Policy, world: World | undefined): Rank | undefined {
  const {group, id} = policy;
  const key = `${id.name}/${id.namespace ?? ''}/${id.kind}`;
  switch (group.group) {
    case 'tier':
      return {
        policy,
        stage: group.list ? `${group.tier} ${group.list}` : group.tier,
        tier: tierOrder(group.tier, world),
        order: group.order ?? Number.POSITIVE_INFINITY,
        key,
      };
    case 'networkpolicy':
      return {policy, stage: 'default', tier: tierOrder('default', world), order: 1000, key};
    case 'admin': {
      const stage = group.tier === 'Admin' ? 'kube-admin' : 'kube-baseline';
      return {policy, stage, tier: tierOrder(stage, world), order: group.priority, key};
    }
    default:
      return undefined;
  }
}

/** calico.md 7.1; one that does not exist comes last. */
const builtInTiers: Readonly<Record<string, number>> = {
  'kube-admin': 1000,
  default: 1_000_000,
  'kube-baseline': 10_000_000,
};

function tierOrder(name: string, world: World | undefined): number {
  if (Object.hasOwn(builtInTiers, name)) return builtInTiers[name] ?? 0;
  const tier = world?.tiers.find((each) => each.name === name);
  return tier ? (tier.order ?? 1_000_000) : Number.MAX_VALUE;
}

function compare(a: number, b: number): number {
  return a === b ? 0 : a - b;
}
