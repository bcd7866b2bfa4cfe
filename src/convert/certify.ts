import type {Policy} from '../ir/policy.ts';
import type {World} from '../ir/world.ts';
import {withWritten} from '../ir/written-world.ts';
import type {Loaded} from '../load/loaded.ts';
import type {Certificate} from '../prove/certificate.ts';
import {samePolicies} from '../prove/same-policies.ts';
import {compareInWorld} from '../prove/this-world.ts';
import type {Engines} from './engines.ts';

/**
 * Compares the policies with what was read back, each side as its engine reads it. The same policies under the same
 * engine are equal in every world. Else it takes workloads to compare on, and two engines of one input have no single
 * answer.
 */
export function certify(
  loaded: Loaded,
  policies: readonly Policy[],
  back: Pick<Loaded, 'applied' | 'world'>,
  {source, target, unchanged}: Engines,
): Certificate {
  const [profile, ...others] = source;
  const names = source.map(({name}) => name).join(', ');
  const frame = {scope: 'all-worlds', source: {cni: names}, target: {cni: unchanged ? names : target.name}} as const;
  const unproved = (reason: string): Certificate => ({
    ...frame,
    result: 'unproved',
    assumptions: [`not proved: ${reason}`],
    witness: null,
  });
  if (loaded.diagnostics.some(({severity}) => severity === 'error')) {
    return unproved('some of the input could not be read, so nothing can be said of the whole');
  }
  if (unchanged && samePolicies(policies, back.applied) && sameSets(loaded.world, back.world)) {
    const assumptions = ['both sides hold the same policies and are read by the same engine'];
    return {...frame, result: 'equal', assumptions, witness: null};
  }
  if (!profile || others.length > 0) {
    return unproved(
      `the policies are judged by several engines (${names}); convert those of one at a time with --from`,
    );
  }
  if (!loaded.hasWorld) return unproved('no workloads are given to compare on; give them with -f or read a cluster');
  return compareInWorld(
    {profile, policies, world: loaded.world},
    {profile: target, policies: back.applied, world: withWritten(loaded.world, back.world)},
  );
}

/** Sets and tiers that were not written along would be missing beside the same policies. */
function sameSets(world: World, written: World): boolean {
  const print = ({addressSets, tiers}: World): string => JSON.stringify([addressSets, tiers]);
  return world.addressSets.length + world.tiers.length === 0 || print(world) === print(written);
}
