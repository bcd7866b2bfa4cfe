import {compareText} from '../../../src/base/order.ts';
import {matchCovers, matchesApart} from '../../../src/ir/apart.ts';
import {anything} from '../../../src/ir/match.ts';
import {rule as makeRule, type Policy, type Rule, writtenAt} from '../../../src/ir/policy.ts';
import {allTraffic} from '../../../src/ir/traffic.ts';
import type {World} from '../../../src/ir/world.ts';
import type {Loss} from '../../dialect.ts';
import {loss, type Problem} from '../write-losses.ts';
import {tierOf} from '../write-order.ts';
import {bothWays, type Unit, type Which} from './unit.ts';

/** Everything that is to be written, each tier in the order of evaluation. */
export interface Arranged {
  readonly Admin: readonly Unit[];
  readonly Baseline: readonly Unit[];
  readonly losses: readonly Loss[];
}

/**
 * Where policies of any kind stand among ClusterNetworkPolicies (kubernetes.md B4 and B7). Those of this API keep their
 * place. The others isolate, and what is isolated is final: their accepts, then a deny of the rest, stand at the head of
 * the Baseline tier, so that a pass of the Admin tier hands over to them as before. Of ordered tiers the ones up to a pass
 * stand in the Admin tier, which that pass then leaves.
 */
export function arrange(policies: readonly Policy[], world: World | undefined): Arranged {
  const own = policies.flatMap((policy): OwnUnit[] =>
    policy.group.group === 'admin' ? [ownUnit(policy, policy.group)] : [],
  );
  own.sort((a, b) => a.wish - b.wish || compareText(a.policy.id.name, b.policy.id.name));
  const blocks = blocksOf(
    policies.filter(({group}) => group.group !== 'admin'),
    world,
  );
  const passing = blocks.map((block) => block.units.some(({ingress, egress}) => [...ingress, ...egress].some(isPass)));
  const split = passing.lastIndexOf(true, blocks.length - 2) + 1;
  const above = blocks.length < 2 ? [] : blocks.slice(0, split);
  const below = blocks.slice(above.length);
  const [admin, baseline] = (['Admin', 'Baseline'] as const).map((tier) => own.filter((each) => each.tier === tier));
  const late = policies.some(({group}) => group.group === 'cilium');
  const ends = below.flatMap((block) => (late ? block.ends : []));
  return {
    Admin: [...(admin ?? []), ...above.flatMap(whole)],
    Baseline: [...below.flatMap((block) => (late ? block.units : whole(block))), ...(baseline ?? []), ...ends],
    losses: [
      ...(above.length > 0 ? passLosses([...(admin ?? []), ...above.slice(0, -1).flatMap(whole)]) : []),
      ...(baseline && baseline.length > 0 ? passLosses(below.flatMap(whole)) : []),
    ],
  };
}

interface OwnUnit extends Unit {
  readonly tier: 'Admin' | 'Baseline';
  readonly wish: number;
}

function ownUnit(policy: Policy, group: Extract<Policy['group'], {group: 'admin'}>): OwnUnit {
  const {tier, priority} = group;
  return {
    policy,
    tier,
    wish: priority,
    subject: policy.subject,
    ingress: rulesOf(policy, 'ingress'),
    egress: rulesOf(policy, 'egress'),
  };
}

/** Policies that are judged together, and what closes whom they select behind all of them. */
interface Block {
  readonly units: readonly Unit[];
  readonly ends: readonly Unit[];
}

function whole({units, ends}: Block): readonly Unit[] {
  return [...units, ...ends];
}

/** One block a tier; Kubernetes' and Cilium's own kinds stand in the default one. */
function blocksOf(policies: readonly Policy[], world: World | undefined): readonly Block[] {
  const tiers = new Map<string, Policy[]>();
  for (const policy of policies) {
    const {name} = tierOf(policy.group.group === 'tier' ? policy.group.tier : 'default', world);
    const members = tiers.get(name);
    if (members) members.push(policy);
    else tiers.set(name, [policy]);
  }
  const ordered = [...tiers].map(([name, members]) => ({...tierOf(name, world), members}));
  ordered.sort((a, b) => a.order - b.order || compareText(a.name, b.name));
  return ordered.map(({members, defaultAction}) => blockOf(members, defaultAction === 'deny'));
}

