import {parseCidr, printCidr} from '../../src/base/cidr.ts';
import {intervals} from '../../src/base/intervals.ts';
import {isObject, type Path} from '../../src/base/json.ts';
import {protocolNumbers} from '../../src/base/protocols.ts';
import {UnknownValue} from '../../src/base/unknown-value.ts';
import {type Origin, within} from '../../src/diagnostics/origin.ts';
import {
  addressIn,
  and,
  anything,
  exists,
  isKind,
  label,
  type Match,
  namespaceLabel,
  not,
  nothing,
  or,
  unknownMatch,
} from '../../src/ir/match.ts';
import {type Action, type Direction, type Group, type Rule, rule, type Written} from '../../src/ir/policy.ts';
import {box, numberedPorts, ports, protocolPorts, type Traffic} from '../../src/ir/traffic.ts';
import {noFindings} from './decode.ts';
import {selectorMatch} from './selectors.ts';
import * as shapes from './shapes.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Whom a cluster-wide policy is for, and what it says; nothing isolates (kubernetes.md B2 and B4). */
export interface AdminPolicyParts {
  readonly subject: Match;
  readonly ingress?: Direction;
  readonly egress?: Direction;
}

/** The spec of a policy of any generation whose shape has been checked. The server drops null fields before all else. */
export function adminPolicy(written: Fields, origin: Origin): AdminPolicyParts {
  const spec = withoutNulls(written);
  const ingress = rulesOf(spec['ingress'], origin, ['spec', 'ingress'], 'from');
  const egress = rulesOf(spec['egress'], origin, ['spec', 'egress'], 'to');
  return {
    subject: podsOf(asFields(spec['subject'])).match,
    ...(ingress.length > 0 && {ingress: {isolates: false, rules: ingress}}),
    ...(egress.length > 0 && {egress: {isolates: false, rules: egress}}),
  };
}

/** Admin policies have their own priority; the one Baseline object of the first generation has none. */
export function adminGroup(kind: string, spec: Fields): Extract<Group, {group: 'admin'}> {
  const priority = typeof spec['priority'] === 'number' ? spec['priority'] : 0;
  const baseline = kind === 'BaselineAdminNetworkPolicy' || spec['tier'] === 'Baseline';
  return {group: 'admin', tier: baseline ? 'Baseline' : 'Admin', priority};
}

const actions: Readonly<Record<string, Action>> = {Accept: 'allow', Allow: 'allow', Deny: 'deny', Pass: 'pass'};

function rulesOf(list: unknown, origin: Origin, path: Path, peersOf: 'from' | 'to'): readonly Rule[] {
  if (list instanceof UnknownValue) return [openRule(list.reason, path, 0)];
  if (!Array.isArray(list)) return [];
  return list.map((each: unknown, index): Rule => {
    const at = [...path, index];
    if (!isObject(each) || each instanceof UnknownValue) return openRule(reasonOf(each), at, index);
    const action = actions[String(each['action'])];
    const peers = peersIn(each[peersOf], [...at, peersOf]);
    const self = or(...peers.map(({self: condition}) => condition ?? anything));
    const written = peers.map(({value, path: from}): Written<Match> => ({value, path: from}));
    return rule({
      action: action ?? 'deny',
      ...(peers.some(({self: condition}) => condition) && {self}),
      peers: action
        ? written
        : [{value: unknownMatch(`the action of ${within(origin, ...at).path.join('.')}`), path: at}],
      ports: portsIn(each['protocols'] ?? each['ports'], [...at, each['protocols'] ? 'protocols' : 'ports']),
      path: at,
      index,
    });
  });
}

function openRule(reason: string, path: Path, index: number): Rule {
  return rule({action: 'allow', peers: [{value: unknownMatch(reason), path}], ports: undefined, path, index});
}

function reasonOf(value: unknown): string {
  return value instanceof UnknownValue ? value.reason : 'a value that cannot be read';
}

interface PeerMatch extends Written<Match> {
  readonly self?: Match;
}

function peersIn(list: unknown, path: Path): readonly PeerMatch[] {
  if (!Array.isArray(list)) return [{value: unknownMatch(reasonOf(list)), path}];
  return list.map((each: unknown, index): PeerMatch => {
    const at = [...path, index];
    if (!isObject(each) || each instanceof UnknownValue) return {value: unknownMatch(reasonOf(each)), path: at};
    const {match, self} = peerMatch(each);
    const [field] = Object.keys(each);
    return {value: match, path: field === undefined ? at : [...at, field], ...(self && {self})};
  });
}

interface Selected {
  readonly match: Match;
  /** A condition on the subject, for peers that compare both namespaces. */
  readonly self?: Match;
}

