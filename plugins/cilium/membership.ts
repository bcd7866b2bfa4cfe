import {cidrContains, cidrCovers, parseAddress, parseCidr} from '../../src/base/cidr.ts';
import {every, isUnknown, not as negate, some, type Truth, unknownFact} from '../../src/base/truth.ts';
import {type Conjunction, conjunctions, type Literal, underKind} from '../../src/ir/conjunctions.ts';
import {and, type Match, not, nothing, or, type TextTest, testText} from '../../src/ir/match.ts';
import {mapAtoms} from '../../src/ir/rewrite.ts';
import {type AddressSet, type Endpoint, isOpenLabel, type World} from '../../src/ir/world.ts';

/** Which of some endpoints fulfil a condition: none, all of them, or some (or nobody can say). */
export type Share = 'none' | 'all' | 'some';

/** The endpoints of a kind as engines see them: pods of the host network are nodes. */
function endpointsOf(world: World, kind: 'pod' | 'host'): readonly Endpoint[] {
  return world.endpoints.filter((each) => (kind === 'pod' ? each.kind === 'pod' && !each.hostNetwork : isHost(each)));
}

function isHost(endpoint: Endpoint): boolean {
  return endpoint.kind === 'host' || (endpoint.kind === 'pod' && endpoint.hostNetwork);
}

/**
 * How many of the endpoints that fulfil `base` fulfil `more` too. All of them only where none that is still to come could
 * be left out: by a whole address family, or by the address ranges of every node.
 */
export function share(world: World, kind: 'pod' | 'host', base: Conjunction, more: Conjunction): Share {
  const among = endpointsOf(world, kind).filter((each) => holdAll(base, each, world) !== false);
  const truths = among.map((each) => holdAll(more, each, world));
  if (truths.every((truth) => truth === false)) return 'none';
  return truths.every((truth) => truth === true) && more.every((each) => coversAll(each, kind, world)) ? 'all' : 'some';
}

function coversAll({holds, fact}: Literal, kind: 'pod' | 'host', world: World): boolean {
  if (fact.is !== 'address' || !holds) return false;
  const block = parseCidr(fact.cidr)?.cidr;
  if (!block) return false;
  if (block.prefix === 0) return true;
  const ranges = world.nodes.flatMap(({podCidrs}) => podCidrs.flatMap((text) => parseCidr(text)?.cidr ?? []));
  const ranged = world.nodes.length > 0 && world.nodes.every(({podCidrs}) => podCidrs.length > 0);
  return kind === 'pod' && ranged && ranges.every((range) => cidrCovers(block, range));
}

const MOST_ALTERNATIVES = 64;

/** A pod of the world that surely fulfils the match, the first of them. */
export function firstPod(match: Match, world: World): Endpoint | undefined {
  const found = conjunctions(underKind(match, 'pod'), MOST_ALTERNATIVES) ?? [];
  return endpointsOf(world, 'pod').find((each) => found.some((one) => holdAll(one, each, world) === true));
}

/** The match without the sets that nothing in the world, or nothing at all, could be. */
export function withoutEmptySets(match: Match, world: World | undefined, own?: string): Match {
  switch (match.is) {
    case 'and':
      return and(...match.of.map((part) => withoutEmptySets(part, world, own)));
    case 'or':
      return or(...match.of.map((part) => withoutEmptySets(part, world, own)));
    case 'not':
      return not(withoutEmptySets(match.of, world, own));
    case 'some': {
      const inner = mapAtoms(match.of, (atom) => (neverOfSets.includes(atom.is) ? nothing : atom));
      const empty = inner.is === 'false' || (world && setsMatching(inner, world, own)?.length === 0);
      return empty ? nothing : match;
    }
    default:
      return match;
  }
}

/** Facts that hold for no address set. */
const neverOfSets: readonly Match['is'][] = ['kind', 'serviceAccount', 'serviceAccountLabel', 'role'];

function holdAll(conjunction: Conjunction, endpoint: Endpoint, world: World): Truth {
  return every(conjunction, ({holds, fact}) => {
    const truth = test(fact, endpoint, world);
    return holds ? truth : negate(truth);
  });
}

