import type {Namespace, ServiceAccount, World} from '../ir/world.ts';

/** The namespace object of a name; undefined where there is none. */
export function namespaceNamed(world: World, name: string): Namespace | undefined {
  return named(namespaces, world, world.namespaces, (each) => each.name).get(name);
}

/** The service account of a name in a namespace; undefined where there is none. */
export function serviceAccountNamed(world: World, namespace: string, name: string): ServiceAccount | undefined {
  const key = (each: {readonly namespace: string; readonly name: string}) => `${each.namespace}/${each.name}`;
  return named(accounts, world, world.serviceAccounts, key).get(key({namespace, name}));
}

/** Tables by name, made once a world: worlds never change. */
const namespaces = new WeakMap<World, ReadonlyMap<string, Namespace>>();
const accounts = new WeakMap<World, ReadonlyMap<string, ServiceAccount>>();

function named<T>(
  tables: WeakMap<World, ReadonlyMap<string, T>>,
  world: World,
  items: readonly T[],
  key: (item: T) => string,
): ReadonlyMap<string, T> {
  const known = tables.get(world);
  if (known) return known;
  const table = new Map(items.map((each) => [key(each), each] as const));
  tables.set(world, table);
  return table;
}
