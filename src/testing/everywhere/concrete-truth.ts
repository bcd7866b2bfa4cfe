import {printAddress} from '../../base/cidr.ts';
import {contains} from '../../base/intervals.ts';
import {hasPorts} from '../../base/protocols.ts';
import type {Connection} from '../../evaluate/answer.ts';
import {connectionEnd, type End} from '../../evaluate/end.ts';
import {noAssumptions} from '../../evaluate/facts.ts';
import {permitsRequest} from '../../evaluate/http.ts';
import {evaluateMatch} from '../../evaluate/match.ts';
import {endpointsAsSeen, type Prepared} from '../../evaluate/prepared.ts';
import {matchesTraffic, portNumbers} from '../../evaluate/traffic.ts';
import {testText} from '../../ir/match.ts';
import {hostNetworkPodsAreNodes} from '../../ir/prepare.ts';
import {ports} from '../../ir/traffic.ts';
import {type Endpoint, endpointKey, type World} from '../../ir/world.ts';
import type {EndName, Meaning, Question, Topic} from '../../prove/everywhere/question.ts';
import {
  accountLabelTopic,
  CLUSTER,
  ICMP_TYPE,
  IPV6,
  IS_NODE,
  labelTopic,
  NAMESPACE,
  namespaceLabelTopic,
  PORT,
  PROTOCOL,
  REQUEST,
  SAME_NAMESPACE,
  SAME_NODE,
  SERVICE_ACCOUNT,
  SOURCE_PORT,
  sameLabelTopic,
} from '../../prove/everywhere/topics.ts';

/** A connection of a world, as one engine sees its ends. What is not known counts as false, or as absent. */
export function concreteTruth(
  connection: Connection,
  given: World,
  prepared: Prepared,
): (question: Question) => boolean {
  const plain = hostNetworkPodsAreNodes.apply(given, {}, given);
  const raw = (endpoint: Endpoint): Endpoint =>
    plain.endpoints.find((each) => endpointKey(each) === endpointKey(endpoint)) ?? endpoint;
  const seen = endpointsAsSeen(prepared);
  const {family} = connection;
  const ends = {
    from: connectionEnd(seen(connection.from), family, prepared.world),
    to: connectionEnd(seen(connection.to), family, prepared.world),
  };
  const own = {from: raw(connection.from), to: raw(connection.to)};
  return (question) => {
    const {about} = question;
    if ('is' in question) return testText(textOf(about, own, given), question.is);
    if ('in' in question) {
      const value = numberOf(about, connection, ends);
      return value !== undefined && question.in.some(([low, high]) => low <= value && value <= high);
    }
    if ('word' in question) return about.end !== undefined && ends[about.end].endpoint.kind === question.word;
    return truthOf(about, connection, ends, own, given, prepared);
  };
}

type Both<T> = Readonly<Record<EndName, T>>;

function textOf(
  {name, end = 'from'}: Topic,
  own: Both<Endpoint>,
  {namespaces, serviceAccounts, settings}: World,
): string | undefined {
  const endpoint = own[end];
  const {labels, namespace, serviceAccount, cluster} = endpoint;
  if (labelTopic.owns(name)) return labelOf(labels, labelTopic.key(name));
  if (name === NAMESPACE) return namespace;
  if (namespaceLabelTopic.owns(name)) {
    return labelOf(namespaces.find((each) => each.name === namespace)?.labels, namespaceLabelTopic.key(name));
  }
  if (name === SERVICE_ACCOUNT) return serviceAccount;
  if (accountLabelTopic.owns(name)) {
    const account = serviceAccounts.find((each) => each.namespace === namespace && each.name === serviceAccount);
    return labelOf(account?.labels, accountLabelTopic.key(name));
  }
  if (name === CLUSTER) return cluster ?? settings['cluster-name'] ?? 'default';
  throw new Error(`no text is called ${name}`);
}

function labelOf(labels: Readonly<Record<string, string>> | undefined, key: string): string | undefined {
  return labels && Object.hasOwn(labels, key) ? labels[key] : undefined;
}

function numberOf(
  {name, end}: Topic,
  {protocol, port, sourcePort, icmp}: Connection,
  ends: Both<End>,
): bigint | undefined {
  if (end) return ends[end].address?.value;
  if (name === PROTOCOL) return BigInt(protocol);
  if (name === PORT) return BigInt(port ?? 0);
  if (name === SOURCE_PORT) return BigInt(sourcePort);
  if (name === ICMP_TYPE) return icmp && BigInt(icmp.type * 256 + icmp.code);
  throw new Error(`no number is called ${name}`);
}

