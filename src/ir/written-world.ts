import type {AddressSet, Tier, World} from './world.ts';

/** The cluster with the sets and tiers that are written beside its policies; of two with one name the written stands. */
export function withWritten(world: World, written: Pick<World, 'addressSets' | 'tiers'>): World {
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
