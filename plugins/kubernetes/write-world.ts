import {cidrContains, parseAddress, parseCidr} from '../../src/base/cidr.ts';
import {every, not as notTrue, some as someTrue, type Truth, unknownFact} from '../../src/base/truth.ts';
import type {Conjunction, Fact} from '../../src/ir/conjunctions.ts';
import {addressIn, and, type Match, not, or, someIdentity, type TextTest, testText} from '../../src/ir/match.ts';
import type {AddressSet, Endpoint, Namespace, World} from '../../src/ir/world.ts';

/** The labels of a namespace that is known by use alone are open, not absent (kubernetes.md A8). */
export function testNamespaceLabel(key: string, test: TextTest, namespace: Namespace | undefined): Truth {
  if (!namespace) return unknownFact(key);
  if (Object.hasOwn(namespace.labels, key)) return testText(namespace.labels[key], test);
  return namespace.labelsKnown ? false : unknownFact(`${key} of ${namespace.name}`);
}

/** Nodes as the cluster's engine sees them: their own network and the pods that share it. */
export function hostsOf(world: World): readonly Endpoint[] {
  const nodes = world.endpoints.filter(({kind}) => kind === 'host');
  const known = new Set(nodes.map(({node}) => node));
  const strays = world.endpoints.filter((each) => each.kind === 'pod' && each.hostNetwork && !known.has(each.node));
  return [...nodes, ...strays.map((each) => ({...each, kind: 'host' as const, labels: {}, openLabels: []}))];
}

export function podsOf(world: World): readonly Endpoint[] {
  return world.endpoints.filter((each) => each.kind === 'pod' && !each.hostNetwork);
}

/** Whether a node fulfils conditions; those that hang on the pod at the other end are open. */
export function hostFulfils(conditions: Conjunction, host: Endpoint): Truth {
  return every(conditions, ({holds, fact}) => {
    const truth = testHost(fact, host);
    return holds ? truth : notTrue(truth);
  });
}

function testHost(fact: Fact, host: Endpoint): Truth {
  switch (fact.is) {
    case 'label':
      return testText(Object.hasOwn(host.labels, fact.key) ? host.labels[fact.key] : undefined, fact.value);
    case 'role':
      return host.roles.includes(fact.role);
    default:
      return unknownFact(fact.is);
  }
}

/** Whether some pod of this world fulfils conditions, or could; those that hang on the other end are open. */
export function mayBePod(conditions: Conjunction, world: World): boolean {
  const namespaces = new Map(world.namespaces.map((each) => [each.name, each] as const));
  return podsOf(world).some(
    (pod) =>
      every(conditions, ({holds, fact}) => {
        const truth = testPod(fact, pod, namespaces);
        return holds ? truth : notTrue(truth);
      }) !== false,
  );
}

function testPod(fact: Fact, pod: Endpoint, namespaces: ReadonlyMap<string, Namespace>): Truth {
  switch (fact.is) {
    case 'label':
      if (pod.openLabels.includes(fact.key)) return fact.value.test === 'exists' || unknownFact(fact.key);
      return testText(Object.hasOwn(pod.labels, fact.key) ? pod.labels[fact.key] : undefined, fact.value);
    case 'namespace':
      return testText(pod.namespace, fact.value);
    case 'namespaceLabel':
      return testNamespaceLabel(fact.key, fact.value, namespaces.get(pod.namespace ?? ''));
    case 'serviceAccount':
      return testText(pod.serviceAccount, fact.value);
    case 'address': {
      if (pod.addresses.length === 0) return unknownFact(fact.cidr);
      const inside = pod.addresses.filter((address) => inBlock(fact.cidr, address));
      return inside.length === pod.addresses.length || (inside.length > 0 && unknownFact(fact.cidr));
    }
    default:
      return unknownFact(fact.is);
  }
}

/**
 * Each named set of addresses that a match looks up by label, replaced by the addresses that such sets hold in this
 * world, and their names. What cannot be told from the world stays.
 */
export function inlineSets(
  match: Match,
  world: World,
  namespace: string,
): {readonly match: Match; readonly sets: readonly string[]} {
  const sets = new Set<string>();
  const replaced = mapSets(match, (of) => {
    const found = world.addressSets.map((set) => ({set, truth: testSet(of, set, world, namespace)}));
    if (found.some(({truth}) => typeof truth === 'object')) return undefined;
    const fulfilling = found.flatMap(({set, truth}) => (truth === true ? [set] : []));
    for (const {kind, name} of fulfilling) sets.add(`${kind} ${name}`);
    return or(...fulfilling.flatMap(({cidrs}) => cidrs.map(addressIn)));
  });
  return {match: replaced, sets: [...sets]};
}

function mapSets(match: Match, addresses: (of: Match) => Match | undefined): Match {
  switch (match.is) {
    case 'and':
      return and(...match.of.map((part) => mapSets(part, addresses)));
    case 'or':
      return or(...match.of.map((part) => mapSets(part, addresses)));
    case 'not':
      return not(mapSets(match.of, addresses));
    case 'some': {
      const found = match.identities.includes('addressSet') ? addresses(match.of) : undefined;
      if (!found) return match;
      const others = match.identities.filter((kind) => kind !== 'addressSet');
      return others.length === 0 ? found : or(someIdentity(others, match.of), found);
    }
    default:
      return match;
  }
}

/** A set has labels and, when it is namespaced, a namespace; it is no pod and has no account. */
function testSet(match: Match, set: AddressSet, world: World, own: string): Truth {
  switch (match.is) {
    case 'true':
    case 'false':
      return match.is === 'true';
    case 'and':
      return every(match.of, (part) => testSet(part, set, world, own));
    case 'or':
      return someTrue(match.of, (part) => testSet(part, set, world, own));
    case 'not':
      return notTrue(testSet(match.of, set, world, own));
    case 'label':
      return testText(Object.hasOwn(set.labels, match.key) ? set.labels[match.key] : undefined, match.value);
    case 'namespace':
      return testText(set.namespace, match.value);
    case 'sameNamespace':
      return set.namespace === own;
    case 'namespaceLabel': {
      if (set.namespace === undefined) return false;
      return testNamespaceLabel(
        match.key,
        match.value,
        world.namespaces.find(({name}) => name === set.namespace),
      );
    }
    case 'kind':
    case 'serviceAccount':
    case 'serviceAccountLabel':
      return false;
    default:
      return unknownFact(match.is);
  }
}

/** Whether an address lies in a canonical block; families never cross. */
export function inBlock(cidr: string, address: string): boolean {
  const [block, parsed] = [parseCidr(cidr)?.cidr, parseAddress(address)];
  return block !== undefined && parsed !== undefined && cidrContains(block, parsed);
}
