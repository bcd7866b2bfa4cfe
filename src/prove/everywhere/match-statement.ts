import {cidrRange, parseCidr} from '../../base/cidr.ts';
import {contradiction, type Formula, tautology} from '../../base/formulas.ts';
import {type Atom, type EndpointKind, type Match, nothing, printMatch, type TextTest} from '../../ir/match.ts';
import {mapAtoms} from '../../ir/rewrite.ts';
import {ask, askTruth, type EndName, type Topic} from './question.ts';
import type {Reader} from './reader.ts';
import {
  accountLabelTopic,
  addressTopic,
  CLUSTER,
  IPV6,
  IS_NODE,
  KIND,
  labelTopic,
  NAMESPACE,
  namespaceLabelTopic,
  SAME_NAMESPACE,
  SAME_NODE,
  SERVICE_ACCOUNT,
  sameLabelTopic,
} from './topics.ts';

/**
 * That an end fulfils a match, in every possible cluster: the same reading as `evaluateMatch`, with a variable for each
 * fact. Facts that two engines could see differently have a variable for each of them.
 */
export function matchStatement(match: Match, end: EndName, reader: Reader): Formula {
  const {all} = reader;
  switch (match.is) {
    case 'true':
      return tautology;
    case 'false':
      return contradiction;
    case 'and': {
      const inside = within(match, end, reader);
      return all.and(...match.of.map((part) => matchStatement(part, end, part.is === 'kind' ? reader : inside)));
    }
    case 'or':
      return all.or(...match.of.map((part) => matchStatement(part, end, reader)));
    case 'not':
      return all.not(matchStatement(match.of, end, reader));
    case 'some':
      return someStatement(match, end, reader);
    default:
      return atomStatement(match, end, reader);
  }
}

/** For what stands beside a match: which kind of end it is need not be asked again. */
export function within(match: Match, end: EndName, reader: Reader): Reader {
  const kind = (match.is === 'and' ? match.of : [match]).find((part) => part.is === 'kind');
  if (!kind) return reader;
  const {all, view, traffic, portName, known} = reader;
  return {all, view, traffic, portName, known: {...known, [end]: kind.kind}};
}

export function kindStatement(kind: EndpointKind, end: EndName, {all, known}: Pick<Reader, 'all' | 'known'>): Formula {
  const is = known?.[end];
  if (is !== undefined) return is === kind ? tautology : contradiction;
  return ask(all, {about: {of: 'word', name: KIND, end, words: ['pod', 'host', 'external']}, word: kind});
}

/** Who is at the address itself, or one of the sets that hold it; sets are without limit, so each match is a fact. */
function someStatement(match: Extract<Match, {is: 'some'}>, end: EndName, reader: Reader): Formula {
  const {all, view} = reader;
  const own = (['pod', 'host'] as const)
    .filter((kind) => match.identities.includes(kind))
    .map((kind) => all.and(kindStatement(kind, end, reader), matchStatement(match.of, end, reader)));
  const of = match.identities.includes('addressSet') ? asAskedOfSets(match.of) : nothing;
  const ofSets =
    of.is === 'false'
      ? contradiction
      : askTruth(all, `set of ${view.key}: ${printMatch(of)}`, end, {match: {...match, of}});
  return all.or(...own, ofSets);
}

/** A set of addresses is no endpoint: it has neither a kind nor a service account, a cluster or a role. */
function asAskedOfSets(match: Match): Match {
  return mapAtoms(match, (atom) => (ofEndpoints.has(atom.is) ? nothing : atom));
}

const ofEndpoints: ReadonlySet<Atom['is']> = new Set([
  'kind',
  'serviceAccount',
  'serviceAccountLabel',
  'cluster',
  'role',
]);

