import {type Cidr, cidrCovers, type Family, hostCidr, parseAddress, parseCidr, printCidr} from '../../src/base/cidr.ts';
import type {JsonObject} from '../../src/base/json.ts';
import {type Conjunction, conjunctions, type Fact} from '../../src/ir/conjunctions.ts';
import {type EndpointKind, type Match, printMatch} from '../../src/ir/match.ts';
import type {World} from '../../src/ir/world.ts';
import type {Problem} from './write-losses.ts';
import {type Requirement, writeSelector} from './write-selector.ts';

/** What the writer of one rule knows around its peers. */
export interface PeerContext {
  readonly direction: 'ingress' | 'egress';
  /** The namespace the policy is written into. */
  readonly namespace: string;
  /** Set when the traffic is of one family only: the peers have to say it. */
  readonly family?: Family;
  readonly world?: World;
}

/** The peers of a rule: items of `from` or `to`, and what they cannot say. */
export interface WrittenPeers {
  /** Undefined: anybody. */
  readonly items: readonly JsonObject[] | undefined;
  /** Alternatives that cannot be said, each with the peers that come nearest and match more (undefined: anybody). */
  readonly unsaid: readonly (Problem & {readonly wider: readonly JsonObject[] | undefined})[];
  /** Exact in this world alone. */
  readonly snapshots: readonly Problem[];
}

/** Alternatives beyond this are not taken apart. */
const MOST_ALTERNATIVES = 500;

/** kubernetes.md A9.3 and A9.4, the other way round. */
export function writePeers(match: Match, context: PeerContext): WrittenPeers {
  const alternatives = conjunctions(match, MOST_ALTERNATIVES);
  if (!alternatives) return nothing({...tooManyAlternatives, wider: undefined});
  const items: JsonObject[] = [];
  const unsaid: WrittenPeers['unsaid'][number][] = [];
  const snapshots: Problem[] = [];
  for (const alternative of alternatives) {
    const written = writeAlternative(alternative, context);
    if (!written.items) return {items: undefined, unsaid: [], snapshots: []};
    items.push(...written.items);
    unsaid.push(...written.unsaid);
    snapshots.push(...written.snapshots);
  }
  return {items: distinct(items), unsaid, snapshots};
}

function writeAlternative(all: Conjunction, context: PeerContext): WrittenPeers {
  if (all.length === 0) return anybody(context);
  const kinds = kindsOf(all);
  const rest = all.filter(({fact}) => fact.is !== 'kind');
  const addresses = rest.filter(({fact}) => fact.is === 'address');
  if (rest.some(({holds, fact}) => holds && fact.is === 'some')) return addressSets(all, context);
  const aboutPods = rest.length > addresses.length;
  if (!aboutPods && kinds.size === 3) return blocks(rest, context);
  const parts = [
    ...(kinds.has('pod') ? [pods(rest, context)] : []),
    ...(kinds.has('host') ? [hosts(rest, context)] : []),
    ...(kinds.has('external') ? [outside(rest, context)] : []),
  ];
  return {
    items: parts.flatMap(({items}) => items ?? []),
    unsaid: parts.flatMap(({unsaid}) => unsaid),
    snapshots: parts.flatMap((part) => part.snapshots),
  };
}

function kindsOf(all: Conjunction): ReadonlySet<EndpointKind> {
  const kinds = new Set<EndpointKind>(['pod', 'host', 'external']);
  for (const {holds, fact} of all) {
    if (fact.is !== 'kind') continue;
    for (const kind of kinds) if ((kind === fact.kind) !== holds) kinds.delete(kind);
  }
  return kinds;
}

/** Everybody of one family is everybody with an address of it. */
function anybody({family}: PeerContext): WrittenPeers {
  return family ? exactly([{ipBlock: {cidr: wholeFamily[family]}}]) : {items: undefined, unsaid: [], snapshots: []};
}

const wholeFamily: Readonly<Record<Family, string>> = {4: '0.0.0.0/0', 6: '::/0'};

