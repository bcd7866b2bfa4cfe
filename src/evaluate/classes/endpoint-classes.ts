import {parseAddress} from '../../base/cidr.ts';
import {compareText} from '../../base/order.ts';
import type {Endpoint, World} from '../../ir/world.ts';
import {namespaceNamed} from '../lookup.ts';
import type {Prepared} from '../prepared.ts';
import {addressPlaces} from './address-places.ts';
import {interner, pairKey} from './interner.ts';
import {gatherer, type Mentioned, toldText} from './mentioned.ts';
import type {PolicyContents} from './policy-contents.ts';
import type {IndexedPolicy, PolicyIndex} from './policy-index.ts';
import {serviceMemberships} from './service-memberships.ts';

/**
 * Endpoints that no policy can tell apart are one class: the same truth for every test, the same named ports, the same
 * place among the blocks in use, the same policies in their namespaces. Being in one namespace or on one node is a
 * relation of two endpoints, never part of the class (design.md section 4, points 5 and 6).
 */
export interface EndpointClasses {
  /** The class of any endpoint as the engine sees it, numbers from 0; a new one for what is met for the first time. */
  readonly classOf: (endpoint: Endpoint) => number;
  /** Some endpoint of the class. */
  readonly representative: (id: number) => Endpoint;
  /** Equal for namespaces that no policy tells apart; 0 for endpoints without namespace. */
  readonly namespaceGroup: (id: number) => number;
  /** Equal for endpoints whose named ports and services are the same. */
  readonly portGroup: (id: number) => number;
  readonly count: () => number;
  readonly mentioned: Mentioned;
}

export function endpointClasses(prepared: Prepared, index: PolicyIndex, contents: PolicyContents): EndpointClasses {
  const {world} = prepared;
  const mentioned = everythingMentioned(prepared, index);
  const labels = labelGroups(mentioned);
  const namespaces = namespaceGroups(world, mentioned, localSignature(index, contents));
  const addresses = addressGroups(world, mentioned);
  const memberships = serviceMemberships(world, mentioned);
  const ports = portGroups(mentioned, memberships);
  const others = otherTraits(mentioned);
  const extras = interner<string>();
  const who = pairTable();
  const representatives: Endpoint[] = [];
  const groups: {readonly namespace: number; readonly port: number}[] = [];
  const classes = pairTable();

  const classOf = (endpoint: Endpoint): number => {
    const namespace = namespaces(endpoint.namespace);
    const port = ports(endpoint);
    const rest = others(endpoint);
    const address = addresses(endpoint);
    // Nearly all endpoints differ by labels, namespace and address alone.
    const what = port === 0 && rest === 'pod' ? address * 2 : extras.idOf(`${port} ${address} ${rest}`) * 2 + 1;
    const id = classes(who(labels(endpoint.labels), namespace), what);
    if (id < representatives.length) return id;
    representatives.push(endpoint);
    groups.push({namespace, port});
    return id;
  };
  return {
    classOf,
    representative: (id) => {
      const found = representatives[id];
      if (!found) throw new Error(`there is no class ${id}`);
      return found;
    },
    namespaceGroup: (id) => groups[id]?.namespace ?? 0,
    portGroup: (id) => groups[id]?.port ?? 0,
    count: () => representatives.length,
    mentioned,
  };
}

function everythingMentioned({profile}: Prepared, {local, global}: PolicyIndex): Mentioned {
  const gathered = gatherer();
  const take = ({rest, placed: {policy}}: IndexedPolicy): void => {
    gathered.match(rest);
    if (policy.ingress) gathered.direction(policy.ingress);
    if (policy.egress) gathered.direction(policy.egress);
  };
  for (const own of local.values()) own.forEach(take);
  global.forEach(take);
  for (const {subject, peer} of [...profile.builtIn, ...(profile.unpoliced ?? [])]) {
    gathered.match(subject);
    gathered.match(peer);
  }
  for (const {traffic} of profile.builtIn) if (traffic) gathered.traffic(traffic);
  return gathered.mentioned;
}

/** Numbers for pairs of small numbers, from 0: two steps into lists, since every endpoint asks. */
function pairTable(): (a: number, b: number) => number {
  const rows: number[][] = [];
  let count = 0;
  return (a, b) => {
    let row = rows[a];
    if (!row) {
      row = [];
      rows[a] = row;
    }
    const known = row[b];
    if (known !== undefined) return known;
    row[b] = count;
    return count++;
  };
}

/** By the labels that some selector mentions; labels that many endpoints share are looked at once. */
function labelGroups({labels: mentioned}: Mentioned): (labels: Endpoint['labels']) => number {
  const texts = interner<string>();
  const groups = interner<number>();
  const known = new WeakMap<object, number>();
  return (labels) => {
    const before = known.get(labels);
    if (before !== undefined) return before;
    let id = 0;
    for (const [key, told] of mentioned) {
      const text = toldText(Object.hasOwn(labels, key) ? labels[key] : undefined, told);
      id = groups.idOf(pairKey(id, texts.idOf(text))) + 1;
    }
    known.set(labels, id);
    return id;
  };
}

