import type {Policy} from '../ir/policy.ts';
import type {AddressSet, Tier, World} from '../ir/world.ts';
import type {Loaded} from '../load/loaded.ts';
import type {Certificate} from '../prove/certificate.ts';
import {compareInWorld} from '../prove/this-world.ts';
import type {Engines} from './engines.ts';

/**
 * Compares the policies with what was read back, each side as its engine reads it. Without workloads there is no world
 * to compare on, and two engines of one input have no single answer.
 */
export function certify(
  loaded: Loaded,
  policies: readonly Policy[],
  back: Pick<Loaded, 'applied' | 'world'>,
  {source, target}: Engines,
): Certificate {
  const [profile, ...others] = source;
  const names = source.map(({name}) => name).join(', ');
  const unproved = (reason: string): Certificate => ({
    result: 'unproved',
    scope: 'all-worlds',
    source: {cni: names},
    target: {cni: target.name},
    assumptions: [`not proved: ${reason}`],
    witness: null,
  });
  if (!profile || others.length > 0) {
    return unproved(
      `the policies are judged by several engines (${names}); convert those of one at a time with --from`,
    );
  }
  if (!loaded.hasWorld) return unproved('no workloads are given to compare on; give them with -f or read a cluster');
  return compareInWorld(
    {profile, policies, world: loaded.world},
    {profile: target, policies: back.applied, world: withSets(loaded.world, back.world)},
  );
}

/** The source's cluster with the sets and tiers that were written beside the policies. */
function withSets(world: World, written: World): World {
  const setKey = ({kind, namespace, name}: AddressSet): string => `${kind}/${namespace ?? ''}/${name}`;
  const tierKey = ({name}: Tier): string => name;
  return {
    ...world,
    addressSets: replaced(world.addressSets, written.addressSets, setKey),
    tiers: replaced(world.tiers, written.tiers, tierKey),
  };
}

function replaced<T>(before: readonly T[], after: readonly T[], key: (item: T) => string): readonly T[] {
  return [...new Map([...before, ...after].map((item) => [key(item), item] as const)).values()];
}
