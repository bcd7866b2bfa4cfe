import {connectionEnd} from '../evaluate/end.ts';
import {noAssumptions} from '../evaluate/facts.ts';
import {evaluateMatch} from '../evaluate/match.ts';
import {prepare} from '../evaluate/prepared.ts';
import {neverPoliced} from '../evaluate/unpoliced.ts';
import type {Policy} from '../ir/policy.ts';
import type {Profile} from '../ir/profile.ts';
import type {World} from '../ir/world.ts';

/** Which of the policies govern nodes of this world, with the name of the first of them. */
export function governedHosts(
  policies: readonly Policy[],
  profile: Profile,
  given: World,
): ReadonlyMap<Policy, string> {
  const prepared = prepare(profile, given, policies);
  const {world, stages} = prepared;
  const hosts = world.endpoints
    .filter(({kind}) => kind === 'host')
    .map((each) => connectionEnd(each, 4, world))
    .filter((end) => !neverPoliced(prepared, end));
  const found = new Map<Policy, string>();
  for (const {policy, written} of stages.flatMap((stage) => stage.policies)) {
    const first = hosts.find(
      (end) => evaluateMatch(policy.subject, {end, other: end, world, assumptions: noAssumptions}) !== false,
    );
    if (first) found.set(written, first.endpoint.name);
  }
  return found;
}
