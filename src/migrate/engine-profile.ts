import type {Diagnostic} from '../diagnostics/diagnostic.ts';
import type {Profile} from '../ir/profile.ts';
import type {World} from '../ir/world.ts';
import {chooseProfiles} from '../load/profile.ts';
import type {RunningEngine} from '../load/running-engines.ts';

type Chosen = Profile | {readonly diagnostic: Diagnostic};

/** An engine by its name for `--cni`. */
export async function profileNamed(name: string): Promise<Chosen> {
  const choice = await chooseProfiles(name, []);
  if ('diagnostic' in choice) return choice;
  const [profile] = choice.profiles;
  if (!profile) throw new Error(`no engine answers to ${name}`);
  return profile;
}

/**
 * The engine of today: the one that is named, else the first that runs, as its agent says it was started, else Canal, with
 * which Rancher's isolation began.
 */
export async function profileOfToday(cni: string, [first]: readonly RunningEngine[]): Promise<Chosen> {
  if (cni !== 'auto' || !first) return profileNamed(cni === 'auto' ? 'canal' : cni);
  const profile = await profileNamed(first.engine);
  if ('diagnostic' in profile || first.ipv6 === undefined) return profile;
  return {...profile, capabilities: {...profile.capabilities, ipv6: first.ipv6}};
}

/** Whether it enforces anything under the options that it runs with. */
export function enforcesPolicies(profile: Profile, world: World): boolean {
  const switches = profile.underSettings?.(profile.settings(world));
  return (switches?.capabilities ?? profile.capabilities).enforces;
}

/** Cilium comes into a cluster switched off, and the last step of the move switches it on (migration.md section 5.3). */
export function asAfterTheMove(world: World): World {
  const {'enable-policy': mode, 'policy-audit-mode': _, ...settings} = world.settings;
  return {...world, settings: {...settings, ...(mode !== undefined && mode !== 'never' && {'enable-policy': mode})}};
}
