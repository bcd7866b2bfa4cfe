import type {Json, JsonObject, Path} from '../../src/base/json.ts';
import {sortedUnique} from '../../src/base/order.ts';
import {type HttpMatch, type Policy, type Rule, writtenAt} from '../../src/ir/policy.ts';
import {withServicePorts} from '../../src/ir/service-ports.ts';
import type {Loss, WriteContext} from '../dialect.ts';
import {EXTENDED_PROTOCOLS} from './ports.ts';
import {samePath} from './same-path.ts';
import {writeHttp} from './write-http.ts';
import {note, type Place, tooLittle, tooMuch} from './write-losses.ts';
import {type PeerContext, type PeerFields, plainCidrs, writePeers} from './write-peers.ts';
import {type WrittenTraffic, writeTraffic} from './write-traffic.ts';

export interface WrittenRules {
  readonly rules: readonly JsonObject[];
  readonly losses: readonly Loss[];
}

export interface RuleContext extends Omit<PeerContext, 'origin' | 'action'> {
  readonly policy: Policy;
  readonly allow: WriteContext['allow'];
}

const MOST_ENTRIES = 40;

/** One rule as entries of `ingress`, `egress` or their deny lists: one peer kind and one of ports and ICMP in each. */
export function writeRule(given: Rule, context: RuleContext): WrittenRules {
  const rule = context.fromCilium ? given : withServicePorts(given, context.world);
  const action = rule.action === 'deny' ? 'deny' : 'allow';
  const {direction, fromCilium} = context;
  const place = {origin: writtenAt(context.policy, rule), action, direction, fromCilium} as const;
  const peers = writePeers(rule, context.policy, {...context, ...place});
  const extended = context.world?.settings[EXTENDED_PROTOCOLS] === 'true';
  const traffic = writeTraffic(rule.traffic, {...place, allow: context.allow, extended});
  const asked = writeApplication(rule, traffic, context);
  const rules = peerFields(peers.fields, context.direction).flatMap((fields) =>
    trafficFields(asked.traffic, asked.item).map((ports) => ({...fields, ...asked.rule, ...ports})),
  );
  return {
    rules: rules.map((each) => (isPeerless(each) ? {[field(context, 'Entities')]: ['all'], ...each} : each)),
    losses: [...peers.losses, ...traffic.losses, ...asked.losses, ...hostPortNames(rule, {...context, ...place})],
  };
}

/** On egress the names of ports are those of pods: a host endpoint that declares one is not found by it (cilium.md 7). */
function hostPortNames({traffic}: Rule, context: PeerContext): readonly Loss[] {
  if (context.direction === 'ingress') return [];
  const declared = new Set(context.world?.hostEndpoints.flatMap(({ports}) => ports.map(({name}) => name)));
  const names = traffic.flatMap(({ports}) => ports?.names ?? []).filter(({name}) => declared.has(name));
  return sortedUnique(names.map(({name}) => name)).map((name) =>
    tooLittle(context, 'port-name', `the port ${name} of host endpoints has no name in Cilium`),
  );
}

function field({direction}: RuleContext, name: string): string {
  return `${direction === 'ingress' ? 'from' : 'to'}${name}`;
}

/** Without peers and ports a rule would match nothing at all (cilium.md 3). */
function isPeerless(rule: JsonObject): boolean {
  return Object.keys(rule).every((key) => key === 'authentication');
}

/** Each peer field in a rule of its own; any peer is a rule without one. */
function peerFields(fields: PeerFields | undefined, direction: RuleContext['direction']): readonly JsonObject[] {
  if (!fields) return [{}];
  const prefix = direction === 'ingress' ? 'from' : 'to';
  return Object.entries(fields).flatMap(([name, items]): JsonObject[] => {
    if (items.length === 0) return [];
    const plain = name === 'CIDRSet' ? plainCidrs(items) : undefined;
    return [plain ? {[`${prefix}CIDR`]: plain} : {[`${prefix}${name}`]: items}];
  });
}

