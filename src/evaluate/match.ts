import {printAddress} from '../base/cidr.ts';
import {remember} from '../base/remember.ts';
import {every, isUnknown, not, some, type Truth} from '../base/truth.ts';
import {type Atom, type Match, type ServiceReference, type TextTest, testText} from '../ir/match.ts';
import type {World} from '../ir/world.ts';
import {matchesDomain} from './domain.ts';
import {blockOf, containsAddress, type End, type Identity} from './end.ts';
import {type Assumptions, fact} from './facts.ts';
import {namespaceNamed, serviceAccountNamed} from './lookup.ts';

/** Where a match is read: this end, seen from the other end of the connection. */
export interface Reading {
  readonly end: End;
  readonly other: End;
  readonly world: World;
  readonly assumptions: Assumptions;
  /**
   * How two different endpoints stand to each other, where the ends only stand for many like them: then namespaces are
   * the same or not as said here, and no two are on one node. Absent: as the two ends tell.
   */
  readonly relation?: {readonly sameNamespace: boolean};
}

/** Does the end fulfil the match? Unknown where it hangs on open facts (design.md sections 2 and 5). */
export function evaluateMatch(match: Match, reading: Reading, identity: Identity = reading.end.own): Truth {
  switch (match.is) {
    case 'true':
      return true;
    case 'false':
      return false;
    case 'and':
    case 'or': {
      // Asked millions of times: what needs no list of open facts is answered without one.
      const decisive = match.is === 'or';
      let open = false;
      for (const part of match.of) {
        const truth = evaluateMatch(part, reading, identity);
        if (truth === decisive) return decisive;
        if (isUnknown(truth)) open = true;
      }
      return open ? openTruth(match, reading, identity) : !decisive;
    }
    case 'not':
      return not(evaluateMatch(match.of, reading, identity));
    case 'some':
      return someTruth(match, reading);
    default:
      return evaluateAtom(match, reading, identity);
  }
}

/** Apart from the function that asks: one that hands itself on would be made anew with each question. */
function openTruth({is, of}: Extract<Match, {is: 'and' | 'or'}>, reading: Reading, identity: Identity): Truth {
  return (is === 'or' ? some : every)(of, (part) => evaluateMatch(part, reading, identity));
}

function someTruth({identities, of}: Extract<Match, {is: 'some'}>, reading: Reading): Truth {
  const kinds: readonly string[] = identities;
  const candidates = [reading.end.own, ...reading.end.sets].filter(({kind}) => kinds.includes(kind));
  return some(candidates, (candidate) => evaluateMatch(of, reading, candidate));
}

function evaluateAtom(atom: Atom, reading: Reading, identity: Identity): Truth {
  const {end, other, world, assumptions} = reading;
  switch (atom.is) {
    case 'label':
      return testLabel(atom.key, atom.value, identity, assumptions);
    case 'namespaceLabel':
      return testNamespaceLabel(atom.key, atom.value, identity.namespace, reading);
    case 'namespace':
      return testText(identity.namespace, atom.value);
    case 'sameNamespace':
      if (reading.relation && identity === end.own) return reading.relation.sameNamespace;
      return identity.namespace !== undefined && identity.namespace === other.own.namespace;
    case 'sameNamespaceLabel':
      return sameNamespaceLabel(atom.key, identity.namespace, reading);
    case 'serviceAccount':
      return testText(identity.serviceAccount, atom.value);
    case 'serviceAccountLabel':
      return testServiceAccountLabel(atom.key, atom.value, identity, reading);
    case 'cluster':
      return identity.kind === 'pod' && testText(end.endpoint.cluster ?? localCluster(world), atom.value);
    case 'sameNode':
      return !reading.relation && sameNode(reading);
    case 'sameEndpoint':
      return !reading.relation && sameEndpoint(end, other);
    case 'role':
      return identity === end.own && end.endpoint.roles.includes(atom.role);
    case 'kind':
      return identity.kind === atom.kind;
    case 'address':
      return testAddress(atom.cidr, end, assumptions);
    case 'backendOf':
      return isBackend(atom.service, reading);
    case 'domain':
      return testDomain(atom.pattern, reading);
    case 'unknown':
      return fact(assumptions, atom.reason);
  }
}

/** A key that a controller will set is present with a value nobody knows (kubernetes.md A8). */
function testLabel(key: string, test: TextTest, identity: Identity, assumptions: Assumptions): Truth {
  if (Object.hasOwn(identity.labels, key)) return testText(identity.labels[key], test);
  const isThere = identity.openLabels.includes(key);
  if (!isThere && !identity.labelsUnknown) return false;
  return (
    (isThere && test.test === 'exists') ||
    fact(assumptions, `label ${key} of ${identity.name} is ${describeTest(test)}`)
  );
}

function describeTest(test: TextTest): string {
  if (test.test === 'in') return test.values.join(' or ');
  return test.test === 'exists' ? 'present' : `${test.test} ${test.text}`;
}