function atomStatement(atom: Atom, end: EndName, reader: Reader): Formula {
  const {all, view} = reader;
  const isPod = kindStatement('pod', end, reader);
  const notExternal = (each: EndName): Formula => all.not(kindStatement('external', each, reader));
  switch (atom.is) {
    case 'label': {
      const kinds = (['pod', 'host'] as const).filter((kind) => view.seesLabel(kind, atom.key));
      const answer = textStatement(labelTopic.name(atom.key), atom.value, end, reader, isLabelValue);
      return all.and(all.or(...kinds.map((kind) => kindStatement(kind, end, reader))), answer);
    }
    case 'namespaceLabel':
      if (atom.key === 'kubernetes.io/metadata.name')
        return all.and(isPod, namespaceStatement(atom.value, end, reader));
      return all.and(isPod, textStatement(namespaceLabelTopic.name(atom.key), atom.value, end, reader, isLabelValue));
    case 'namespace':
      return all.and(isPod, namespaceStatement(atom.value, end, reader));
    case 'sameNamespace':
      return all.and(isPod, kindStatement('pod', other(end), reader), askTruth(all, SAME_NAMESPACE));
    case 'sameNamespaceLabel':
      return sameLabelStatement(atom.key, end, reader);
    case 'serviceAccount':
      return all.and(isPod, present(SERVICE_ACCOUNT, atom.value, end, reader, isName));
    case 'serviceAccountLabel':
      return all.and(isPod, textStatement(accountLabelTopic.name(atom.key), atom.value, end, reader, isLabelValue));
    case 'cluster':
      return all.and(
        isPod,
        present(CLUSTER, atom.value, end, reader, () => true),
      );
    case 'sameNode':
      return all.and(notExternal('from'), notExternal('to'), askTruth(all, SAME_NODE));
    // A pod to itself is left out.
    case 'sameEndpoint':
      return contradiction;
    case 'role':
      return roleStatement(atom, end, reader);
    case 'kind':
      return kindStatement(atom.kind, end, reader);
    case 'address':
      return addressStatement(atom.cidr, end, reader);
    case 'backendOf':
      return askTruth(all, `backend, ${view.key}: ${printMatch(atom)}`, end, {match: atom});
    case 'domain':
      return all.and(kindStatement('external', end, reader), askTruth(all, printMatch(atom), end, {match: atom}));
    case 'unknown':
      return askTruth(all, printMatch(atom), end, {match: atom});
  }
}

const other = (end: EndName): EndName => (end === 'from' ? 'to' : 'from');

function namespaceStatement(test: TextTest, end: EndName, reader: Reader): Formula {
  return present(NAMESPACE, test, end, reader, isNamespaceName);
}

function textStatement(
  name: string,
  test: TextTest,
  end: EndName,
  {all}: Reader,
  isLegal: (text: string) => boolean,
): Formula {
  return ask(all, {about: {of: 'text', name, end, mayBeAbsent: true, isLegal}, is: test});
}

/** Of what every pod has. */
function present(
  name: string,
  test: TextTest,
  end: EndName,
  {all}: Reader,
  isLegal: (text: string) => boolean,
): Formula {
  return ask(all, {about: {of: 'text', name, end, mayBeAbsent: false, isLegal}, is: test});
}

/** The label is asked for at both ends too, so that the relation can be tied to its values. */
function sameLabelStatement(key: string, end: EndName, reader: Reader): Formula {
  const {all} = reader;
  if (key === 'kubernetes.io/metadata.name') return atomStatement({is: 'sameNamespace'}, end, reader);
  const ends = ['from', 'to'] as const;
  const values = ends.map((each) =>
    textStatement(namespaceLabelTopic.name(key), {test: 'exists'}, each, reader, isLabelValue),
  );
  return all.and(
    ...ends.map((each) => kindStatement('pod', each, reader)),
    ...values,
    askTruth(all, sameLabelTopic.name(key)),
  );
}

function roleStatement(atom: Extract<Atom, {is: 'role'}>, end: EndName, reader: Reader): Formula {
  const {all, view} = reader;
  const isNode = askTruth(all, IS_NODE, end);
  return all.or(
    ...(['pod', 'host', 'external'] as const).map((kind) => {
      const given = view.role(kind, atom.role);
      const here = kindStatement(kind, end, reader);
      if (given === 'free') return all.and(here, askTruth(all, `${view.key}: ${printMatch(atom)}`, end, {match: atom}));
      return all.and(here, all.or(given.node ? isNode : contradiction, given.pod ? all.not(isNode) : contradiction));
    }),
  );
}

/** Of the connection's family alone; where the address lies is free for everybody. */
function addressStatement(cidr: string, end: EndName, {all}: Reader): Formula {
  const block = parseCidr(cidr)?.cidr;
  if (!block) return contradiction;
  const [low, high] = cidrRange(block);
  const topic = addressOf(block.family, end);
  const sixth = askTruth(all, IPV6);
  return all.and(block.family === 6 ? sixth : all.not(sixth), ask(all, {about: topic, in: [[low.value, high.value]]}));
}

function addressOf(family: 4 | 6, end: EndName): Extract<Topic, {of: 'number'}> {
  const last = family === 4 ? 2n ** 32n - 1n : 2n ** 128n - 1n;
  return {of: 'number', name: addressTopic.name(String(family)), end, last};
}

/** What the API server takes as the value of a label (kubernetes.md A7). */
function isLabelValue(text: string): boolean {
  return text.length <= 63 && /^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/.test(text);
}

function isNamespaceName(text: string): boolean {
  return text.length <= 63 && /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/.test(text);
}

function isName(text: string): boolean {
  return text.length <= 253 && /^[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?$/.test(text);
}
