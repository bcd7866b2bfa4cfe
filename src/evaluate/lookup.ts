import type {Endpoint, Namespace, Service, ServiceAccount, World} from '../ir/world.ts';

/** The namespace object of a name; undefined where there is none. */
export const namespaceNamed = (world: World, name: string): Namespace | undefined => namespaces(world, name)[0];

/** The service account of a name in a namespace; undefined where there is none. */
export const serviceAccountNamed = (world: World, namespace: string, name: string): ServiceAccount | undefined =>
  accounts(world, `${namespace}/${name}`)[0];

/** The Service of a name in a namespace; undefined where there is none. */
export const serviceOf = (world: World, namespace: string, name: string): Service | undefined =>
  services(world, `${namespace}/${name}`)[0];

/** The endpoints of a name (`shop/web-0`, `node/a`): a pod and workloads may share one. */
export const endpointsNamed = (world: World, name: string): readonly Endpoint[] => endpoints(world, name);

/** The pods of a workload and the workload itself, of all kinds of that name. */
export const endpointsOwned = (world: World, namespace: string, name: string): readonly Endpoint[] =>
  owned(world, `${namespace}/${name}`);

/** The endpoints that have an address, in canonical text. */
export const endpointsAt = (world: World, address: string): readonly Endpoint[] => addressed(world, address);

const namespaces = table<Namespace>(
  (world) => world.namespaces,
  ({name}) => [name],
);
const accounts = table<ServiceAccount>(
  (world) => world.serviceAccounts,
  ({namespace, name}) => [`${namespace}/${name}`],
);
const services = table<Service>(
  (world) => world.services,
  ({namespace, name}) => [`${namespace}/${name}`],
);
const endpoints = table<Endpoint>(
  (world) => world.endpoints,
  ({name}) => [name],
);
const owned = table<Endpoint>(
  (world) => world.endpoints,
  ({namespace, owner, workload}) =>
    [...new Set([owner?.name, workload?.name])].flatMap((name) => (name === undefined ? [] : [`${namespace}/${name}`])),
);
const addressed = table<Endpoint>(
  (world) => world.endpoints,
  ({addresses}) => addresses,
);

/** Items by their keys, in the order of the world; made once a world, since worlds never change. */
function table<T>(
  itemsOf: (world: World) => readonly T[],
  keysOf: (item: T) => readonly string[],
): (world: World, key: string) => readonly T[] {
  const tables = new WeakMap<World, ReadonlyMap<string, readonly T[]>>();
  const none: readonly T[] = [];
  const make = (world: World): ReadonlyMap<string, readonly T[]> => {
    const made = new Map<string, T[]>();
    for (const item of itemsOf(world)) {
      for (const key of keysOf(item)) {
        const known = made.get(key);
        if (known) known.push(item);
        else made.set(key, [item]);
      }
    }
    return made;
  };
  return (world, key) => {
    const known = tables.get(world) ?? make(world);
    tables.set(world, known);
    return known.get(key) ?? none;
  };
}