/** Labels of a namespace without its object are unknown but for its name (design.md section 2). */
function testNamespaceLabel(key: string, test: TextTest, name: string | undefined, reading: Reading): Truth {
  if (name === undefined) return false;
  if (key === 'kubernetes.io/metadata.name') return testText(name, test);
  const namespace = namespaceNamed(reading.world, name);
  if (namespace && Object.hasOwn(namespace.labels, key)) return testText(namespace.labels[key], test);
  if (namespace?.labelsKnown) return false;
  return fact(reading.assumptions, `label ${key} of namespace ${name} is ${describeTest(test)}`);
}

function sameNamespaceLabel(key: string, name: string | undefined, reading: Reading): Truth {
  const otherName = reading.other.own.namespace;
  if (name === undefined || otherName === undefined) return false;
  const [mine, theirs] = [name, otherName].map((each) => namespaceNamed(reading.world, each));
  if (!mine?.labelsKnown || !theirs?.labelsKnown) {
    return fact(reading.assumptions, `namespaces ${[name, otherName].sort().join(' and ')} have the same label ${key}`);
  }
  return Object.hasOwn(mine.labels, key) && mine.labels[key] === theirs.labels[key];
}

function testServiceAccountLabel(key: string, test: TextTest, identity: Identity, reading: Reading): Truth {
  const {namespace, serviceAccount} = identity;
  if (namespace === undefined || serviceAccount === undefined) return false;
  const account = serviceAccountNamed(reading.world, namespace, serviceAccount);
  if (account) return testText(Object.hasOwn(account.labels, key) ? account.labels[key] : undefined, test);
  return fact(
    reading.assumptions,
    `label ${key} of service account ${namespace}/${serviceAccount} is ${describeTest(test)}`,
  );
}

/** What the cluster of the world calls itself. */
export function localCluster({settings}: World): string {
  return settings['cluster-name'] ?? 'default';
}

function sameNode({end, other, assumptions}: Reading): Truth {
  const [mine, theirs] = [end.endpoint, other.endpoint];
  if (mine.kind === 'external' || theirs.kind === 'external') return false;
  if (mine.node !== undefined && theirs.node !== undefined) return mine.node === theirs.node;
  if (mine.name === theirs.name && !mine.workload) return true;
  return fact(assumptions, `${[mine.name, theirs.name].sort().join(' and ')} are on the same node`);
}

/** Replicas of one workload are different pods. */
function sameEndpoint(end: End, other: End): boolean {
  return (
    end.endpoint.kind === other.endpoint.kind && end.endpoint.name === other.endpoint.name && !end.endpoint.workload
  );
}

/** A pod without a known address is in `0.0.0.0/0` for an IPv4 connection; anything narrower is open (A9.4). */
function testAddress(cidr: string, end: End, assumptions: Assumptions): Truth {
  if (end.address) return containsAddress(cidr, end.address);
  if (!end.mayHaveAddress) return false;
  const block = blockOf(cidr);
  if (!block || block.family !== end.family) return false;
  if (block.prefix === 0) return true;
  if (end.endpoint.domain !== undefined) return fact(assumptions, `${end.endpoint.domain} resolves into ${cidr}`);
  return fact(assumptions, `address of ${end.endpoint.name} is in ${cidr}`);
}

/** Backends are the addresses of the service's slices, ready or not; without slices those its selector picks. */
function isBackend(service: ServiceReference, reading: Reading): Truth {
  const {world, end} = reading;
  const named = <T extends {readonly namespace: string}>(each: T, name: string): boolean =>
    name === service.name && (service.namespace === undefined || each.namespace === service.namespace);
  const slices = world.backends.filter((each) => named(each, each.service));
  if (slices.length > 0) {
    const address = end.address && printAddress(end.address);
    return address !== undefined && slices.some((slice) => slice.addresses.includes(address));
  }
  const services = world.services.filter((each) => named(each, each.name));
  if (services.length === 0 && world.endpoints.length === 0) {
    return fact(reading.assumptions, `backends of service ${service.namespace ?? '*'}/${service.name}`);
  }
  return some(services, ({namespace, selector}) =>
    selector && end.own.kind === 'pod' && end.own.namespace === namespace
      ? every(Object.entries(selector), ([key, value]) =>
          testLabel(key, {test: 'in', values: [value]}, end.own, reading.assumptions),
        )
      : false,
  );
}

/** A name asked for by name answers by its pattern; an address answers from resolved data, else it is open. */
function testDomain(pattern: string, {end, world, assumptions}: Reading): Truth {
  if (end.endpoint.kind !== 'external') return false;
  const {domain} = end.endpoint;
  if (domain !== undefined && matchesDomain(pattern, domain)) return true;
  const {address} = end;
  const names = namesByAddress(world.domains);
  // An engine goes by addresses: a name that shares one with another is reached under both.
  if (address && names.size > 0) {
    return (names.get(printAddress(address)) ?? []).some((name) => matchesDomain(pattern, name));
  }
  return domain === undefined && fact(assumptions, `${end.endpoint.name} is an address of ${pattern}`);
}

const namesByAddress = remember((domains: World['domains']): ReadonlyMap<string, readonly string[]> => {
  const names = new Map<string, string[]>();
  for (const [name, addresses] of Object.entries(domains)) {
    for (const address of addresses) {
      const known = names.get(address) ?? [];
      names.set(address, known);
      known.push(name);
    }
  }
  return names;
});
