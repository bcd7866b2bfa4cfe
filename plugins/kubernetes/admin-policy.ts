import {parseCidr, printCidr} from '../../src/base/cidr.ts';
import {isObject, type Path} from '../../src/base/json.ts';
import {unknownReason} from '../../src/base/unknown-reason.ts';
import {UnknownValue} from '../../src/base/unknown-value.ts';
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
import {adminPorts} from './admin-ports.ts';
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
export function adminPolicy(written: Fields): AdminPolicyParts {
  const {subject, ...spec} = withoutNulls(written);
  const ingress = rulesOf(spec['ingress'], ['spec', 'ingress'], 'from');
  const egress = rulesOf(spec['egress'], ['spec', 'egress'], 'to');
  // In another place than the first of its tier it decides what it decides there, or nothing.
  const place = unknownReason([spec['tier'], spec['priority']]);
  const isKnown = isObject(subject) && !(subject instanceof UnknownValue);
  const pods = isKnown ? podsOf(subject).match : and(isKind('pod'), unknownMatch(openReason(subject)));
  return {
    subject: and(pods, place === undefined ? anything : unknownMatch(place)),
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

function rulesOf(list: unknown, path: Path, peersOf: 'from' | 'to'): readonly Rule[] {
  if (list instanceof UnknownValue) return openRules(list.reason, path, 0);
  if (!Array.isArray(list)) return [];
  return list.flatMap((each: unknown, index): readonly Rule[] => {
    const at = [...path, index];
    const action = isObject(each) ? actions[String(each['action'])] : undefined;
    if (!isObject(each) || !action) return openRules(openReason(each), at, index);
    const ports = adminPorts(each['protocols'] ?? each['ports'], [...at, each['protocols'] ? 'protocols' : 'ports']);
    return together(peersIn(each[peersOf], [...at, peersOf])).flatMap(({peers, self}) => {
      const common = {action, ...(self && {self}), path: at, index};
      const maybe = ports.open.map(({reason, value, path: from}) => {
        const doubtful = peers.map((peer) => ({...peer, value: and(peer.value, unknownMatch(reason))}));
        return rule({...common, peers: doubtful, ports: [{value, path: from}]});
      });
      return ports.known?.length === 0 ? maybe : [rule({...common, peers, ports: ports.known}), ...maybe];
    });
  });
}

/** A rule that its carrier does not know yet: it may allow and it may deny whatever it meets. */
function openRules(reason: string, path: Path, index: number): readonly Rule[] {
  return (['allow', 'deny'] as const).map((action) => {
    const peers = [{value: unknownMatch(`${reason} (whether it makes the rule ${action})`), path}];
    return rule({action, peers, ports: undefined, path, index});
  });
}

function openReason(value: unknown): string {
  return unknownReason(value) ?? 'a value that cannot be read';
}

interface PeerGroup {
  readonly peers: readonly Written<Match>[];
  readonly self?: Match;
}

/** The peers under one condition on the subject. Each that has a condition stands in a rule of its own, in the same place. */
function together(peers: readonly PeerMatch[]): readonly PeerGroup[] {
  const free = peers.filter(({self}) => !self);
  const bound = peers.flatMap(({self, ...peer}) => (self ? [{peers: [peer], self}] : []));
  return free.length > 0 ? [{peers: free}, ...bound] : bound;
}

interface PeerMatch extends Written<Match> {
  readonly self?: Match;
}

function peersIn(list: unknown, path: Path): readonly PeerMatch[] {
  if (!Array.isArray(list)) return [{value: unknownMatch(openReason(list)), path}];
  return list.map((each: unknown, index): PeerMatch => {
    const at = [...path, index];
    if (!isObject(each) || each instanceof UnknownValue) return {value: unknownMatch(openReason(each)), path: at};
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
  if (present(peer['networks'])) return {match: anyOf(peer['networks'], networkMatch)};
  if (present(peer['nodes'])) return {match: and(isKind('host'), selected(peer['nodes'], label))};
  if (present(peer['domainNames'])) return {match: anyOf(peer['domainNames'], domainMatch)};
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
  const open = unknownReason([value['sameLabels'], value['notSameLabels']]);
  if (open !== undefined) return {match: unknownMatch(open)};
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

/** The schema has been checked, so that only texts are there, and what is not known. */
function anyOf(list: unknown, matchOf: (text: string) => Match): Match {
  const items: readonly unknown[] = Array.isArray(list) ? list : [list];
  return or(...items.map((each) => (typeof each === 'string' ? matchOf(each) : unknownMatch(openReason(each)))));
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

function withoutNulls(fields: Fields): Fields {
  const entries = Object.entries(fields).filter(([, each]) => present(each));
  return Object.fromEntries(entries.map(([key, each]) => [key, cleaned(each)]));
}

function cleaned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(cleaned);
  return isObject(value) && !(value instanceof UnknownValue) ? withoutNulls(value) : value;
}

function present(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
}
