import type {JsonObject} from '../../../src/base/json.ts';

/** How many rules, peers, protocols, networks and names one list of a ClusterNetworkPolicy holds (kubernetes.md B1). */
const MOST_ITEMS = 25;

/** A list in pieces that fit; an empty list is no piece. */
export function pieces<T>(list: readonly T[]): readonly (readonly T[])[] {
  const count = Math.ceil(list.length / MOST_ITEMS);
  return Array.from({length: count}, (_, index) => list.slice(index * MOST_ITEMS, (index + 1) * MOST_ITEMS));
}

export function distinct<T>(items: readonly T[]): readonly T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item] as const)).values()];
}

/** A peer or a subject of pods, from the selectors of a NetworkPolicy's peer; `asPods` also where all pods are meant. */
export function podPeer({namespaceSelector, podSelector}: JsonObject, asPods = false): JsonObject {
  const namespaces = namespaceSelector ?? {};
  if (podSelector === undefined && !asPods) return {namespaces};
  return {pods: {namespaceSelector: namespaces, podSelector: podSelector ?? {}}};
}
