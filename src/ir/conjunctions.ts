import {type Atom, and, anything, type EndpointKind, type Match, not, nothing, or} from './match.ts';

/** One condition of a conjunction: the fact holds, or it does not. */
export interface Literal {
  readonly holds: boolean;
  readonly fact: Fact;
}

export type Fact = Atom | SetFact;
export type SetFact = Extract<Match, {is: 'some'}>;
export type Conjunction = readonly Literal[];

/** The match as alternatives of plain conditions. Undefined when there are more than `most`. */
export function conjunctions(match: Match, most: number): readonly Conjunction[] | undefined {
  return expand(match, true, most);
}

/** Facts that hold for nothing of a kind: outside addresses have no labels, nodes no namespace, pods no domain name. */
const impossible: Readonly<Record<EndpointKind, readonly Fact['is'][]>> = {
  pod: ['domain'],
  host: ['namespace', 'namespaceLabel', 'sameNamespace', 'sameNamespaceLabel', 'serviceAccount', 'cluster', 'domain'],
  external: [
    'label',
    'namespace',
    'namespaceLabel',
    'sameNamespace',
    'sameNamespaceLabel',
    'serviceAccount',
    'serviceAccountLabel',
    'cluster',
    'sameNode',
    'sameEndpoint',
  ],
};

/**
 * What is left of a match when the endpoint is known to be of this kind. A `some` is taken apart into what a pod, a node
 * or an address set would have to fulfil; only sets are left as `some`.
 */
export function underKind(match: Match, kind: EndpointKind): Match {
  switch (match.is) {
    case 'true':
    case 'false':
      return match;
    case 'and':
      return and(...match.of.map((part) => underKind(part, kind)));
    case 'or':
      return or(...match.of.map((part) => underKind(part, kind)));
    case 'not':
      return not(underKind(match.of, kind));
    case 'some': {
      const own = match.identities.some((identity) => identity === kind) ? [underKind(match.of, kind)] : [];
      const sets: readonly Match[] = match.identities.includes('addressSet')
        ? [{is: 'some', identities: ['addressSet'], of: match.of}]
        : [];
      return or(...own, ...sets);
    }
    case 'kind':
      return match.kind === kind ? anything : nothing;
    default:
      return impossible[kind].includes(match.is) ? nothing : match;
  }
}

function expand(match: Match, holds: boolean, most: number): readonly Conjunction[] | undefined {
  switch (match.is) {
    case 'true':
    case 'false':
      return (match.is === 'true') === holds ? [[]] : [];
    case 'not':
      return expand(match.of, !holds, most);
    case 'and':
    case 'or': {
      const parts = match.of.map((part) => expand(part, holds, most));
      return (match.is === 'and') === holds ? product(parts, most) : sum(parts, most);
    }
    default:
      return [[{holds, fact: match}]];
  }
}

type Parts = readonly (readonly Conjunction[] | undefined)[];

function sum(parts: Parts, most: number): readonly Conjunction[] | undefined {
  const all: Conjunction[] = [];
  for (const part of parts) {
    if (!part) return undefined;
    all.push(...part);
  }
  return all.length > most ? undefined : all;
}

function product(parts: Parts, most: number): readonly Conjunction[] | undefined {
  let all: readonly Conjunction[] = [[]];
  for (const part of parts) {
    if (!part || all.length * part.length > most) return undefined;
    all = all.flatMap((left) => part.map((right) => [...left, ...right]));
  }
  return all;
}
