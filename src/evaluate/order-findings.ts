import {type Diagnostic, diagnostic} from '../diagnostics/diagnostic.ts';
import {matchesApart, trafficApart} from '../ir/apart.ts';
import {type Policy, printPolicyId, type Rule} from '../ir/policy.ts';
import type {Profile} from '../ir/profile.ts';
import type {World} from '../ir/world.ts';
import {connectionEnd} from './end.ts';
import {noAssumptions} from './facts.ts';
import {evaluateMatch} from './match.ts';
import {type PlacedPolicy, prepare} from './prepared.ts';

/** So many pairs of rules are compared for one order, and endpoints asked. */
const MOST_STEPS = 200_000;

type Pair = readonly [first: Policy, second: Policy];

/**
 * Policies that have one order and may decide the same traffic of one endpoint of this world differently, so that their
 * names decide (calico.md 7.2, lint.md NP604): `order-tied`, once for each order.
 */
export function orderFindings(profile: Profile, world: World, policies: readonly Policy[]): readonly Diagnostic[] {
  const tied = tiedPolicies(profile, world, policies);
  if (tied.length === 0) return [];
  const prepared = prepare(profile, world, tied.flat());
  return prepared.stages.flatMap(({stage, policies: placed}) =>
    byOrder(placed).flatMap((group) => {
      const pairs = conflicts(group, prepared.world);
      const [first] = pairs;
      if (!first) return [];
      const names = first.map(({id}) => printPolicyId(id));
      const details = {policies: names, stage: stage.name, more: pairs.length - 1};
      return [diagnostic('order-tied', first[1].origin, {arguments: details})];
    }),
  );
}

/** Groups of one order in which not all rules allow, found before anything is prepared: hardly any input has one. */
function tiedPolicies(profile: Profile, world: World, policies: readonly Policy[]): readonly (readonly Policy[])[] {
  const settings = profile.settings(world);
  const groups = new Map<string, Policy[]>();
  for (const policy of policies) {
    const place = policy.staged === undefined ? profile.place(policy, world, settings) : undefined;
    if (place?.nameFrom === undefined) continue;
    const key = JSON.stringify([place.stage, place.rank.slice(0, place.nameFrom).map(String)]);
    const group = groups.get(key);
    if (group) group.push(policy);
    else groups.set(key, [policy]);
  }
  return [...groups.values()].filter((group) => group.length > 1 && group.some(decidesOtherwise));
}

function decidesOtherwise({ingress, egress}: Policy): boolean {
  return [ingress, egress].some((side) => side?.rules.some(({action}) => action === 'deny' || action === 'pass'));
}

function byOrder(placed: readonly PlacedPolicy[]): readonly (readonly Policy[])[] {
  const groups = new Map<string, Policy[]>();
  for (const {policy, rank, nameFrom} of placed) {
    const key = JSON.stringify(rank.slice(0, nameFrom).map(String));
    const group = groups.get(key);
    if (group) group.push(policy);
    else groups.set(key, [policy]);
  }
  return [...groups.values()];
}

function conflicts(group: readonly Policy[], world: World): readonly Pair[] {
  const found: Pair[] = [];
  let steps = MOST_STEPS;
  const deciding: Policy[] = [];
  for (const [index, second] of group.entries()) {
    const decides = decidesOtherwise(second);
    // Policies that only allow never disagree, and there may be very many.
    for (const first of decides ? group.slice(0, index) : deciding) {
      steps -= rulesOf(first).length * rulesOf(second).length + 1;
      if (steps < 0) return found;
      if (!canDisagree(first, second)) continue;
      steps -= world.endpoints.length;
      if (selectedTogether(first, second, world)) found.push([first, second]);
    }
    if (decides) deciding.push(second);
  }
  return found;
}

function rulesOf({ingress, egress}: Policy): readonly Rule[] {
  return [...(ingress?.rules ?? []), ...(egress?.rules ?? [])];
}

function canDisagree(first: Policy, second: Policy): boolean {
  if (matchesApart(first.subject, second.subject)) return false;
  return (['ingress', 'egress'] as const).some((which) =>
    first[which]?.rules.some((one) => second[which]?.rules.some((other) => disagree(one, other))),
  );
}

function disagree(one: Rule, other: Rule): boolean {
  if (one.action === other.action || one.action === 'log' || other.action === 'log') return false;
  return !trafficApart(one.traffic, other.traffic) && !matchesApart(one.peer, other.peer);
}

function selectedTogether(first: Policy, second: Policy, world: World): boolean {
  return world.endpoints.some((endpoint) => {
    const end = connectionEnd(endpoint, 4, world);
    const reading = {end, other: end, world, assumptions: noAssumptions};
    return [first, second].every(({subject}) => evaluateMatch(subject, reading) !== false);
  });
}
