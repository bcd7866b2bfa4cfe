import type {Origin} from '../../../src/diagnostics/origin.ts';
import {and, isKind} from '../../../src/ir/match.ts';
import {type Direction, type Policy, rule} from '../../../src/ir/policy.ts';
import type {EndpointProfile, World} from '../../../src/ir/world.ts';
import {hasRole, profileRole} from './roles.ts';

/** The profile of host endpoints that the project's own controller makes; it exists without being written. */
const DEFAULT_ALLOW = 'projectcalico-default-allow';

/**
 * The rules of the profiles that host endpoints name, as policies behind all tiers: once for each position in their
 * lists, since the first profile that has a matching rule decides. One that does not exist denies (calico.md 1.1, 4).
 */
export function profilePolicies({hostEndpoints, endpointProfiles}: World): readonly Policy[] {
  const given = new Map(endpointProfiles.map((each) => [each.name, each] as const));
  const found = new Map<string, Policy>();
  for (const {profiles, origin} of hostEndpoints) {
    profiles.forEach((name, at) => {
      const role = profileRole(name, at);
      if (!found.has(role)) found.set(role, profilePolicy(given.get(name) ?? unwritten(name, origin), at));
    });
  }
  return [...found.values()];
}

/** A profile at a position of the lists that name it, as the policy it is for their endpoints. */
export function profilePolicy({name, ingress, egress, origin}: EndpointProfile, at: number): Policy {
  return {
    id: {dialect: 'calico', apiVersion: 'projectcalico.org/v3', kind: 'Profile', name},
    origin,
    labels: {},
    annotations: {},
    group: {group: 'tier', tier: 'default', order: at, list: 'profile'},
    subject: and(isKind('host'), hasRole(profileRole(name, at))),
    ingress,
    egress,
    remainder: [],
  };
}

function unwritten(name: string, origin: Origin): EndpointProfile {
  const action = name === DEFAULT_ALLOW ? 'allow' : 'deny';
  const all: Direction = {
    isolates: false,
    rules: [rule({action, peers: undefined, ports: undefined, path: [], index: 0})],
  };
  return {name, labels: {}, ingress: all, egress: all, origin};
}
