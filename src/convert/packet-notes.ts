import type {Loss} from '../../plugins/dialect.ts';
import {matchesApart, trafficApart} from '../ir/apart.ts';
import {isKind} from '../ir/match.ts';
import {type Policy, type Rule, writtenAt} from '../ir/policy.ts';
import type {BuiltInRule, Profile} from '../ir/profile.ts';
import {printTraffic, type Traffic} from '../ir/traffic.ts';
import type {World} from '../ir/world.ts';

interface Dropped {
  readonly rule: BuiltInRule;
  readonly traffic: Traffic;
  readonly by: string;
}

/**
 * Kinds of packets that one of the engines drops before any policy (calico.md 1.1: encapsulation by pods; cilium.md 7:
 * SCTP without its option). They are no part of what policies say, so that comparisons leave them out; a rule that lets
 * them through means less under that engine, which is told once for each policy.
 */
export function packetNotes(
  policies: readonly Policy[],
  source: Profile,
  target: Profile,
  world: World,
): readonly Loss[] {
  const [ours, theirs] = [droppedBy(source, world), droppedBy(target, world)];
  const missing = (from: readonly Dropped[], names: readonly Dropped[]): readonly Dropped[] =>
    from.filter(({rule}) => !names.some((each) => each.rule.name === rule.name));
  const odd = [
    ...missing(ours, theirs).map((each) => ({...each, other: target.name})),
    ...missing(theirs, ours).map((each) => ({...each, other: source.name})),
  ];
  return policies.flatMap((policy) =>
    odd.flatMap(({rule, traffic, by, other}): readonly Loss[] => {
      const first = rulesFor(policy, rule).find((each) => speaksOf(each, traffic));
      if (!first) return [];
      const message = `${by} drops ${printTraffic(traffic)} of pods before any policy, ${other} lets it through here`;
      return [{code: 'packets', origin: writtenAt(policy, first), effect: 'none', message}];
    }),
  );
}

/** It allows such packets by name, or everything to everybody; of all others nobody expects that they carry them. */
function speaksOf({action, peer, traffic}: Rule, packets: Traffic): boolean {
  const boxes = peer.is === 'true' ? traffic : traffic.filter((box) => Object.keys(box).length > 0);
  return action === 'allow' && !trafficApart(boxes, packets);
}

function droppedBy(given: Profile, world: World): readonly Dropped[] {
  const {builtIn} = {...given, ...given.underSettings?.(given.settings(world))};
  return builtIn.flatMap((rule) =>
    rule.traffic && rule.action === 'deny' && rule.when === 'before-stages'
      ? [{rule, traffic: rule.traffic, by: given.name}]
      : [],
  );
}

function rulesFor(policy: Policy, {direction, subject}: BuiltInRule): readonly Rule[] {
  if (policy.staged !== undefined || matchesApart(policy.subject, isKind('pod'))) return [];
  if (matchesApart(policy.subject, subject)) return [];
  const sides = direction === 'both' ? (['ingress', 'egress'] as const) : [direction];
  return sides.flatMap((side) => (policy[side]?.dormant ? [] : (policy[side]?.rules ?? [])));
}
