import {parseAddress} from '../../base/cidr.ts';
import {interner, pairInterner, pairKey, sequenceInterner} from '../../base/interner.ts';
import {compareText} from '../../base/order.ts';
import type {Endpoint, World} from '../../ir/world.ts';
import {namespaceNamed} from '../lookup.ts';
import type {Prepared} from '../prepared.ts';
import {addressPlaces} from './address-places.ts';
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
  /** Equal for endpoints with the same place among the blocks in use. */
  readonly addressGroup: (id: number) => number;
  readonly count: () => number;
  readonly mentioned: Mentioned;
}

export function endpointClasses(prepared: Prepared, index: PolicyIndex, contents: PolicyContents): EndpointClasses {
  const {world} = prepared;
  const mentioned = everythingMentioned(prepared, index);
  const labels = labelGroups(mentioned);
  const namespaces = namespaceGroups(world, mentioned, localSignature(index, contents));
  const addresses = addressGroups(world, mentioned);
  const ports = portGroups(mentioned, serviceMemberships(world, mentioned));
  const others = otherTraits(mentioned);
  const [who, where, what, classes] = [pairInterner(), pairInterner(), pairInterner(), pairInterner()];
  const representatives: Endpoint[] = [];
  const groups = {namespace: [] as number[], port: [] as number[], address: [] as number[]};

  const classOf = (endpoint: Endpoint): number => {
    const namespace = namespaces(endpoint.namespace);
    const port = ports(endpoint);
    const address = addresses(endpoint);
    const id = classes(who(labels(endpoint.labels), namespace), what(where(port, address), others(endpoint)));
    if (id < representatives.length) return id;
    representatives.push(endpoint);
    groups.namespace.push(namespace);
    groups.port.push(port);
    groups.address.push(address);
    return id;
  };
  return {
    classOf,
    representative: (id) => {
      const found = representatives[id];
      if (!found) throw new Error(`there is no class ${id}`);
      return found;
    },
    namespaceGroup: (id) => groups.namespace[id] ?? 0,
    portGroup: (id) => groups.port[id] ?? 0,
    addressGroup: (id) => groups.address[id] ?? 0,
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

/** By the labels that some selector mentions; labels that many endpoints share are looked at once. */
function labelGroups({labels: mentioned}: Mentioned): (labels: Endpoint['labels']) => number {
  const texts = interner<string>();
  const groups = sequenceInterner();
  const known = new WeakMap<object, number>();
  return (labels) => {
    const before = known.get(labels);
    if (before !== undefined) return before;
    let id = 0;
    for (const [key, told] of mentioned) {
      const text = toldText(Object.hasOwn(labels, key) ? labels[key] : undefined, told);
      id = groups(id, texts.idOf(text));
    }
    known.set(labels, id);
    return id;
  };
}

/** By what is asked of a namespace, and by the policies in it. */
function namespaceGroups(
  world: World,
  mentioned: Mentioned,
  signature: (namespace: string) => number,
): (name: string | undefined) => number {
  const keys = [...mentioned.namespaceLabels].sort(([a], [b]) => compareText(a, b));
  const withSets = new Set(world.addressSets.flatMap(({namespace}) => namespace ?? []));
  const texts = interner<string>();
  const groups = sequenceInterner();
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
    let id = groups(groups(0, signature(name)), namespace?.labelsKnown ? 1 : 0);
    const add = (text: string): void => {
      id = groups(id, texts.idOf(text));
    };
    for (const [key, told] of keys) {
      const own = namespace && Object.hasOwn(namespace.labels, key) ? namespace.labels[key] : undefined;
      add(toldText(key === NAME_LABEL ? name : own, told));
    }
    add(toldText(name, mentioned.namespaces));
    add(mentioned.sameNamespace && withSets.has(name) ? name : '');
    known.set(name, id);
    return id;
  }
}

/** Of every namespace, with its own name. */
export const NAME_LABEL = 'kubernetes.io/metadata.name';

/** The policies of a namespace by content and by their order, also that among the policies of no namespace. */
function localSignature({local, global}: PolicyIndex, contents: PolicyContents): (namespace: string) => number {
  const lists = sequenceInterner();
  const groups = [...new Set(global.map(({stage, group}) => pairKey(stage, group)))].sort((a, b) => a - b);
  /** Odd where policies of no namespace have the same rank. */
  const position = ({stage, group}: IndexedPolicy): number => {
    if (groups.length === 0) return 0;
    const key = pairKey(stage, group);
    const lower = groups.filter((each) => each < key).length;
    return lower * 2 + (groups[lower] === key ? 1 : 0);
  };
  return (namespace) => {
    let rank = 0;
    let list = 0;
    let before: IndexedPolicy | undefined;
    for (const policy of local.get(namespace) ?? []) {
      if (before && (before.stage !== policy.stage || before.group !== policy.group)) rank++;
      before = policy;
      list = lists(lists(lists(list, rank), position(policy)), contents.idOf(policy));
    }
    return list;
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

/** By the ports whose names are mentioned, and by the services that lead here; 0: nothing of both. */
function portGroups(
  {portNames, services}: Mentioned,
  memberships: (endpoint: Endpoint) => string,
): (endpoint: Endpoint) => number {
  if (portNames.size + services.size === 0) return () => 0;
  const texts = interner<string>();
  texts.idOf('');
  const known = new WeakMap<object, number>();
  const own = (ports: Endpoint['ports']): number => {
    const before = known.get(ports);
    if (before !== undefined) return before;
    const told = ports
      .filter(({name}) => services.size > 0 || portNames.has(name))
      .map(
        ({name, protocol, port, declaredBy}) => `${protocol}/${port}/${services.size > 0 ? declaredBy : ''}/${name}`,
      );
    const id = texts.idOf(told.sort(compareText).join());
    known.set(ports, id);
    return id;
  };
  if (services.size === 0) return ({ports}) => own(ports);
  const groups = pairInterner();
  groups(0, 0);
  return (endpoint) => groups(own(endpoint.ports), texts.idOf(memberships(endpoint)));
}

/** Everything else that a test can see; 0 for nearly all pods. */
function otherTraits(mentioned: Mentioned): (endpoint: Endpoint) => number {
  const {labels, roles: mentionedRoles, serviceAccounts, serviceAccountLabels, clusters, domains} = mentioned;
  const asksAccount = serviceAccounts === 'all' || serviceAccounts.size > 0;
  const asksCluster = clusters === 'all' || clusters.size > 0;
  const texts = interner<string>();
  texts.idOf('');
  return ({kind, openLabels, labelsUnknown, roles, serviceAccount, namespace, cluster, domain, addresses}) => {
    const open = openLabels.length > 0 ? openLabels.filter((key) => labels.has(key)) : openLabels;
    const own = roles.length > 0 ? roles.filter((role) => mentionedRoles.has(role)) : roles;
    const told = open.length === 0 && !labelsUnknown;
    const plain = told && own.length === 0 && kind === 'pod' && !asksCluster && !serviceAccountLabels;
    if (plain && !asksAccount) return 0;
    const account = asksAccount ? toldText(serviceAccount, serviceAccounts) : '';
    const accountLabels = serviceAccountLabels ? `${namespace ?? ''}/${serviceAccount ?? ''}` : '';
    const outside = kind === 'external' && domains.size > 0 ? [domain ?? '', ...addresses] : [];
    return texts.idOf(
      JSON.stringify([
        kind,
        open,
        labelsUnknown ?? false,
        own,
        account,
        accountLabels,
        asksCluster ? (cluster ?? '') : '',
        outside,
      ]),
    );
  };
}
