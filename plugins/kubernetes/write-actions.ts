import {matchCovers, matchesApart, splitTraffic, trafficApart} from '../../src/ir/apart.ts';
import {and, isKind, not, sameNode} from '../../src/ir/match.ts';
import {type Direction, rule as makeRule, type Policy, type Rule, writtenAt} from '../../src/ir/policy.ts';
import type {Traffic} from '../../src/ir/traffic.ts';
import type {World} from '../../src/ir/world.ts';
import type {Loss, WriteContext} from '../dialect.ts';
import {loss, type Problem} from './write-losses.ts';
import {byNamespace, isBefore, isolationBy, type PlacedRule, placedRules, tierOf, type Which} from './write-order.ts';

export interface AdditiveRules {
  readonly direction: Direction | undefined;
  readonly losses: readonly Loss[];
}

/**
 * What each policy allows, with nothing but allow rules. NetworkPolicies only add: whoever is selected is closed but for
 * the rules. A deny that comes before an allow is taken out of it; one that no allow follows says what isolation says
 * anyway. What cannot be taken out, every pass, and what stands in several tiers is a loss.
 */
export function additiveRules(
  policies: readonly Policy[],
  which: Which,
  {world}: WriteContext,
): (policy: Policy) => AdditiveRules {
  const placed = placedRules(policies, which, world);
  const denies = byNamespace(placed.filter(({rule}) => rule.action === 'deny'));
  const inTiers = byTier(policies, which);
  const byPolicy = new Map<Policy, PlacedRule[]>();
  for (const each of placed) {
    const own = byPolicy.get(each.policy);
    if (own) own.push(each);
    else byPolicy.set(each.policy, [each]);
  }
  return (policy) => {
    const direction = policy[which];
    if (!direction || direction.dormant) return {direction, losses: []};
    const own = byPolicy.get(policy) ?? [];
    const closed = direction.isolates ? 'all' : isolationBy(policies, policy, which);
    if (closed === 'all' && isUnreached(policy, policies, which)) return {direction: undefined, losses: []};
    if (closed === 'none' && policy.group.group === 'admin') return openingRules(policy, own, placed);
    const losses = [
      ...own.flatMap((each) => actionLosses(each, placed, closed === 'all')),
      ...(which === 'ingress' ? own.flatMap(ownNodeLosses) : []),
      ...(direction.isolates ? tierLosses(policy, inTiers, world) : []),
    ];
    const allowed = own.filter(({rule}) => rule.action === 'allow').map((each) => withoutDenies(each, denies(each)));
    losses.push(...new Set(allowed.flatMap((each) => each.losses)));
    const rules = allowed.flatMap((each) => each.rules);
    if (closed === 'all') return {direction: {...direction, isolates: true, rules}, losses};
    const lost = closed === 'some' ? rules.map((rule) => loss(noIsolation, writtenAt(policy, rule), 'narrower')) : [];
    return {direction: undefined, losses: [...losses, ...lost]};
  };
}

/** The Baseline tier has no say where other policies close, for they are final (kubernetes.md B4). */
function isUnreached({group, subject}: Policy, policies: readonly Policy[], which: Which): boolean {
  if (group.group !== 'admin' || group.tier === 'Admin') return false;
  const closing = policies.filter((each) => !each.staged && each[which]?.isolates);
  return closing.every((each) => each.group.group !== 'cilium' || matchesApart(each.subject, subject));
}

/**
 * A policy of the Admin or Baseline tier closes nobody, while a NetworkPolicy does: beside what it accepts, everything is
 * allowed that no such policy denies. Where none denies anything there is nothing to say.
 */
function openingRules(policy: Policy, own: readonly PlacedRule[], placed: readonly PlacedRule[]): AdditiveRules {
  const denies = placed.filter((each) => each.rule.action === 'deny' && !matchesApart(each.subject, policy.subject));
  if (denies.length === 0) return {direction: undefined, losses: []};
  const {subject} = policy;
  const rest: PlacedRule = {
    policy,
    rule: makeRule({action: 'allow', peers: undefined, ports: undefined, path: [], index: own.length}),
    subject,
    rank: [Number.POSITIVE_INFINITY, behindAll],
  };
  const allowed = [...own.filter(({rule}) => rule.action === 'allow'), rest].map((each) => withoutDenies(each, denies));
  return {
    direction: {isolates: true, rules: allowed.flatMap(({rules}) => rules)},
    losses: [...own.flatMap((each) => actionLosses(each, placed, true)), ...allowed.flatMap(({losses}) => losses)],
  };
}

/** Later than the rank of every rule that is written. */
const behindAll = '\u{10ffff}';

/** A rule without what earlier denies take from it: as itself, in parts, or not at all. */
function withoutDenies(
  allow: PlacedRule,
  denies: readonly PlacedRule[],
): {readonly rules: readonly Rule[]; readonly losses: readonly Loss[]} {
  let rules: readonly Rule[] = [allow.rule];
  const losses: Loss[] = [];
  for (const deny of denies) {
    if (rules.length === 0 || !isBefore(deny, allow) || matchesApart(deny.subject, allow.subject)) continue;
    const next = matchCovers(deny.subject, allow.subject)
      ? rules.map((each) => subtract(each, deny.rule))
      : rules.map((each) => (isApart(each, deny.rule) ? [each] : undefined));
    if (next.includes(undefined)) losses.push(loss(denyProblem, writtenAt(deny.policy, deny.rule), 'wider'));
    else rules = next.flatMap((each) => each ?? []);
  }
  return {rules, losses};
}

function isApart(a: Rule, b: Rule): boolean {
  return trafficApart(a.traffic, b.traffic) || matchesApart(a.peer, b.peer);
}