/** By what is asked of a namespace, and by the policies in it. */
function namespaceGroups(
  world: World,
  mentioned: Mentioned,
  signature: (namespace: string) => string,
): (name: string | undefined) => number {
  const keys = [...mentioned.namespaceLabels.keys()].sort(compareText);
  const withSets = new Set(world.addressSets.flatMap(({namespace}) => namespace ?? []));
  const texts = interner<string>();
  texts.idOf('');
  const known = new Map<string, number>();
  let last: {readonly name: string; readonly id: number} | undefined;
  return (name) => {
    if (name === undefined) return 0;
    // Endpoints come sorted by namespace.
    if (name === last?.name) return last.id;
    const id = known.get(name) ?? make(name);
    last = {name, id};
    return id;
  };
  function make(name: string): number {
    const namespace = namespaceNamed(world, name);
    const told = keys.map((key) => {
      const value =
        key === NAME_LABEL
          ? name
          : namespace && Object.hasOwn(namespace.labels, key)
            ? namespace.labels[key]
            : undefined;
      return toldText(value, mentioned.namespaceLabels.get(key) ?? 'all');
    });
    const own = mentioned.sameNamespace && withSets.has(name) ? name : '';
    const named = toldText(name, mentioned.namespaces);
    const id = texts.idOf(JSON.stringify([told, named, own, namespace?.labelsKnown ?? false, signature(name)]));
    known.set(name, id);
    return id;
  }
}

/** Of every namespace, with its own name. */
export const NAME_LABEL = 'kubernetes.io/metadata.name';

/** The policies of a namespace by content and by their order, also that among the policies of no namespace. */
function localSignature({local, global}: PolicyIndex, contents: PolicyContents): (namespace: string) => string {
  const ids = interner<string>();
  const groups = [...new Set(global.map(({stage, group}) => pairKey(stage, group)))].sort((a, b) => a - b);
  const position = (stage: number, group: number): string => {
    const key = pairKey(stage, group);
    const lower = groups.filter((each) => each < key).length;
    return groups[lower] === key ? `=${lower}` : `<${lower}`;
  };
  return (namespace) => {
    const own = local.get(namespace) ?? [];
    let rank = 0;
    const words = own.map((policy, at) => {
      const {stage, group} = policy;
      const before = own[at - 1];
      if (before && (before.stage !== stage || before.group !== group)) rank++;
      return `${rank}${groups.length > 0 ? position(stage, group) : ''}:${contents.idOf(policy)}`;
    });
    return `${ids.idOf(words.join())}`;
  };
}

/** By family and place among the blocks in use. */
function addressGroups(world: World, mentioned: Mentioned): (endpoint: Endpoint) => number {
  const sets = mentioned.addressSets ? world.addressSets.flatMap(({cidrs}) => cidrs) : [];
  const cidrs = new Set([...mentioned.cidrs, ...sets]);
  const texts = interner<string>();
  texts.idOf('');
  if (cidrs.size === 0) return () => 0;
  const place = addressPlaces(cidrs);
  const single: number[] = [];
  return ({addresses, domain}) => {
    const [only] = addresses;
    const four = addresses.length === 1 && only !== undefined ? place.ofIpv4(only) : undefined;
    if (four !== undefined) {
      const known = single[four] ?? texts.idOf(`${four}`);
      single[four] = known;
      return known;
    }
    const parsed = addresses.flatMap((text) => parseAddress(text) ?? []);
    const places = ([4, 6] as const).map((family) => {
      const address = parsed.find((each) => each.family === family);
      return address ? `${place.of(address)}` : '-';
    });
    const named = parsed.length === 0 && domain !== undefined;
    return texts.idOf(
      places[1] === '-' && places[0] !== '-' ? `${places[0]}` : `${places.join()} ${parsed.length} ${named}`,
    );
  };
}

/** By the ports whose names are mentioned, and by the services that lead here. */
function portGroups(
  {portNames, services}: Mentioned,
  memberships: (endpoint: Endpoint) => string,
): (endpoint: Endpoint) => number {
  const texts = interner<string>();
  texts.idOf('[""]');
  if (portNames.size + services.size === 0) return () => 0;
  const known = new WeakMap<object, string>();
  const own = (ports: Endpoint['ports']): string => {
    const told =
      known.get(ports) ??
      ports
        .filter(({name}) => services.size > 0 || portNames.has(name))
        .map(
          ({name, protocol, port, declaredBy}) => `${protocol}/${port}/${services.size > 0 ? declaredBy : ''}/${name}`,
        )
        .sort(compareText)
        .join();
    known.set(ports, told);
    return told;
  };
  return (endpoint) =>
    texts.idOf(JSON.stringify([own(endpoint.ports), memberships(endpoint)].filter((part) => part !== '')));
}

/** Everything else that a test can see; the same short text for nearly all pods. */
function otherTraits(mentioned: Mentioned): (endpoint: Endpoint) => string {
  const {labels, roles: mentionedRoles, serviceAccounts, serviceAccountLabels, clusters, domains} = mentioned;
  const asksAccount = serviceAccounts === 'all' || serviceAccounts.size > 0;
  const asksCluster = clusters === 'all' || clusters.size > 0;
  return ({kind, openLabels, roles, serviceAccount, namespace, cluster, domain, addresses}) => {
    const open = openLabels.length > 0 ? openLabels.filter((key) => labels.has(key)) : openLabels;
    const own = roles.length > 0 ? roles.filter((role) => mentionedRoles.has(role)) : roles;
    const plain = open.length === 0 && own.length === 0 && kind === 'pod' && !asksCluster && !serviceAccountLabels;
    if (plain && !asksAccount) return kind;
    const account = asksAccount ? toldText(serviceAccount, serviceAccounts) : '';
    const accountLabels = serviceAccountLabels ? `${namespace ?? ''}/${serviceAccount ?? ''}` : '';
    const outside = kind === 'external' && domains.size > 0 ? [domain ?? '', ...addresses] : [];
    return JSON.stringify([kind, open, own, account, accountLabels, asksCluster ? (cluster ?? '') : '', outside]);
  };
}