function test(fact: Literal['fact'], endpoint: Endpoint, world: World): Truth {
  switch (fact.is) {
    case 'label':
      return isOpenLabel(endpoint, fact.key) ? unknownFact(fact.key) : testText(endpoint.labels[fact.key], fact.value);
    case 'namespace':
      return testText(isHost(endpoint) ? undefined : endpoint.namespace, fact.value);
    case 'serviceAccount':
      return testText(isHost(endpoint) ? undefined : endpoint.serviceAccount, fact.value);
    case 'kind':
      return fact.kind === (isHost(endpoint) ? 'host' : 'pod');
    case 'address':
      return inBlock(fact.cidr, endpoint, world);
    case 'some':
      return some(setsMatching(fact.of, world) ?? [], ({cidrs}) =>
        some(cidrs, (cidr) => inBlock(cidr, endpoint, world)),
      );
    case 'domain':
      return false;
    case 'namespaceLabel':
      return isHost(endpoint) ? false : testNamespaceLabel(fact.key, fact.value, endpoint.namespace, world);
    case 'sameNamespace':
      return isHost(endpoint) ? false : unknownFact('namespace');
    default:
      return unknownFact(fact.is);
  }
}

/** An endpoint without known addresses is in the whole family of a cluster that has one, and maybe in anything else. */
function inBlock(cidr: string, endpoint: Endpoint, world: World): Truth {
  const block = parseCidr(cidr)?.cidr;
  if (!block) return false;
  const addresses = endpoint.addresses.flatMap((text) => parseAddress(text) ?? []);
  if (addresses.length === 0) {
    const isAll = block.prefix === 0 && block.family === 4 && !hasFamily(6, world);
    return isAll ? true : unknownFact(cidr);
  }
  // An address of the other family has no connection of this one: it does not count.
  const own = addresses.filter(({family}) => family === block.family);
  if (own.length === 0) return false;
  const inside = own.filter((address) => cidrContains(block, address));
  if (inside.length === 0) return false;
  return inside.length === addresses.length ? true : unknownFact(cidr);
}

/** Pods say which families a cluster has; without any IPv4 is taken for granted. */
export function hasFamily(family: 4 | 6, world: World | undefined): boolean {
  const addresses = (world?.endpoints ?? []).filter(({kind}) => kind === 'pod').flatMap((each) => each.addresses);
  const families = new Set(addresses.map((text) => parseAddress(text)?.family));
  return families.size === 0 ? family === 4 : families.has(family);
}

/**
 * The sets of the world whose labels fulfil the match, seen from its own namespace; undefined where it asks for more than
 * is known of sets.
 */
export function setsMatching(match: Match, world: World, own?: string): readonly AddressSet[] | undefined {
  const truths = world.addressSets.map((set) => [set, testSet(match, set, world, own)] as const);
  if (truths.some(([, truth]) => isUnknown(truth))) return undefined;
  return truths.flatMap(([set, truth]) => (truth === true ? [set] : []));
}

function testSet(match: Match, set: AddressSet, world: World, own: string | undefined): Truth {
  switch (match.is) {
    case 'true':
      return true;
    case 'false':
      return false;
    case 'and':
      return every(match.of, (part) => testSet(part, set, world, own));
    case 'or':
      return some(match.of, (part) => testSet(part, set, world, own));
    case 'not':
      return negate(testSet(match.of, set, world, own));
    case 'label':
      return testText(Object.hasOwn(set.labels, match.key) ? set.labels[match.key] : undefined, match.value);
    case 'namespace':
      return testText(set.namespace, match.value);
    case 'namespaceLabel':
      return testNamespaceLabel(match.key, match.value, set.namespace, world);
    case 'sameNamespace':
      return own === undefined ? unknownFact('namespace') : set.namespace === own;
    case 'kind':
    case 'serviceAccount':
    case 'serviceAccountLabel':
      return false;
    default:
      return unknownFact(match.is);
  }
}

function testNamespaceLabel(key: string, value: TextTest, name: string | undefined, world: World): Truth {
  if (name === undefined) return false;
  const namespace = world.namespaces.find((each) => each.name === name);
  if (namespace && Object.hasOwn(namespace.labels, key)) return testText(namespace.labels[key], value);
  return namespace?.labelsKnown ? false : unknownFact(key);
}
