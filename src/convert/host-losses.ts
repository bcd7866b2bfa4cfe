import type {Loss} from '../../plugins/dialect.ts';
import type {Policy} from '../ir/policy.ts';
import type {Profile} from '../ir/profile.ts';
import type {World} from '../ir/world.ts';
import {closedInterfaces, governedHosts} from '../prove/governed-hosts.ts';

/**
 * Policies that govern host endpoints of this world lose that in an engine without them (calico.md 11.1), and a host
 * endpoint that no profile opens (calico.md 8) closes nothing there any more. A policy that speaks of hosts where there
 * are none loses nothing.
 */
export function hostLosses(
  policies: readonly Policy[],
  source: Profile,
  target: Profile,
  world: World,
): readonly Loss[] {
  if (world.hostEndpoints.length === 0 || !source.unpoliced || target.unpoliced) return [];
  const governed = governedHosts(policies, source, world);
  const ofPolicies = policies.flatMap((policy): readonly Loss[] => {
    const host = governed.get(policy);
    if (host === undefined) return [];
    const message = `it also governs host endpoints, such as that of ${host}, which ${target.name} does not know`;
    return [{code: 'host-endpoint', origin: policy.origin, effect: 'wider', message}];
  });
  const ofInterfaces = closedInterfaces(source, world).map(({name, origin}): Loss => {
    const message = `the interface of ${name} is closed but for what policies allow, which ${target.name} does not know`;
    return {code: 'host-endpoint', origin, effect: 'wider', message};
  });
  return [...ofPolicies, ...ofInterfaces];
}