/** An allow without a deny, as up to two rules; undefined where it cannot be told what is left. */
function subtract(allow: Rule, deny: Rule): readonly Rule[] | undefined {
  if (isApart(allow, deny)) return [allow];
  const split = splitTraffic(allow.traffic, deny.traffic);
  if (!split) return undefined;
  const narrowed = and(allow.peer, not(deny.peer));
  return [
    ...(split.outside.length > 0 ? [withParts(allow, split.outside)] : []),
    ...(split.inside.length > 0 && narrowed.is !== 'false' && !matchCovers(deny.peer, allow.peer)
      ? [withParts(allow, split.inside, deny)]
      : []),
  ];
}

function withParts(rule: Rule, traffic: Traffic, deny?: Rule): Rule {
  const {action, self, application, path, index} = rule;
  const written = rule.peers.length > 0 ? rule.peers : [{value: rule.peer, path}];
  const peers = deny ? written.map((each) => ({...each, value: and(each.value, not(deny.peer))})) : rule.peers;
  return makeRule({
    action,
    ...(self && {self}),
    peers: peers.length > 0 ? peers : rule.peer.is === 'false' ? [] : undefined,
    ports: [{value: traffic, path}],
    ...(application && {application}),
    path,
    index,
  });
}

/** What a rule that is no allow loses by itself. */
function actionLosses(placed: PlacedRule, all: readonly PlacedRule[], closed: boolean): readonly Loss[] {
  const {rule} = placed;
  const origin = writtenAt(placed.policy, rule);
  switch (rule.action) {
    case 'allow':
      return [];
    case 'deny':
      // Whom the policy closes is denied already; the allows that follow are narrowed one by one.
      return closed ? [] : [loss(openDeny, origin, 'wider')];
    case 'pass': {
      const follows = all.some(
        (each) => each.rule.action === 'allow' && isOrdered(each.policy, placed.policy) && isBefore(placed, each),
      );
      return [loss(passProblem, origin, 'narrower'), ...(follows ? [loss(passProblem, origin, 'wider')] : [])];
    }
    case 'log':
      return [loss(logProblem, origin, 'none')];
  }
}

/** A pass hides what stands behind it in its tier. */
function isOrdered({group}: Policy, {group: passing}: Policy): boolean {
  return (
    group.group === 'tier' || (group.group === 'admin' && passing.group === 'admin' && group.tier === passing.tier)
  );
}

/**
 * Cilium can deny a pod its own node, by a deny and by an HTTP rule that the request does not fulfil; Kubernetes cannot
 * (kubernetes.md A9.7, cilium.md 9).
 */
function ownNodeLosses({policy, rule}: PlacedRule): readonly Loss[] {
  const closes = rule.action === 'deny' || rule.application?.http !== undefined;
  if (policy.group.group !== 'cilium' || !closes) return [];
  return matchesApart(rule.peer, ownNode) ? [] : [loss(ownNodeProblem, writtenAt(policy, rule), 'wider')];
}

const ownNode = and(isKind('host'), sameNode);

/** A tier ends in a deny that hides the allows of later ones, or passes on what it does not decide (calico.md 7). */
function tierLosses(
  policy: Policy,
  inTiers: ReadonlyMap<string, readonly Policy[]>,
  world: World | undefined,
): readonly Loss[] {
  const {group} = policy;
  if (group.group !== 'tier') return [];
  const own = tierOf(group.tier, world);
  const others = [...inTiers].flatMap(([tier, members]) => (tier === own.name ? [] : members));
  const overlapping = others.some(({subject}) => !matchesApart(subject, policy.subject));
  return [
    ...(own.defaultAction === 'pass' ? [loss(passingTier, policy.origin, 'narrower')] : []),
    ...(overlapping ? [loss(severalTiers, policy.origin, 'wider')] : []),
  ];
}

/** The policies of each tier; those of other kinds than Calico's stand in the one that always exists. */
function byTier(policies: readonly Policy[], which: Which): ReadonlyMap<string, readonly Policy[]> {
  const tiers = new Map<string, Policy[]>();
  for (const policy of policies) {
    if (!policy[which] || policy.group.group === 'cilium') continue;
    const name = (policy.group.group === 'tier' && policy.group.tier) || 'default';
    const members = tiers.get(name);
    if (members) members.push(policy);
    else tiers.set(name, [policy]);
  }
  return tiers;
}

const denyProblem: Problem = {
  code: 'deny-rule',
  message: 'NetworkPolicies only add to what is allowed; this deny cannot be taken out of an allow that follows it',
};
const openDeny: Problem = {
  code: 'deny-rule',
  message: 'NetworkPolicies deny only by isolation, and no policy isolates these pods; this deny is left out',
};
const ownNodeProblem: Problem = {
  code: 'own-node',
  message: 'a NetworkPolicy never keeps a pod from being reached by its own node, which this rule does',
};
const passProblem: Problem = {
  code: 'pass-rule',
  message: 'NetworkPolicies know no pass to a later tier; this rule is left out',
};
const logProblem: Problem = {code: 'log-rule', message: 'NetworkPolicies do not log; this rule is left out'};
const noIsolation: Problem = {
  code: 'no-default-deny',
  message: 'a NetworkPolicy always closes what it selects; a rule that only opens is left out',
};
const severalTiers: Problem = {
  code: 'tier',
  message: 'NetworkPolicies have no tiers: what another tier allows counts beside this one',
};
const passingTier: Problem = {
  code: 'tier-pass',
  message: 'this tier passes on what it does not decide, while a NetworkPolicy denies it',
};
