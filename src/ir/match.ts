import {compareText, sortedUnique} from '../base/order.ts';

/**
 * A test on one string (a label value, a name). Every test is false when the value is absent; "absent or other" is
 * written with `not`. So each dialect's own reading of absent labels is spelled out by its reader (design.md section 2).
 */
export type TextTest =
  | {readonly test: 'in'; readonly values: readonly string[]}
  | {readonly test: 'exists'}
  | {readonly test: 'contains' | 'startsWith' | 'endsWith'; readonly text: string};

/** Does a value, absent or not, fulfil a test? An absent one fulfils none. */
export function testText(value: string | undefined, test: TextTest): boolean {
  if (value === undefined) return false;
  switch (test.test) {
    case 'in':
      return test.values.includes(value);
    case 'exists':
      return true;
    case 'contains':
      return value.includes(test.text);
    case 'startsWith':
      return value.startsWith(test.text);
    case 'endsWith':
      return value.endsWith(test.text);
  }
}

/** What stands at an address: a pod, a node (and what shares its network), or something outside the cluster. */
export type EndpointKind = 'pod' | 'host' | 'external';

/** Whose labels a `some` reads: an endpoint at the address, or a named set that contains the address. */
export type IdentityKind = 'pod' | 'host' | 'addressSet';

export interface ServiceReference {
  readonly name: string;
  /** Absent: that name in any namespace. */
  readonly namespace?: string;
}