function trafficFields({all, ports, icmps}: WrittenTraffic, item: JsonObject): readonly JsonObject[] {
  if (all) return [{}];
  const toPorts = chunks(ports).map((part): JsonObject => ({ports: part, ...item}));
  return [
    ...(toPorts.length > 0 ? [{toPorts}] : []),
    ...(icmps.length > 0 ? [{icmps: chunks(icmps).map((fields) => ({fields}))}] : []),
  ];
}

function chunks(items: readonly JsonObject[]): readonly (readonly JsonObject[])[] {
  const count = Math.ceil(items.length / MOST_ENTRIES);
  return Array.from({length: count}, (_, index) => items.slice(index * MOST_ENTRIES, (index + 1) * MOST_ENTRIES));
}

interface WrittenApplication {
  readonly traffic: WrittenTraffic;
  /** Beside `ports`. */
  readonly item: JsonObject;
  /** Beside the peers. */
  readonly rule: JsonObject;
  readonly losses: readonly Loss[];
}

/**
 * The layer 7 part. HTTP needs TCP ports; where the source restricts more traffic, the rule is left out or opened,
 * whichever the user allows. What only Cilium says stands as it was written.
 */
function writeApplication(rule: Rule, traffic: WrittenTraffic, context: RuleContext): WrittenApplication {
  const kept = keptFields(rule, context.policy);
  const http = rule.application?.http;
  if (!http || 'rules' in kept.item) return {traffic, ...kept, losses: []};
  const place = {origin: writtenAt(context.policy, rule), action: 'allow', fromCilium: context.fromCilium} as const;
  if (http.length === 0) {
    return {
      traffic: nothingOf(traffic),
      ...kept,
      losses: [tooLittle(place, 'http-none', 'no request is allowed at all')],
    };
  }
  const tcpOnly = !traffic.all && traffic.icmps.length === 0 && traffic.ports.every(isTcpPort);
  if (tcpOnly) {
    const item = {...kept.item, rules: {http: http.map(writeHttp)}};
    return {traffic, ...kept, item, losses: pathNotes(http, place)};
  }
  const reason = 'HTTP can be restricted on TCP ports only';
  if (context.allow === 'wider')
    return {traffic, ...kept, losses: [tooMuch(place, 'http-rule', `${reason}: all requests are allowed`)]};
  return {
    traffic: nothingOf(traffic),
    ...kept,
    losses: [tooLittle(place, 'http-rule', `${reason}: the rule is left out`)],
  };
}

/** Calico resolves the dots of a path itself (calico.md 6.6); Cilium leaves that to its proxy, which has an option for it. */
function pathNotes(http: readonly HttpMatch[], {origin, fromCilium}: Place): readonly Loss[] {
  if (fromCilium || !http.some(({path}) => path)) return [];
  const message =
    'the segments . and .. of a path are resolved only while the option http-normalize-path is on, as it is by default';
  return [note(origin, 'http-path', message)];
}

function isTcpPort({protocol, port}: JsonObject): boolean {
  return protocol === 'TCP' && port !== '0';
}

function nothingOf(traffic: WrittenTraffic): WrittenTraffic {
  return {...traffic, all: false, ports: [], icmps: []};
}

/** The remainder that belongs to this rule: of the whole rule, and of the port item its ports were written in. */
function keptFields(rule: Rule, policy: Policy): {readonly item: JsonObject; readonly rule: JsonObject} {
  const own = policy.remainder.filter(({origin}) => startsWith(origin.path, writtenAt(policy, rule).path));
  const authentication = own.find(({field: name}) => name === 'authentication')?.value;
  const portPath = rule.ports[0] && writtenAt(policy, rule.ports[0]).path.slice(0, -2);
  const inItem = portPath ? own.filter(({origin}) => samePath(origin.path, portPath)) : [];
  const item: Record<string, Json> = {};
  for (const {field: name, value} of inItem) {
    if (name.startsWith('rules.')) item['rules'] = {[name.slice('rules.'.length)]: value};
    else item[name] = value;
  }
  return {item, rule: authentication === undefined ? {} : {authentication}};
}

function startsWith(path: Path, start: Path): boolean {
  return start.every((step, index) => path[index] === step);
}
