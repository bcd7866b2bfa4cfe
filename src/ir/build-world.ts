import {lastOf} from '../base/last-of.ts';
import {sortedUnique} from '../base/order.ts';
import {addressSetsOf} from './host-endpoints.ts';
import type {Policy} from './policy.ts';
import {resolveWorkloads} from './workloads.ts';
import {
  type Endpoint,
  endpointKey,
  type HostEndpoint,
  type Namespace,
  type Node,
  type World,
  type WorldPart,
} from './world.ts';

const nameLabel = 'kubernetes.io/metadata.name';

/**
 * One world from what the documents tell, in input order: of two objects with the same kind, namespace and name the last
 * stands, as after `kubectl apply`. Adds what the API server or the cluster would: the name label of namespaces, the
 * namespaces that are only mentioned (their labels are unknown), the nodes that pods name (kubernetes.md A8).
 */
export function buildWorld(parts: readonly WorldPart[], policies: readonly Policy[] = []): World {
  const endpoints = withSharedParts(resolveWorkloads(lastOf(all(parts, 'endpoints'), endpointKey)));
  const nodes = lastOf(all(parts, 'nodes'), ({name}) => name);
  const services = lastOf(all(parts, 'services'), ({namespace, name}) => `${namespace}/${name}`);
  const serviceAccounts = lastOf(all(parts, 'serviceAccounts'), ({namespace, name}) => `${namespace}/${name}`);
  const hostEndpoints = lastOf(all(parts, 'hostEndpoints'), ({name}) => name);
  const endpointProfiles = lastOf(all(parts, 'endpointProfiles'), ({name}) => name);
  const addressSets = lastOf(
    [...all(parts, 'addressSets'), ...addressSetsOf(hostEndpoints, endpointProfiles)],
    (set) => `${set.kind}/${set.namespace ?? ''}/${set.name}`,
  );
  const settingsOrigin = parts.findLast((part) => part.settingsOrigin)?.settingsOrigin;
  const used = usedNamespaces(policies, [endpoints, services, serviceAccounts, addressSets]);
  return {
    namespaces: namespaces(all(parts, 'namespaces'), used),
    serviceAccounts,
    endpoints: inOrder(nodeEndpoints(nodes, endpoints, hostEndpoints), endpoints),
    nodes,
    services,
    backends: lastOf(all(parts, 'backends'), (each) => `${each.namespace}/${each.service}/${JSON.stringify(each)}`),
    addressSets,
    hostEndpoints,
    endpointProfiles,
    tiers: lastOf(all(parts, 'tiers'), ({name}) => name),
    agents: lastOf(all(parts, 'agents'), ({kind, namespace, name}) => `${kind}/${namespace ?? ''}/${name}`),
    domains: merged(parts.map(({domains}) => domains)),
    settings: merged(parts.map(({settings}) => settings)),
    ...(settingsOrigin && {settingsOrigin}),
    missingKinds: sortedUnique(all(parts, 'missingKinds')),
  };
}

interface Placed {
  readonly namespace?: string;
}

/** Lists come sorted by namespace: only a change of it is noted. */
function usedNamespaces(policies: readonly Policy[], lists: readonly (readonly Placed[])[]): ReadonlySet<string> {
  const used = new Set<string>();
  let last: string | undefined;
  const add = (namespace: string | undefined): void => {
    if (namespace !== undefined && namespace !== last) used.add(namespace);
    last = namespace;
  };
  for (const {id} of policies) add(id.namespace);
  for (const list of lists) for (const {namespace} of list) add(namespace);
  return used;
}

type ListKey = Exclude<keyof WorldPart, 'domains' | 'settings' | 'settingsOrigin'>;

function all<K extends ListKey>(parts: readonly WorldPart[], key: K): readonly World[K][number][] {
  const [only] = parts;
  if (only && parts.length === 1) return only[key] ?? [];
  return parts.flatMap((part): readonly World[K][number][] => part[key] ?? []);
}

function merged<T>(records: readonly (Readonly<Record<string, T>> | undefined)[]): Readonly<Record<string, T>> {
  return Object.fromEntries(records.flatMap((record) => Object.entries(record ?? {})));
}