/** A service by its labels. An absent namespace is any. */
export interface LabelledService {
  readonly namespace?: string;
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * One fact about an endpoint. `sameNamespace`, `sameNamespaceLabel`, `sameNode` and `sameEndpoint` relate a peer to the
 * subject of the policy. `address` holds a canonical CIDR; families never cross.
 */
export type Atom =
  | {readonly is: 'label'; readonly key: string; readonly value: TextTest}
  | {readonly is: 'namespaceLabel'; readonly key: string; readonly value: TextTest}
  | {readonly is: 'namespace'; readonly value: TextTest}
  | {readonly is: 'sameNamespace'}
  | {readonly is: 'sameNamespaceLabel'; readonly key: string}
  | {readonly is: 'serviceAccount'; readonly value: TextTest}
  | {readonly is: 'serviceAccountLabel'; readonly key: string; readonly value: TextTest}
  | {readonly is: 'cluster'; readonly value: TextTest}
  | {readonly is: 'sameNode'}
  | {readonly is: 'sameEndpoint'}
  | {readonly is: 'role'; readonly role: string}
  | {readonly is: 'kind'; readonly kind: EndpointKind}
  | {readonly is: 'address'; readonly cidr: string}
  | {readonly is: 'backendOf'; readonly service: ServiceReference}
  | {readonly is: 'domain'; readonly pattern: string}
  /** `service` is one that would settle it: whoever it finds is meant. */
  | {readonly is: 'unknown'; readonly reason: string; readonly service?: LabelledService};

export type Match =
  | Atom
  | {readonly is: 'true'}
  | {readonly is: 'false'}
  | {readonly is: 'and'; readonly of: readonly Match[]}
  | {readonly is: 'or'; readonly of: readonly Match[]}
  | {readonly is: 'not'; readonly of: Match}
  | {readonly is: 'some'; readonly identities: readonly IdentityKind[]; readonly of: Match};

export const anything: Match = Object.freeze({is: 'true'});
export const nothing: Match = Object.freeze({is: 'false'});

/** All of these: flattened, sorted, without repeats, constants folded. */
export function and(...parts: readonly Match[]): Match {
  return combine('and', parts, nothing, anything);
}

/** One of these: flattened, sorted, without repeats, constants folded. */
export function or(...parts: readonly Match[]): Match {
  return combine('or', parts, anything, nothing);
}

export function not(part: Match): Match {
  if (part.is === 'true') return nothing;
  if (part.is === 'false') return anything;
  if (part.is === 'not') return part.of;
  return Object.freeze({is: 'not', of: part});
}

/**
 * True when some identity of these kinds fulfils the whole inner match. Where only a pod (or only a host) can fulfil
 * it, the endpoint itself is the only candidate and the inner match stands alone, so that dialects that say the same
 * have the same tree.
 */
export function someIdentity(identities: readonly IdentityKind[], of: Match): Match {
  if (of.is === 'false') return nothing;
  const kind = requiredKind(of);
  if (kind === 'external') return nothing;
  if (kind) return identities.includes(kind) ? of : nothing;
  const kinds = [...new Set(identities)].sort(compareText);
  if (kinds.length === 1 && kinds[0] !== undefined && kinds[0] !== 'addressSet') return and(isKind(kinds[0]), of);
  return Object.freeze({is: 'some', identities: Object.freeze(kinds), of});
}

export function isKind(kind: EndpointKind): Match {
  return kinds[kind];
}

const kinds: Readonly<Record<EndpointKind, Match>> = {
  pod: Object.freeze({is: 'kind', kind: 'pod'}),
  host: Object.freeze({is: 'kind', kind: 'host'}),
  external: Object.freeze({is: 'kind', kind: 'external'}),
};

export function oneOf(values: Iterable<string>): TextTest {
  return Object.freeze({test: 'in', values: Object.freeze(sortedUnique(values))});
}

export const exists: TextTest = Object.freeze({test: 'exists'});

export function label(key: string, value: TextTest): Match {
  return emptyTest(value) ? nothing : Object.freeze({is: 'label', key, value});
}

export function namespaceLabel(key: string, value: TextTest): Match {
  return emptyTest(value) ? nothing : Object.freeze({is: 'namespaceLabel', key, value});
}

export function namespaceIs(...names: readonly string[]): Match {
  return Object.freeze({is: 'namespace', value: oneOf(names)});
}

/** The endpoint lives in some namespace. */
export const hasNamespace: Match = Object.freeze({is: 'namespace', value: exists});
export const sameNamespace: Match = Object.freeze({is: 'sameNamespace'});
export const sameNode: Match = Object.freeze({is: 'sameNode'});
export const sameEndpoint: Match = Object.freeze({is: 'sameEndpoint'});

export function serviceAccountIs(...names: readonly string[]): Match {
  return Object.freeze({is: 'serviceAccount', value: oneOf(names)});
}

/** `cidr` must be canonical: masked, as `printCidr` writes it. */
export function addressIn(cidr: string): Match {
  return Object.freeze({is: 'address', cidr});
}

export function unknownMatch(reason: string, service?: LabelledService): Match {
  return Object.freeze({is: 'unknown', reason, ...(service && {service})});
}

/**
 * A stable, readable form: the same match prints the same text. Used for order, comparison and tests.
 * Values are JSON strings, so that no text from a manifest can imitate the syntax.
 */
export function printMatch(match: Match): string {
  const known = printed.get(match);
  if (known !== undefined) return known;
  const text = print(match);
  printed.set(match, text);
  return text;
}

/** Matches never change, and are compared by their texts over and over. */
const printed = new WeakMap<Match, string>();

function print(match: Match): string {
  switch (match.is) {
    case 'true':
      return 'anything';
    case 'false':
      return 'nothing';
    case 'and':
    case 'or':
      return `(${match.of.map(printMatch).join(match.is === 'and' ? ' & ' : ' | ')})`;
    case 'not':
      return `!${printMatch(match.of)}`;
    case 'some':
      return `some[${match.identities.join(' ')}]{${printMatch(match.of)}}`;
    case 'label':
    case 'namespaceLabel':
    case 'serviceAccountLabel':
      return `${match.is}(${JSON.stringify(match.key)} ${printTextTest(match.value)})`;
    case 'namespace':
    case 'serviceAccount':
    case 'cluster':
      return `${match.is}(${printTextTest(match.value)})`;
    case 'sameNamespaceLabel':
      return `${match.is}(${JSON.stringify(match.key)})`;
    case 'sameNamespace':
    case 'sameNode':
    case 'sameEndpoint':
      return match.is;
    case 'role':
      return `role(${JSON.stringify(match.role)})`;
    case 'kind':
      return match.kind;
    case 'address':
      return `address(${match.cidr})`;
    case 'backendOf':
      return `backendOf(${match.service.namespace ?? '*'}/${match.service.name})`;
    case 'domain':
      return `domain(${JSON.stringify(match.pattern)})`;
    case 'unknown':
      return `unknown(${JSON.stringify(match.reason)})`;
  }
}

function printTextTest(test: TextTest): string {
  if (test.test === 'in') return `in ${JSON.stringify(test.values)}`;
  if (test.test === 'exists') return 'exists';
  return `${test.test} ${JSON.stringify(test.text)}`;
}

function combine(is: 'and' | 'or', parts: readonly Match[], absorbing: Match, neutral: Match): Match {
  const found: Match[] = [];
  let negated = false;
  for (const part of parts) {
    for (const each of part.is === is ? part.of : [part]) {
      if (each.is === absorbing.is) return absorbing;
      if (each.is === neutral.is) continue;
      if (each.is === 'not') negated = true;
      found.push(each);
    }
  }
  const [only] = found;
  if (!only) return neutral;
  if (found.length === 1) return only;
  const entries = isRising(found) ? found : sortedOnce(found);
  if (negated) {
    const texts = new Set(entries.map(printMatch));
    if (entries.some((each) => each.is === 'not' && texts.has(printMatch(each.of)))) return absorbing;
  }
  // A copy has no room to spare, as what was filtered has.
  return entries.length === 1 ? only : Object.freeze({is, of: Object.freeze(entries.slice())});
}

function isRising(parts: readonly Match[]): boolean {
  let before: Match | undefined;
  for (const part of parts) {
    if (before && compareMatches(before, part) >= 0) return false;
    before = part;
  }
  return true;
}

function sortedOnce(parts: Match[]): Match[] {
  parts.sort(compareMatches);
  return parts.filter((each, at) => {
    const before = parts[at - 1];
    return !before || compareMatches(before, each) !== 0;
  });
}

/** By their texts, which are made only where the beginnings are the same. */
function compareMatches(a: Match, b: Match): number {
  if (a === b) return 0;
  const [one, other] = [beginning(a), beginning(b)];
  return one === other ? compareText(printMatch(a), printMatch(b)) : compareText(one, other);
}

/** What a text begins with. Where one begins another, what follows is a bracket, which comes before any letter. */
function beginning(match: Match): string {
  switch (match.is) {
    case 'true':
    case 'false':
      return print(match);
    case 'and':
    case 'or':
      return '(';
    case 'not':
      return '!';
    case 'kind':
      return match.kind;
    default:
      return match.is;
  }
}

function emptyTest(test: TextTest): boolean {
  return test.test === 'in' && test.values.length === 0;
}

function requiredKind(match: Match): EndpointKind | undefined {
  if (match.is === 'kind') return match.kind;
  if (match.is === 'and') return match.of.map(requiredKind).find((kind) => kind !== undefined);
  return undefined;
}
