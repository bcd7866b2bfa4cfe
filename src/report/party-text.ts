import type {Party} from '../evaluate/connectivity.ts';

/** The name of a party for people, untrusted. */
export type NameParty = (party: Party) => string;

/** What tells parties apart. */
export function partyKey({kind, workload = '', name}: Pick<Party, 'name' | 'kind' | 'workload'>): string {
  return `${kind}\0${workload}\0${name}`;
}

/**
 * Names parties as a question takes them: `shop/web`; where several kinds share that name, with the kind between
 * (`shop/deployment/web`). A block of addresses names the blocks in it that are answered apart.
 */
export function partyNames(parties: Iterable<Pick<Party, 'name' | 'kind' | 'workload'>>): NameParty {
  const kinds = new Map<string, Set<string>>();
  for (const party of parties) {
    const known = kinds.get(party.name);
    if (known) known.add(partyKey(party));
    else kinds.set(party.name, new Set([partyKey(party)]));
  }
  return (party) => {
    const {name, except = []} = party;
    if (except.length > 0) return `${name} except ${except.join(', ')}`;
    return (kinds.get(name)?.size ?? 0) > 1 ? withKind(party) : name;
  };
}

function withKind({name, kind, namespace, workload}: Party): string {
  if (namespace === undefined) return name;
  const bare = name.startsWith(`${namespace}/`) ? name.slice(namespace.length + 1) : name;
  return `${namespace}/${(workload ?? kind).toLowerCase()}/${bare}`;
}
