import {compareText} from '../base/order.ts';
import type {Policy} from '../ir/policy.ts';
import type {Placement, Profile, Rank, Settings, Stage, Step} from '../ir/profile.ts';
import {type Endpoint, endpointKey, type World} from '../ir/world.ts';

/** A policy as one engine reads it: adapted, with its place among the others. */
export interface PlacedPolicy extends Placement {
  readonly policy: Policy;
  /** Before it was adapted. */
  readonly written: Policy;
}

/** A world and its policies as one engine sees them. */
export interface Prepared {
  readonly profile: Profile;
  readonly settings: Settings;
  readonly world: World;
  /** In the order of evaluation, each with its policies by rank. */
  readonly stages: readonly {readonly stage: Stage; readonly policies: readonly PlacedPolicy[]}[];
  /** Policies that this engine drops though they speak of what it enforces, with the reason in words. */
  readonly ignored: readonly {readonly policy: Policy; readonly why: string}[];
}

/**
 * Applies the profile: settings are gathered before anything is adapted, then the world is prepared and each policy
 * adapted and placed. Staged policies and kinds the engine does not enforce are left out (design.md section 3).
 */
export function prepare(given: Profile, world: World, policies: readonly Policy[]): Prepared {
  const settings = given.settings(world);
  const profile = {...given, ...given.underSettings?.(settings)};
  const prepared = applySteps(profile.prepare, world, settings, world);
  const ignored: {policy: Policy; why: string}[] = [];
  const placed: PlacedPolicy[] = [];
  for (const written of [...policies, ...(profile.ownPolicies?.(prepared) ?? [])]) {
    if (written.staged !== undefined) continue;
    const why = profile.ignores?.(written);
    if (why !== undefined) {
      ignored.push({policy: written, why});
      continue;
    }
    const policy = applySteps(profile.adapt, written, settings, prepared);
    const place = profile.place(policy, prepared, settings);
    if (place) placed.push({policy, written, ...place});
  }
  placed.sort((a, b) => compareRanks(a.rank, b.rank));
  const byStage = new Map<string, PlacedPolicy[]>();
  for (const each of placed) {
    const members = byStage.get(each.stage);
    if (members) members.push(each);
    else byStage.set(each.stage, [each]);
  }
  const adapted = placed.map(({policy}) => policy);
  const stages = profile
    .stages(prepared, adapted, settings)
    .map((stage) => ({stage, policies: byStage.get(stage.name) ?? []}));
  return {profile, settings, world: prepared, stages, ignored};
}

function applySteps<T>(steps: readonly Step<T>[], value: T, settings: Settings, world: World): T {
  return steps.reduce((current, step) => step.apply(current, settings, world), value);
}

/** The endpoint as the engine sees it, by what tells endpoints apart; what is not in the world is seen as it is. */
export function endpointsAsSeen({world}: Prepared): (endpoint: Endpoint) => Endpoint {
  return (endpoint) => {
    const known = tables.get(world) ?? new Map(world.endpoints.map((each) => [endpointKey(each), each] as const));
    tables.set(world, known);
    return known.get(endpointKey(endpoint)) ?? endpoint;
  };
}

/** Made once a world: worlds never change. */
const tables = new WeakMap<World, ReadonlyMap<string, Endpoint>>();

/** Element by element, numbers before texts, smaller first; a rank that ends earlier comes first. */
export function compareRanks(a: Rank, b: Rank): number {
  if (a === b) return 0;
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const [left, right] = [a[index], b[index]];
    if (left === right) continue;
    if (typeof left === 'number' && typeof right === 'number') return left - right;
    if (typeof left === 'string' && typeof right === 'string') return compareText(left, right);
    return typeof left === 'number' ? -1 : 1;
  }
  return a.length - b.length;
}