/** Exactly one field is set; pod-type peers never are outside addresses or nodes (B2). */
function peerMatch(peer: Fields): Selected {
  if (present(peer['networks'])) return {match: or(...texts(peer['networks']).map(networkMatch))};
  if (present(peer['nodes'])) return {match: and(isKind('host'), selected(peer['nodes'], label))};
  if (present(peer['domainNames'])) return {match: or(...texts(peer['domainNames']).map(domainMatch))};
  return podsOf(peer);
}

function podsOf(peer: Fields): Selected {
  const {namespaces, pods} = peer;
  if (pods instanceof UnknownValue) return {match: and(isKind('pod'), unknownMatch(pods.reason))};
  if (!isObject(pods)) {
    const space = namespaceMatch(namespaces);
    return {...space, match: present(namespaces) ? and(isKind('pod'), space.match) : nothing};
  }
  const space = namespaceMatch(pods['namespaceSelector'] ?? pods['namespaces']);
  return {...space, match: and(isKind('pod'), space.match, selected(pods['podSelector'], label))};
}

/** A selector; the first generation also nests it, or compares labels with the subject's namespace (B1). */
function namespaceMatch(value: unknown): Selected {
  if (!isObject(value) || value instanceof UnknownValue) return {match: selected(value, namespaceLabel)};
  if (present(value['namespaceSelector'])) return {match: selected(value['namespaceSelector'], namespaceLabel)};
  const same = texts(value['sameLabels']);
  if (same.length > 0) return {match: and(...same.map(sameLabel))};
  const different = texts(value['notSameLabels']);
  if (different.length > 0) {
    const carried = and(...different.map((key) => namespaceLabel(key, exists)));
    return {match: and(carried, not(and(...different.map(sameLabel)))), self: carried};
  }
  return {match: selected(value, namespaceLabel)};
}

function sameLabel(key: string): Match {
  return {is: 'sameNamespaceLabel', key};
}

function selected(value: unknown, atom: typeof label): Match {
  return selectorMatch(shapes.selector(value, [], noFindings()), atom);
}

function networkMatch(text: string): Match {
  const parsed = parseCidr(text);
  return parsed ? addressIn(printCidr(parsed.cidr)) : nothing;
}

/** A leading `*.` stands for one or more labels here (B6). */
function domainMatch(text: string): Match {
  const name = text.toLowerCase().replace(/\.$/, '');
  return {is: 'domain', pattern: name.startsWith('*.') ? `*${name}` : name};
}

/** Absent: all traffic, ICMP too. A port name carries no protocol of its own (B2). */
function portsIn(list: unknown, path: Path): readonly Written<Traffic>[] | undefined {
  if (list === undefined || list === null) return undefined;
  if (!Array.isArray(list)) return [];
  return list.map((each: unknown, index) => ({
    value: isObject(each) ? portTraffic(each) : [],
    path: [...path, index],
  }));
}

const numbers = {tcp: protocolNumbers.TCP, udp: protocolNumbers.UDP, sctp: protocolNumbers.SCTP};

function portTraffic(item: Fields): Traffic {
  const name = item['destinationNamedPort'] ?? item['namedPort'];
  if (typeof name === 'string') return [box({ports: ports({names: [{name}]})})];
  for (const [field, protocol] of Object.entries(numbers)) {
    const transport = asFields(item[field]);
    if (!(field in item)) continue;
    const destination = asFields(transport['destinationPort']);
    const {start, end} = asFields(destination['range']);
    return span(protocol, destination['number'] ?? start, destination['number'] ?? end);
  }
  const {protocol, port, start, end} = asFields(item['portNumber'] ?? item['portRange']);
  const number = protocol === 'UDP' ? numbers.udp : protocol === 'SCTP' ? numbers.sctp : numbers.tcp;
  return protocol === undefined || ['TCP', 'UDP', 'SCTP'].includes(String(protocol))
    ? span(number, port ?? start, port ?? end)
    : [];
}

/** A range that ends before it starts holds nothing. */
function span(protocol: number, low: unknown, high: unknown): Traffic {
  if (typeof low !== 'number' || typeof high !== 'number') return [protocolPorts(protocol)];
  return low > high ? [] : [protocolPorts(protocol, numberedPorts(intervals([[low, high]])))];
}

function withoutNulls(fields: Fields): Fields {
  const entries = Object.entries(fields).filter(([, each]) => present(each));
  return Object.fromEntries(entries.map(([key, each]) => [key, cleaned(each)]));
}

function cleaned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(cleaned);
  return isObject(value) && !(value instanceof UnknownValue) ? withoutNulls(value) : value;
}

function asFields(value: unknown): Fields {
  return isObject(value) ? value : {};
}

function present(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
}
