import type {Atom, EndpointKind, IdentityKind, Match} from '../ir/match.ts';
import {escapeUntrusted} from './terminal.ts';
import {keyTest, nameTest, word} from './text-test.ts';

export interface PeerContext {
  /** The namespace of the policy, for peers "in the same namespace". */
  readonly namespace?: string;
}

/** Peers in plain words, one entry for each alternative; they read well after "from" and "to". */
export function peersText(match: Match, context: PeerContext = {}): readonly string[] {
  const alternatives = match.is === 'or' ? match.of : [match];
  return alternatives.map((each) => phrase(each, context));
}

/** What one conjunct adds to a phrase, by the place where it is said. */
interface Piece {
  readonly slot: 'noun' | 'label' | 'place' | 'address' | 'except' | 'aside';
  readonly text: string;
}

const order: readonly IdentityKind[] = ['pod', 'host', 'addressSet'];

const nouns: Readonly<Record<EndpointKind | IdentityKind, string>> = {
  pod: 'pods',
  host: 'nodes',
  external: 'addresses outside the cluster',
  addressSet: 'network sets',
};

function phrase(match: Match, context: PeerContext, given?: string): string {
  if (match.is === 'true') return given ? `all ${given}` : 'anywhere';
  if (match.is === 'false') return 'nowhere';
  if (match.is === 'some') return phrase(match.of, context, oneOfKinds(match.identities));
  const pieces = (match.is === 'and' ? match.of : [match]).map((part) => pieceOf(part, context));
  const of = (slot: Piece['slot']): readonly string[] =>
    pieces.flatMap((piece) => (piece.slot === slot ? [piece.text] : []));
  const noun = of('noun').join(' that are ') || given;
  const labels = of('label');
  const words = [
    ...head(noun, of('address'), labels.length + of('aside').length === 0),
    ...(labels.length > 0 ? [`with ${labels.join(', ')}`] : []),
    ...of('place'),
    ...(of('except').length > 0 ? [`except ${of('except').join(', ')}`] : []),
    ...of('aside'),
  ];
  return words.join(' ');
}

function head(noun: string | undefined, addresses: readonly string[], all: boolean): readonly string[] {
  const places = addresses.join(' and ');
  if (places === '')
    return [all && noun !== undefined && !noun.startsWith('the ') ? `all ${noun}` : (noun ?? 'anything')];
  // Only what is outside is found by a domain name: the words say so already.
  const implied = noun === nouns.external && addresses.every((each) => each.startsWith('domain '));
  return noun === undefined || implied ? [places] : [noun, 'in', places];
}

function pieceOf(match: Match, context: PeerContext): Piece {
  switch (match.is) {
    case 'and':
    case 'some':
    case 'true':
    case 'false':
      return {slot: 'aside', text: `that are ${phrase(match, context)}`};
    case 'or':
      return alternatives(match.of, context);
    case 'not':
      return negated(match.of, context);
    default:
      return atom(match, context);
  }
}

/** Alternatives of one sort share their place in the phrase; others are told one by one. */
function alternatives(of: readonly Match[], context: PeerContext): Piece {
  const pieces = of.map((each) => pieceOf(each, context));
  const [first] = pieces;
  const shared = first && pieces.every(({slot}) => slot === first.slot) ? first.slot : undefined;
  if (shared === 'label') return {slot: 'label', text: `(${pieces.map(({text}) => text).join(' or ')})`};
  if (shared !== undefined && shared !== 'aside' && shared !== 'except') {
    return {slot: shared, text: pieces.map(({text}) => text).join(' or ')};
  }
  return {slot: 'aside', text: `that are ${of.map((each) => phrase(each, context)).join(' or ')}`};
}

