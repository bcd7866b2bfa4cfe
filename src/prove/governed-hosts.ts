import {connectionEnd, type End} from '../evaluate/end.ts';
import {noAssumptions} from '../evaluate/facts.ts';
import {evaluateMatch} from '../evaluate/match.ts';
import {type Prepared, prepare} from '../evaluate/prepared.ts';
import {neverPoliced} from '../evaluate/unpoliced.ts';
import type {Direction, Policy} from '../ir/policy.ts';
import type {Profile} from '../ir/profile.ts';
import type {HostEndpoint, World} from '../ir/world.ts';

/** Which of the policies govern nodes of this world, with the name of the first of them. */
export function governedHosts(
  policies: readonly Policy[],
  profile: Profile,
  given: World,
): ReadonlyMap<Policy, string> {
  const prepared = prepare(profile, given, policies);
  const hosts = policedHosts(prepared);
  const found = new Map<Policy, string>();
  for (const {policy, written} of placedPolicies(prepared)) {
    const first = hosts.find((end) => mayGovern(policy, end, prepared));
    if (first) found.set(written, first.endpoint.name);
  }
  return found;
}

/** The host endpoints on nodes that let something in or out only where a policy allows it. */
export function closedInterfaces(profile: Profile, given: World): readonly HostEndpoint[] {
  const prepared = prepare(profile, given, []);
  // Without policies only what the engine itself makes of the profiles of host endpoints is left.
  const own = placedPolicies(prepared).map(({policy}) => policy);
  const closed = policedHosts(prepared).filter((end) => {
    const governing = own.filter((policy) => mayGovern(policy, end, prepared));
    return !(['ingress', 'egress'] as const).every((side) => governing.some((policy) => opens(policy[side])));
  });
  const nodes = new Set(closed.map(({endpoint}) => endpoint.node));
  return given.hostEndpoints.filter(({node}) => nodes.has(node));
}

function placedPolicies({stages}: Prepared): Prepared['stages'][number]['policies'] {
  return stages.flatMap(({policies}) => policies);
}

function policedHosts(prepared: Prepared): readonly End[] {
  const {world} = prepared;
  return world.endpoints
    .filter(({kind}) => kind === 'host')
    .map((each) => connectionEnd(each, 4, world))
    .filter((end) => !neverPoliced(prepared, end));
}

function mayGovern({subject}: Policy, end: End, {world}: Prepared): boolean {
  return evaluateMatch(subject, {end, other: end, world, assumptions: noAssumptions}) !== false;
}

/** Its first rule lets everything through. */
function opens(direction: Direction | undefined): boolean {
  const [first] = direction?.rules ?? [];
  return (
    first?.action === 'allow' && first.peer.is === 'true' && first.traffic.some((box) => Object.keys(box).length === 0)
  );
}