/** Equal labels and equal ports as one object, so that whoever looks at endpoints may do it once for each. */
function withSharedParts(endpoints: readonly Endpoint[]): readonly Endpoint[] {
  const sameLabels = interner<Endpoint['labels']>();
  const samePorts = interner<Endpoint['ports']>();
  return endpoints.map((each) => {
    const [labels, ports] = [sameLabels(each.labels), samePorts(each.ports)];
    return labels === each.labels && ports === each.ports ? each : {...each, labels, ports};
  });
}

/** The first of the objects that print the same. */
function interner<T extends object>(): (value: T) => T {
  const byIdentity = new Map<T, T>();
  const byText = new Map<string, T>();
  return (value) => {
    const known = byIdentity.get(value);
    if (known) return known;
    const text = JSON.stringify(value);
    const first = byText.get(text) ?? value;
    byText.set(text, first);
    byIdentity.set(value, first);
    return first;
  };
}

/** Two sorted lists as one; of two with the same key the second stands. The first is short: each finds its place. */
function inOrder(first: readonly Endpoint[], second: readonly Endpoint[]): readonly Endpoint[] {
  const merged: Endpoint[] = [];
  let from = 0;
  for (const each of first) {
    const key = endpointKey(each);
    const to = placeOf(key, second, from);
    const next = second[to];
    while (from < to) merged.push(second[from++] ?? each);
    if (!next || endpointKey(next) !== key) merged.push(each);
  }
  return merged.length === 0 ? second : merged.concat(second.slice(from));
}

/** The first place in a sorted list, at or behind one, whose key is not smaller. */
function placeOf(key: string, sorted: readonly Endpoint[], from: number): number {
  let [low, high] = [from, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const each = sorted[middle];
    if (each && endpointKey(each) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Those that are given, and those that are only mentioned, with what the API server adds. */
function namespaces(given: readonly Namespace[], used: ReadonlySet<string>): readonly Namespace[] {
  const names = new Set(given.map(({name}) => name));
  const mentioned = [...used].flatMap((name): readonly Namespace[] =>
    names.has(name) ? [] : [{name, labels: {}, labelsKnown: false}],
  );
  return lastOf([...mentioned, ...given], ({name}) => name).map((each) =>
    each.labels[nameLabel] === each.name ? each : {...each, labels: {...each.labels, [nameLabel]: each.name}},
  );
}

/**
 * An endpoint for every node that is given or that a pod or host endpoint names; what is given for it elsewhere goes
 * before. An interface with addresses that its node is not known by is an endpoint of its own.
 */
function nodeEndpoints(
  nodes: readonly Node[],
  endpoints: readonly Endpoint[],
  interfaces: readonly HostEndpoint[],
): readonly Endpoint[] {
  const onHost = new Map<string, Set<string>>();
  for (const {node, hostNetwork, addresses} of endpoints) {
    if (node === undefined) continue;
    if (!onHost.has(node)) onHost.set(node, new Set());
    if (hostNetwork) for (const address of addresses) onHost.get(node)?.add(address);
  }
  // A node without known addresses is known by those of its first interface.
  for (const {node, addresses} of interfaces) {
    const known = onHost.get(node);
    if (!known || known.size === 0) onHost.set(node, new Set(addresses));
  }
  const given = new Map(nodes.map((node) => [node.name, node] as const));
  const found = sortedUnique([...given.keys(), ...onHost.keys()]).map((name) => {
    const node = given.get(name);
    const addresses = node && node.addresses.length > 0 ? node.addresses : sortedUnique(onHost.get(name) ?? []);
    return hostEndpoint(`node/${name}`, name, addresses, node?.labels ?? {});
  });
  const taken = new Set(found.flatMap(({addresses}) => addresses));
  const others = interfaces.filter(({addresses}) => addresses.length > 0 && !addresses.some((each) => taken.has(each)));
  return [
    ...others.map(({name, node, addresses}) => hostEndpoint(`hostendpoint/${name}`, node, addresses, {})),
    ...found,
  ];
}

function hostEndpoint(name: string, node: string, addresses: readonly string[], labels: Endpoint['labels']): Endpoint {
  const nothing = {openLabels: [], ports: [], roles: []};
  return {name, kind: 'host', labels, addresses, node, hostNetwork: true, replicas: 1, ...nothing};
}