function truthOf(
  topic: Topic,
  connection: Connection,
  ends: Both<End>,
  own: Both<Endpoint>,
  world: World,
  prepared: Prepared,
): boolean {
  const {name, end} = topic;
  const [from, to] = [own.from, own.to];
  if (topic.of === 'truth' && topic.meaning) return meaningHolds(topic.meaning, end, connection, ends, prepared);
  if (name === IPV6) return connection.family === 6;
  if (name === REQUEST) return connection.http !== undefined;
  if (name === SAME_NAMESPACE) return from.namespace !== undefined && from.namespace === to.namespace;
  if (name === SAME_NODE) return from.node !== undefined && from.node === to.node;
  if (name === IS_NODE && end) return own[end].name === `node/${own[end].node}`;
  if (sameLabelTopic.owns(name)) {
    const [one, other] = [from, to].map(({namespace}) =>
      labelOf(world.namespaces.find((each) => each.name === namespace)?.labels, sameLabelTopic.key(name)),
    );
    return one !== undefined && one === other;
  }
  throw new Error(`no truth is called ${name}`);
}

function meaningHolds(
  meaning: Meaning,
  end: EndName | undefined,
  connection: Connection,
  ends: Both<End>,
  {world}: Prepared,
): boolean {
  if ('request' in meaning) return permitsRequest({http: [meaning.request]}, connection.http, noAssumptions) === true;
  const here = ends[end ?? 'from'];
  if ('match' in meaning) {
    const match = meaning.match.is === 'some' ? {...meaning.match, identities: ['addressSet'] as const} : meaning.match;
    const other = ends[end === 'from' ? 'to' : 'from'];
    return evaluateMatch(match, {end: here, other, world, assumptions: noAssumptions}) === true;
  }
  const {protocol, port = 0, sourcePort} = connection;
  const asked = meaning.side === 'source' ? sourcePort : port;
  const set = ports('port' in meaning ? {names: [meaning.port]} : {services: [meaning.service]});
  return hasPorts(protocol) && contains(portNumbers(set, protocol, here, world), asked);
}

/** The families that the pods of a world speak, as far as their addresses are known; one in the host network is a node. */
export function podFamilies({endpoints}: World): readonly (4 | 6)[] {
  const pods = endpoints.filter(({kind, hostNetwork}) => kind === 'pod' && !hostNetwork);
  const texts = pods.flatMap(({addresses}) => addresses);
  return ([4, 6] as const).filter((family) => texts.some((text) => text.includes(':') === (family === 6)));
}

/** An end without a known address of the family of the connection is no end of a real one. */
export function hasAddresses({from, to, family}: Connection, {world}: Prepared): boolean {
  return [from, to].every((each) => {
    const {address} = connectionEnd(each, family, world);
    return address !== undefined && printAddress(address) !== '';
  });
}

/** Does a rule about kinds of packets decide before any policy? Such connections are left out of comparisons. */
export function isDecidedEarly(connection: Connection, prepared: Prepared): boolean {
  const {world, profile} = prepared;
  const seen = endpointsAsSeen(prepared);
  const [from, to] = [connection.from, connection.to].map((each) =>
    connectionEnd(seen(each), connection.family, world),
  );
  if (!from || !to) return false;
  return profile.builtIn.some(({traffic, when, direction, subject, peer}) => {
    if (!traffic || when !== 'before-stages' || !matchesTraffic(traffic, connection, from, to, world)) return false;
    const between = (end: End, other: End): boolean =>
      evaluateMatch(subject, {end, other, world, assumptions: noAssumptions}) === true &&
      evaluateMatch(peer, {end: other, other: end, world, assumptions: noAssumptions}) === true;
    return (direction !== 'ingress' && between(from, to)) || (direction !== 'egress' && between(to, from));
  });
}

/** True where pods that an engine cannot tell apart declare the same ports, none of them in init containers. */
export function sharesPortNames({endpoints}: World): boolean {
  const declared = new Map<string, string>();
  return endpoints.every(({kind, namespace, labels, serviceAccount, cluster, ports: own}) => {
    if (kind !== 'pod') return true;
    const identity = JSON.stringify([namespace, Object.entries(labels).sort(), serviceAccount, cluster]);
    const text = JSON.stringify(own.map(({name, protocol, port}) => [name, protocol, port]).sort());
    const known = declared.get(identity) ?? text;
    declared.set(identity, known);
    return known === text && own.every(({declaredBy}) => declaredBy !== 'initContainer');
  });
}