function negated(match: Match, context: PeerContext): Piece {
  switch (match.is) {
    case 'label':
      return {slot: 'label', text: absentOrOther(match.key, match.value)};
    case 'namespaceLabel':
      return {slot: 'place', text: `in namespaces with ${absentOrOther(match.key, match.value)}`};
    case 'serviceAccount':
      return {slot: 'label', text: `no service account ${nameTest(match.value)}`};
    case 'namespace':
      return match.value.test === 'exists'
        ? {slot: 'place', text: 'outside every namespace'}
        : {slot: 'place', text: `outside namespace ${nameTest(match.value)}`};
    case 'sameNamespace':
      return {slot: 'place', text: `outside ${ownNamespace(context)}`};
    case 'sameNode':
      return {slot: 'place', text: 'on other nodes'};
    case 'kind':
      return {slot: 'aside', text: `that are no ${nouns[match.kind]}`};
    case 'address':
      return {slot: 'except', text: match.cidr};
    default:
      return {slot: 'except', text: phrase(match, context)};
  }
}

/** Kubernetes' own selector words; they hold for an absent label too. */
function absentOrOther(key: string, test: Parameters<typeof keyTest>[1]): string {
  if (test.test === 'exists') return `no ${word(key)}`;
  if (test.test !== 'in') return `no ${keyTest(key, test)}`;
  const [first = '', ...rest] = test.values;
  return rest.length === 0
    ? `${word(key)}!=${word(first)}`
    : `${word(key)} notin (${test.values.map(word).join(', ')})`;
}

function atom(match: Atom, context: PeerContext): Piece {
  switch (match.is) {
    case 'kind':
      return {slot: 'noun', text: nouns[match.kind]};
    case 'label':
      return {slot: 'label', text: keyTest(match.key, match.value)};
    case 'serviceAccount':
      return {slot: 'label', text: `service account ${nameTest(match.value)}`};
    case 'serviceAccountLabel':
      return {slot: 'label', text: `a service account labelled ${keyTest(match.key, match.value)}`};
    case 'namespace':
      return match.value.test === 'exists'
        ? {slot: 'place', text: 'in any namespace'}
        : {slot: 'place', text: `in namespace ${nameTest(match.value)}`};
    case 'namespaceLabel':
      return {slot: 'place', text: `in namespaces with ${keyTest(match.key, match.value)}`};
    case 'sameNamespace':
      return {slot: 'place', text: `in ${ownNamespace(context)}`};
    case 'sameNamespaceLabel':
      return {slot: 'place', text: `in namespaces with the same ${word(match.key)}`};
    case 'cluster':
      return {slot: 'place', text: `in cluster ${nameTest(match.value)}`};
    case 'sameNode':
      return {slot: 'place', text: 'on the same node'};
    case 'sameEndpoint':
      return {slot: 'noun', text: 'the pod itself'};
    case 'role':
      return {slot: 'noun', text: match.role === 'kube-apiserver' ? 'the API server' : `${word(match.role)} endpoints`};
    case 'address':
      return {slot: 'address', text: addresses(match.cidr)};
    case 'backendOf':
      return {slot: 'noun', text: `the backends of service ${word(serviceName(match.service))}`};
    case 'domain':
      return {slot: 'address', text: `domain ${word(match.pattern)}`};
    case 'unknown':
      return {slot: 'aside', text: `(not known: ${escapeUntrusted(match.reason)})`};
  }
}

function ownNamespace({namespace}: PeerContext): string {
  return namespace === undefined ? "the policy's own namespace" : `namespace ${word(namespace)}`;
}

function addresses(cidr: string): string {
  if (cidr === '0.0.0.0/0') return 'any IPv4 address';
  return cidr === '::/0' ? 'any IPv6 address' : cidr;
}

function serviceName({namespace, name}: {readonly namespace?: string; readonly name: string}): string {
  return `${namespace ?? '*'}/${name}`;
}

function oneOfKinds(kinds: readonly IdentityKind[]): string {
  const names = [...kinds].sort((a, b) => order.indexOf(a) - order.indexOf(b)).map((kind) => nouns[kind]);
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} or ${names.at(-1)}` : (names[0] ?? 'endpoints');
}
