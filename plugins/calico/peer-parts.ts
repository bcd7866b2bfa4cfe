import {and, isKind, type Match, not, or, type ServiceReference} from '../../src/ir/match.ts';
import type {Problem} from './losses.ts';
import {holdsOnAbsence} from './subject.ts';

/** A match taken apart into what a side of a Calico rule can hold. */
export interface PeerParts {
  /** What kind of party is meant; `nobody` where none can be. Absent: whatever has the labels and addresses. */
  readonly kind?: 'host' | 'external' | 'nobody';
  readonly nets: readonly string[];
  readonly notNets: readonly string[];
  /** Conditions of the selector, all read on one identity. */
  readonly positive: readonly Match[];
  /** What is excluded by address. */
  readonly negative?: Match;
  /** True when the selector may also find a network set. */
  readonly readsSets: boolean;
  readonly service?: ServiceReference;
  readonly sameNode?: boolean;
  /** The API server is meant, wherever it runs. */
  readonly apiServer: boolean;
  readonly problems: readonly Problem[];
}

/** Gathered while the members of a conjunction are looked at. */
interface Gathered {
  kind: 'host' | 'external' | 'nobody' | undefined;
  nets: readonly string[] | undefined;
  notNets: string[];
  some: Match[];
  notSome: Match[];
  own: Match[];
  service: ServiceReference | undefined;
  sameNode: boolean | undefined;
  apiServer: boolean;
  problems: Problem[];
}

/** Special parties that another engine has and Calico does not: in a cluster of Calico nobody plays these roles. */
const FOREIGN_ROLES = ['health', 'ingress', 'init', 'unmanaged'];

export function peerParts(match: Match): PeerParts {
  const found: Gathered = {
    kind: undefined,
    nets: undefined,
    notNets: [],
    some: [],
    notSome: [],
    own: [],
    service: undefined,
    sameNode: undefined,
    apiServer: false,
    problems: [],
  };
  for (const part of match.is === 'and' ? match.of : [match]) gather(part, found);
  return assemble(found);
}

function gather(part: Match, found: Gathered): void {
  const nets = addressesOf(part);
  if (nets) {
    if (found.nets) found.problems.push(twoLists);
    else found.nets = nets;
    return;
  }
  switch (part.is) {
    case 'kind':
      if (part.kind === 'pod') found.own.push(part);
      else found.kind = part.kind;
      return;
    case 'some':
      if (part.identities.includes('pod')) found.some.push(part.of);
      else found.problems.push(setsOnly);
      return;
    case 'not':
      gatherNegated(part.of, found);
      return;
    case 'sameNode':
      found.sameNode = true;
      return;
    case 'backendOf':
      if (part.service.namespace === undefined || found.service) found.problems.push(serviceProblem);
      else found.service = part.service;
      return;
    case 'role':
      if (FOREIGN_ROLES.includes(part.role)) found.kind = 'nobody';
      else if (part.role === 'kube-apiserver') found.apiServer = true;
      else found.problems.push(roleProblem(part.role));
      return;
    case 'domain':
      found.problems.push(domainProblem);
      return;
    case 'unknown':
      found.problems.push({
        code: 'unknown',
        message: `whether the rule matches hangs on something open: ${part.reason}`,
      });
      return;
    case 'cluster':
      found.problems.push({code: 'cluster', message: 'Calico policies speak of one cluster only'});
      return;
    default:
      found.own.push(part);
  }
}

function gatherNegated(part: Match, found: Gathered): void {
  const nets = addressesOf(part);
  if (nets) {
    found.notNets.push(...nets);
    return;
  }
  switch (part.is) {
    case 'some':
      if (part.identities.includes('pod')) found.notSome.push(part.of);
      else found.problems.push(setsOnly);
      return;
    case 'sameNode':
      found.sameNode = false;
      return;
    case 'role':
      if (!FOREIGN_ROLES.includes(part.role)) found.problems.push(roleProblem(part.role));
      return;
    case 'backendOf':
    case 'domain':
    case 'unknown':
    case 'cluster':
      gather(part, found);
      return;
    default:
      found.own.push(not(part));
  }
}

/** The blocks of an address condition, alternatives of one included. */
function addressesOf(match: Match): readonly string[] | undefined {
  if (match.is === 'address') return [match.cidr];
  if (match.is !== 'or') return undefined;
  const each = match.of.map((part) => (part.is === 'address' ? part.cidr : undefined));
  const known = each.filter((cidr) => cidr !== undefined);
  return known.length === each.length ? known : undefined;
}

/**
 * Labels outside of a `some` are read on the endpoint itself. All that has labels of its own in Calico is a pod, so that
 * they get the condition to be one; what holds without any label holds for everybody else too, and is said by excluding
 * pods.
 */
function assemble(found: Gathered): PeerParts {
  const {kind, nets, notNets, service, sameNode, problems} = found;
  const own = and(...found.own);
  const asksPod = found.own.some((part) => part.is === 'kind');
  const isEndpoint = kind === 'host' || kind === 'external';
  const absent = found.own.length === 0 || (!asksPod && holdsOnAbsence(own));
  // A node has labels elsewhere, so that the absence of one is no condition that always holds; outside parties have none.
  if (isEndpoint && found.own.length > 0 && !(absent && kind === 'external')) problems.push(labelsOfNodes);
  const excluded = !isEndpoint && absent && found.own.length > 0 ? [and(isKind('pod'), not(own))] : [];
  const notSome = [...found.notSome, ...excluded];
  const positive = [...found.some, ...(absent || isEndpoint ? [] : [isKind('pod'), own])];
  if (found.some.length > 1 || (found.some.length > 0 && !absent && readsSets(found.some))) problems.push(twoSelectors);
  const pods = positive.some((part) => and(part).is === 'kind' || isPod(part));
  const beside = pods && notSome.length > 0 && notSome.every(isPod);
  return {
    ...(kind && {kind}),
    nets: nets ?? [],
    notNets,
    positive: beside ? [...positive, ...notSome.map((each) => not(each))] : positive,
    ...(notSome.length > 0 && !beside && {negative: or(...notSome)}),
    readsSets: !pods,
    ...(service && {service}),
    ...(sameNode !== undefined && {sameNode}),
    apiServer: found.apiServer,
    problems,
  };
}

function isPod(match: Match): boolean {
  if (match.is === 'kind') return match.kind === 'pod';
  return match.is === 'and' && match.of.some(isPod);
}

function readsSets(matches: readonly Match[]): boolean {
  return !matches.every(isPod);
}

const twoLists: Problem = {
  code: 'two-address-lists',
  message: 'Calico takes one list of addresses on one side of a rule',
};

const twoSelectors: Problem = {
  code: 'two-selectors',
  message: 'Calico reads all its selectors of one side on one pod or network set',
};

const setsOnly: Problem = {
  code: 'address-sets-only',
  message: 'Calico cannot look at the labels of address sets alone',
  suggestion: 'write the addresses instead',
};

const labelsOfNodes: Problem = {
  code: 'node-labels',
  message: 'Calico reads no labels of nodes or outside parties without host endpoints',
};

const serviceProblem: Problem = {code: 'service', message: 'Calico names one service with its namespace'};

const domainProblem: Problem = {
  code: 'domain-name',
  message: 'open source Calico has no rules for domain names',
  suggestion: 'write the addresses as nets',
};

function roleProblem(role: string): Problem {
  return {code: 'entity', message: `Calico has no word for the party ${role}`};
}