/** Pods by their own labels and those of their namespace. */
function pods(all: Conjunction, {namespace, family}: PeerContext): WrittenPeers {
  const own: Requirement[] = [];
  const ofNamespace: Requirement[] = [];
  let sameOnly = false;
  const unsayable: Fact[] = [];
  for (const {holds, fact} of all) {
    if (fact.is === 'label') own.push({key: fact.key, test: fact.value, holds});
    else if (fact.is === 'namespaceLabel') ofNamespace.push({key: fact.key, test: fact.value, holds});
    else if (fact.is === 'namespace') ofNamespace.push({key: NAME_LABEL, test: fact.value, holds});
    else if (fact.is === 'sameNamespace' && holds) sameOnly = true;
    else if (fact.is === 'sameNamespace') ofNamespace.push({key: NAME_LABEL, test: oneName(namespace), holds: false});
    else if (isForeign(fact)) {
      if (holds) return exactly([]);
    } else unsayable.push(fact);
  }
  const podSelector = writeSelector(own);
  const alone = sameOnly && ofNamespace.length === 0;
  const spaces = sameOnly ? [...ofNamespace, {key: NAME_LABEL, test: oneName(namespace), holds: true}] : ofNamespace;
  const namespaceSelector = writeSelector(spaces.filter((each) => !isAnyNamespace(each)));
  if (podSelector === 'never' || namespaceSelector === 'never') return exactly([]);
  if (!podSelector || !namespaceSelector) return nothing({...substringProblem, wider: undefined});
  const item: JsonObject = alone
    ? {podSelector}
    : {namespaceSelector, ...(Object.keys(podSelector).length > 0 && {podSelector})};
  const [first] = unsayable;
  if (first) return nothing({...factProblem(first), wider: [item]});
  return family ? nothing({...familyProblem, wider: [item]}) : exactly([item]);
}

const NAME_LABEL = 'kubernetes.io/metadata.name';

function oneName(name: string) {
  return {test: 'in', values: [name]} as const;
}

/** Every pod has a namespace with a name: no condition. */
function isAnyNamespace({key, test, holds}: Requirement): boolean {
  return key === NAME_LABEL && test.test === 'exists' && holds;
}

/** Roles that pods of other engines have; no pod has them where Kubernetes policies hold. */
function isForeign(fact: Fact): boolean {
  return fact.is === 'role' || fact.is === 'domain';
}

/** Nodes have no namespace, account or pod label; their addresses are known only from a world. */
function hosts(all: Conjunction, {direction, world}: PeerContext): WrittenPeers {
  const impossible = all.some(({holds, fact}) => holds && onlyPodsHave.includes(fact.is));
  if (impossible) return exactly([]);
  const plain = all.every(({holds, fact}) => fact.is === 'sameNode' || (!holds && onlyPodsHave.includes(fact.is)));
  const own = all.find(({fact}) => fact.is === 'sameNode');
  // A pod's own node always gets in (kubernetes.md A9.7).
  if (plain && own?.holds && direction === 'ingress') return exactly([]);
  const addresses = world?.endpoints.filter(({kind, hostNetwork}) => kind === 'host' || hostNetwork);
  const items = distinct((addresses ?? []).flatMap((each) => each.addresses).map(blockOf));
  const exact = plain && (!own || (direction === 'ingress' && !own.holds));
  if (exact && world) return {items, unsaid: [], snapshots: [nodeSnapshot]};
  return nothing({...nodeProblem, wider: world ? items : undefined});
}

const onlyPodsHave: readonly string[] = [
  'label',
  'namespace',
  'namespaceLabel',
  'sameNamespace',
  'serviceAccount',
  'serviceAccountLabel',
  'cluster',
  'domain',
];

function blockOf(address: string): JsonObject {
  const parsed = parseAddress(address);
  return {ipBlock: {cidr: parsed ? printCidr(hostCidr(parsed)) : address}};
}

/** Addresses outside the cluster: an ipBlock matches pods and nodes too, so these have to be cut out. */
function outside(all: Conjunction, context: PeerContext): WrittenPeers {
  const addresses = all.filter(({fact}) => fact.is === 'address');
  if (all.some(({holds, fact}) => holds && onlyPodsHave.includes(fact.is) && fact.is !== 'domain')) return exactly([]);
  const others = all.filter(({holds, fact}) => fact.is !== 'address' && (holds || !onlyPodsHave.includes(fact.is)));
  const [first] = others;
  if (first) return nothing({...factProblem(first.fact), wider: undefined});
  const {items} = blocks(addresses, context);
  const {world} = context;
  if (!world || world.endpoints.length === 0) return nothing({...outsideProblem, wider: items});
  const inside = world.endpoints
    .flatMap((each) => each.addresses)
    .flatMap((text) => parseAddress(text) ?? [])
    .map(hostCidr);
  const ranges = world.nodes.flatMap(({podCidrs}) => podCidrs).flatMap((text) => parseCidr(text)?.cidr ?? []);
  const cut = (items ?? []).flatMap((item) => cutOut(item, [...ranges, ...inside]));
  return {items: cut, unsaid: [], snapshots: [outsideSnapshot]};
}

