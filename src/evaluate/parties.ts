import {compareText} from '../base/order.ts';
import {type Endpoint, endpointKey} from '../ir/world.ts';
import type {Party} from './connectivity.ts';

/** A party with the endpoints that it stands for. */
export interface Standing {
  readonly party: Party;
  /** As the engine sees them; of one class. */
  readonly members: readonly Endpoint[];
}

/** Sorts endpoints into parties: those of one owner and one group together, sorted by name. */
export function standings(
  endpoints: readonly Endpoint[],
  seen: (endpoint: Endpoint) => Endpoint,
  groupOf: (endpoint: Endpoint) => number,
): readonly Standing[] {
  const owners = new Map<string, Endpoint[]>();
  for (const endpoint of endpoints) {
    const key = ownerKey(endpoint);
    const group = owners.get(key);
    if (group) group.push(endpoint);
    else owners.set(key, [endpoint]);
  }
  const found = [...owners.values()].flatMap((group): readonly Standing[] => {
    if (group.length === 1) return [standing(group, seen, true)];
    const alike = new Map<number, Endpoint[]>();
    for (const endpoint of group) {
      const id = groupOf(endpoint);
      const own = alike.get(id);
      if (own) own.push(endpoint);
      else alike.set(id, [endpoint]);
    }
    return [...alike.values()].map((own) => standing(own, seen, alike.size === 1));
  });
  return found.sort((a, b) => compareParties(a.party, b.party));
}

/** By name, then by what tells parties of one name apart. */
export function compareParties(a: Party, b: Party): number {
  return compareText(a.name, b.name) || compareText(a.kind, b.kind) || compareText(a.workload ?? '', b.workload ?? '');
}

/** What tells parties apart, also those of two inputs. */
export function partyKey({name, kind, workload = ''}: Party): string {
  return `${name}\u0000${kind}\u0000${workload}`;
}

/** What endpoints of one owner have in common; the endpoint itself where it has none. */
export function ownerKey(endpoint: Endpoint): string {
  const {namespace, owner, workload} = endpoint;
  const of = owner ?? workload;
  return of ? `${namespace}/${of.kind}/${of.name}` : endpointKey(endpoint);
}

/** Where pods of one owner differ, each kind of them goes by the name of its first pod. */
function standing(group: readonly Endpoint[], seen: (endpoint: Endpoint) => Endpoint, whole: boolean): Standing {
  const [first] = group;
  if (!first) throw new Error('a party needs an endpoint');
  const {namespace, labels, owner, workload, kind, name} = first;
  const of = workload ?? owner;
  const named = of && (whole || workload) ? of : undefined;
  const counts = group.map(({replicas}) => replicas);
  const known = counts.filter((count) => count !== undefined);
  return {
    party: {
      name: named ? `${namespace}/${named.name}` : name,
      kind: named ? 'workload' : kind,
      ...(namespace !== undefined && {namespace}),
      ...(of && {workload: of.kind}),
      labels,
      ...(known.length === counts.length && {replicas: known.reduce((sum, count) => sum + count, 0)}),
    },
    members: group.map(seen),
  };
}