function blockOf(policies: readonly Policy[], closes: boolean): Block {
  const sorted = [...policies].sort((a, b) => orderOf(a) - orderOf(b) || compareText(placeOf(a), placeOf(b)));
  const overlaps = overlapOf(sorted);
  const parts = sorted.map((policy) => {
    const denies = policy.group.group === 'cilium' ? unitOf(policy, (each) => each.action === 'deny') : undefined;
    const rules = unitOf(policy, (each) => !denies || each.action !== 'deny');
    const end = closes ? endOf(policy) : undefined;
    return overlaps(policy)
      ? {denies, rules, end}
      : {denies: undefined, rules: joined([denies, rules, end]), end: undefined};
  });
  const listed = (units: readonly (Unit | undefined)[]): readonly Unit[] => units.flatMap((each) => each ?? []);
  return {
    units: [...listed(parts.map(({denies}) => denies)), ...listed(parts.map(({rules}) => rules))],
    ends: listed(parts.map(({end}) => end)),
  };
}

/** Kubernetes' own kind stands at 1000 among ordered policies (calico.md 7.1). */
function orderOf({group}: Policy): number {
  return group.group === 'tier' ? (group.order ?? Number.MAX_VALUE) : 1000;
}

function placeOf({id}: Policy): string {
  return `${id.name}/${id.namespace ?? ''}/${id.kind}`;
}

/** True where another policy may select the same pods; policies of different namespaces never do. */
function overlapOf(policies: readonly Policy[]): (policy: Policy) => boolean {
  const spaces = new Map<string | undefined, Policy[]>();
  for (const policy of policies) {
    const members = spaces.get(policy.id.namespace);
    if (members) members.push(policy);
    else spaces.set(policy.id.namespace, [policy]);
  }
  return (policy) => {
    const {namespace} = policy.id;
    const others =
      namespace === undefined ? policies : [...(spaces.get(namespace) ?? []), ...(spaces.get(undefined) ?? [])];
    return others.some((each) => each !== policy && !matchesApart(each.subject, policy.subject));
  };
}

function unitOf(policy: Policy, keep: (rule: Rule) => boolean): Unit | undefined {
  const [ingress, egress] = bothWays.map((which) => rulesOf(policy, which).filter(keep));
  if (!ingress || !egress || ingress.length + egress.length === 0) return undefined;
  return {policy, subject: policy.subject, ingress, egress};
}

/** Isolation: whatever no rule matched is denied, where nothing says that everything is allowed. */
function endOf(policy: Policy): Unit | undefined {
  const deny = makeRule({action: 'deny', peers: undefined, ports: undefined, path: [], index: 0});
  const [ingress, egress] = bothWays.map((which) => {
    const direction = policy[which];
    return direction?.isolates && !direction.dormant && !direction.rules.some(isEverything) ? [deny] : [];
  });
  if (!ingress || !egress || ingress.length + egress.length === 0) return undefined;
  return {policy, subject: policy.subject, ingress, egress};
}

function isEverything({action, self, peer, traffic, application}: Rule): boolean {
  return action === 'allow' && !self && !application?.http && traffic === allTraffic && matchCovers(peer, anything);
}

function joined(units: readonly (Unit | undefined)[]): Unit | undefined {
  const all = units.flatMap((each) => each ?? []);
  const [first] = all;
  return first && {...first, ingress: all.flatMap((each) => each.ingress), egress: all.flatMap((each) => each.egress)};
}

function rulesOf(policy: Policy, which: Which): readonly Rule[] {
  const direction = policy[which];
  return direction && !direction.dormant ? direction.rules : [];
}

function isPass({action}: Rule): boolean {
  return action === 'pass';
}

/** A pass that now leaves more behind than its own tier. */
function passLosses(units: readonly Unit[]): readonly Loss[] {
  return units
    .flatMap(({policy, ingress, egress}) =>
      [...ingress, ...egress].filter(isPass).map((rule) => writtenAt(policy, rule)),
    )
    .flatMap((origin) => [loss(passProblem, origin, 'wider'), loss(passProblem, origin, 'narrower')]);
}

const passProblem: Problem = {
  code: 'tier',
  message: 'there are two tiers of ClusterNetworkPolicies; this pass skips what another tier says, too',
};