function cutOut(item: JsonObject, holes: readonly Cidr[]): readonly JsonObject[] {
  const {ipBlock} = item;
  if (typeof ipBlock !== 'object' || ipBlock === null || !('cidr' in ipBlock)) return [];
  const outer = parseCidr(String(ipBlock.cidr))?.cidr;
  if (!outer || holes.some((hole) => cidrCovers(hole, outer))) return [];
  const written = Array.isArray(ipBlock['except']) ? ipBlock['except'].map(String) : [];
  const already = written.flatMap((text) => parseCidr(text)?.cidr ?? []);
  const all = [...already, ...holes];
  return [
    blockItem(
      outer,
      all.filter((hole) => !all.some((each) => each.prefix < hole.prefix && cidrCovers(each, hole))),
    ),
  ];
}

/** Blocks of addresses, whoever has them. */
function blocks(all: Conjunction, {family}: PeerContext): WrittenPeers {
  const cidrs = (holds: boolean): readonly Cidr[] =>
    all.flatMap((each) =>
      each.holds === holds && each.fact.is === 'address' ? (parseCidr(each.fact.cidr)?.cidr ?? []) : [],
    );
  const families = ([4, 6] as const).filter((each) => family === undefined || each === family);
  const whole = families.flatMap((each) => parseCidr(wholeFamily[each])?.cidr ?? []);
  const inside = cidrs(true).reduce<readonly Cidr[]>(
    (kept, cidr) => kept.flatMap((each) => (cidrCovers(each, cidr) ? [cidr] : cidrCovers(cidr, each) ? [each] : [])),
    whole,
  );
  const holes = cidrs(false);
  return exactly(
    inside.filter((each) => !holes.some((hole) => cidrCovers(hole, each))).map((each) => blockItem(each, holes)),
  );
}

/** Holes outside the block change nothing. */
function blockItem(outer: Cidr, holes: readonly Cidr[]): JsonObject {
  const inner = holes.filter((hole) => cidrCovers(outer, hole) && hole.prefix > outer.prefix);
  const except = [...new Set(inner.map(printCidr))];
  return {ipBlock: {cidr: printCidr(outer), ...(except.length > 0 && {except})}};
}

/** A named set of addresses, known only from a world. */
function addressSets(all: Conjunction, {world}: PeerContext): WrittenPeers {
  if (world && world.addressSets.length === 0) return exactly([]);
  return nothing({...setProblem(all), wider: undefined});
}

function exactly(items: readonly JsonObject[]): WrittenPeers {
  return {items, unsaid: [], snapshots: []};
}

function nothing(problem: WrittenPeers['unsaid'][number]): WrittenPeers {
  return {items: [], unsaid: [problem], snapshots: []};
}

function distinct(items: readonly JsonObject[]): readonly JsonObject[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item] as const)).values()];
}

const tooManyAlternatives: Problem = {
  code: 'too-many-peers',
  message: 'the peer has too many alternatives to write out',
};
const substringProblem: Problem = {code: 'substring', message: 'a label selector cannot test parts of a value'};
const familyProblem: Problem = {
  code: 'ip-family',
  message: 'a NetworkPolicy cannot select pods for one IP family alone',
};
const nodeProblem: Problem = {
  code: 'node-peer',
  message: 'a NetworkPolicy names nodes only by their addresses',
  suggestion: 'give the nodes with -f, or write their addresses as ipBlock',
};
const nodeSnapshot: Problem = {
  code: 'node-snapshot',
  message: 'the addresses of the nodes given are written out; later nodes are not included',
};
const outsideProblem: Problem = {
  code: 'outside-only-block',
  message: 'an ipBlock matches pods and nodes in its range too, not only outside addresses',
  suggestion: 'give the workloads and nodes with -f, so that their addresses can be cut out',
};
const outsideSnapshot: Problem = {
  code: 'outside-snapshot',
  message: 'the addresses of pods and nodes given are cut out of the ipBlock; later ones are not',
};

function setProblem(all: Conjunction): Problem {
  const sets = all.flatMap(({fact}) => (fact.is === 'some' ? [printMatch(fact.of)] : []));
  return {code: 'address-set', message: `a NetworkPolicy cannot look up a set of addresses: ${sets.join(', ')}`};
}

const factNames: Readonly<Record<string, string>> = {
  serviceAccount: 'service accounts',
  serviceAccountLabel: 'labels of service accounts',
  sameNamespaceLabel: 'equal labels of two namespaces',
  sameNode: 'whether two parties share a node',
  sameEndpoint: 'a pod itself',
  role: 'special parties such as the API server',
  cluster: 'other clusters',
  address: 'labels and addresses of one peer together',
  some: 'labels and address sets of one peer together',
  backendOf: 'the backends of a Service',
  domain: 'domain names',
};

function factProblem(fact: Fact): Problem {
  if (fact.is === 'unknown') return {code: 'unknown', message: `the rule hangs on something open: ${fact.reason}`};
  return {
    code: fact.is.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
    message: `a NetworkPolicy cannot test ${factNames[fact.is] ?? fact.is}`,
  };
}
