import type {Json, JsonObject} from '../../src/base/json.ts';
import {ICMP, ICMPV6} from '../../src/base/protocols.ts';
import {anything, type Match, nothing, or, printMatch, type ServiceReference} from '../../src/ir/match.ts';
import {type HttpMatch, type Policy, type Rule, writtenAt} from '../../src/ir/policy.ts';
import {printTraffic, type Traffic, traffic} from '../../src/ir/traffic.ts';
import type {World} from '../../src/ir/world.ts';
import type {Loss, WriteContext} from '../dialect.ts';
import {writeHttp} from './http.ts';
import {type Problem, settle} from './losses.ts';
import {type EntityContext, type WrittenEntity, writeEntities} from './write-entity.ts';
import {protocolFields, type WrittenTraffic, writeTraffic} from './write-traffic.ts';

export interface RuleContext {
  readonly policy: Policy;
  readonly namespace: string | undefined;
  readonly direction: 'ingress' | 'egress';
  readonly write: WriteContext;
  readonly world: World | undefined;
  /** The rule comes from Calico itself, so that its `http` means what it says there. */
  readonly own: boolean;
  /** Fields to carry over from the source, such as annotations. */
  readonly extra: JsonObject;
}

export interface WrittenRules {
  readonly rules: readonly JsonObject[];
  readonly losses: readonly Loss[];
}

/**
 * The rules that together say one rule: for each kind of traffic one for each peer, in the order of the engine's own
 * conversion (calico.md 9.1).
 */
export function writeRule(rule: Rule, context: RuleContext): WrittenRules {
  const http = application(rule, context);
  if (!http) return {rules: [], losses: applicationLosses(rule, context)};
  const servicePorts = rule.traffic.length > 0 && rule.traffic.every(({ports}) => (ports?.services.length ?? 0) > 0);
  const place = (end: 'peer' | 'self'): EntityContext => ({...context, end, action: rule.action, servicePorts});
  const told = {action: rule.action, origin: writtenAt(context.policy, rule)};
  const peers = alternatives(rule).map((match) => settlePeer(match, place('peer'), told, context.write));
  const selves = settle(writeEntities(rule.self ?? anything, place('self')), told, context.write);
  const kinds = settle(writeTraffic(trafficAlternatives(rule), !context.own), told, context.write);
  const rules = kinds.written.flatMap((kind) =>
    peers.flatMap(({written}) =>
      written.flatMap((peer) =>
        selves.written.flatMap((self) => http.flatMap((each) => compose(rule, kind, peer, self, each, context))),
      ),
    ),
  );
  const losses = [...peers.flatMap((each) => each.losses), ...selves.losses, ...kinds.losses];
  return {rules, losses: [...losses, ...applicationLosses(rule, context)]};
}

/** Of several alternatives those that can be said stay, whatever becomes of the others. */
function settlePeer(
  match: Match,
  place: EntityContext,
  told: Parameters<typeof settle>[1],
  write: WriteContext,
): ReturnType<typeof settle<WrittenEntity>> {
  const said = writeEntities(match, place);
  if ('exact' in said || match.is !== 'or') return settle(said, told, write);
  const parts = match.of.map((part) => settlePeer(part, place, told, write));
  return {written: parts.flatMap(({written}) => written), losses: parts.flatMap(({losses}) => losses)};
}

/** The written alternatives where they still say what the rule says, else the peer as a whole. */
function alternatives({peer, peers}: Rule): readonly Match[] {
  if (peers.length === 0) return peer.is === 'false' ? [] : [peer];
  const values = peers.map(({value}) => value);
  return printMatch(or(...values)) === printMatch(peer) && peer !== nothing ? values : [peer];
}

function trafficAlternatives(rule: Rule): readonly Traffic[] {
  const values = rule.ports.map(({value}) => value);
  return printTraffic(traffic(values.flat())) === printTraffic(rule.traffic) ? values : [rule.traffic];
}

const actions = {allow: 'Allow', deny: 'Deny', pass: 'Pass', log: 'Log'} as const;

/** Nothing where peer and traffic have no family in common, or the service of one is not that of the other. */
function compose(
  rule: Rule,
  kind: WrittenTraffic,
  peer: WrittenEntity,
  self: WrittenEntity,
  http: JsonObject,
  {direction, extra}: RuleContext,
): readonly JsonObject[] {
  const asked = [kind.family, peer.family, self.family, ...familiesOfNets(peer), ...familiesOfNets(self)];
  const families = new Set(asked.filter((family) => family !== undefined));
  if (families.size > 1) return [];
  const [family] = families;
  const ends = direction === 'ingress' ? {source: peer, destination: self} : {source: self, destination: peer};
  const source = {...ends.source.fields, ...kind.source};
  const destination = {...ends.destination.fields, ...kind.destination};
  // A type belongs to the protocol of one family: no packet of the other has it, and the API refuses such a rule.
  const typed = kind.icmp ?? kind.notICMP;
  if (typed && family !== undefined && kind.protocol !== (family === 4 ? ICMP : ICMPV6)) return [];
  if (kind.service && !sameService(destination, kind.service)) return [];
  const implied = familiesOfNets(peer).length + familiesOfNets(self).length > 0;
  const named = {
    ...(kind.protocol === ICMP && family === 4 && {family: 4}),
    ...(kind.protocol === ICMPV6 && family === 6 && {family: 6}),
  };
  return [
    {
      action: actions[rule.action],
      ...extra,
      ...(family !== undefined && !implied && !('family' in named) && {ipVersion: family}),
      ...protocolFields(kind, family),
      ...(kind.icmp && {icmp: kind.icmp}),
      ...(kind.notICMP && {notICMP: kind.notICMP}),
      ...(Object.keys(source).length > 0 && {source}),
      ...(Object.keys(destination).length > 0 && {destination}),
      ...http,
    },
  ];
}

function familiesOfNets({fields}: WrittenEntity): readonly (4 | 6)[] {
  const lists: readonly (Json | undefined)[] = [fields['nets'], fields['notNets']];
  const nets = lists.flatMap((list) => (Array.isArray(list) ? list : []));
  return [...new Set(nets.map((net) => (String(net).includes(':') ? 6 : 4)))];
}

function sameService(fields: JsonObject, service: ServiceReference): boolean {
  return JSON.stringify(fields['services']) === JSON.stringify({name: service.name, namespace: service.namespace});
}

/** The `http` parts to write a rule with, one a rule; undefined: the rule is left out for its restriction. */
function application(rule: Rule, {own, write, direction}: RuleContext): readonly JsonObject[] | undefined {
  const http = rule.application?.http;
  if (!http) return [{}];
  if (own && direction === 'ingress') {
    const parts = writeHttp(http);
    if (parts) return parts.map((each) => ({http: each}));
  }
  return write.allow === 'wider' ? [{}] : undefined;
}

const unenforced: Problem = {
  code: 'http-rule',
  message: 'Calico enforces HTTP rules only with a sidecar in every pod, so that this restriction would not hold',
};

function applicationLosses(rule: Rule, context: RuleContext): readonly Loss[] {
  const {http, shown} = rule.application ?? {};
  const origin = writtenAt(context.policy, rule);
  const losses: Loss[] = (shown ?? []).map((what) => ({
    code: 'layer7',
    origin,
    effect: 'none',
    message: `not carried over, since Calico has nothing like it: ${what}`,
  }));
  const kept = http === undefined || (context.own && context.direction === 'ingress' && writeHttp(http) !== undefined);
  if (kept) return losses;
  const opens = context.write.allow === 'wider';
  const message = `${unenforced.message} (${http.map(printRequest).join(' or ')}); ${
    opens
      ? 'the ports are opened for every request (--allow narrower leaves the rule out)'
      : 'the rule is left out (--allow wider opens its ports for every request)'
  }`;
  return [...losses, {...unenforced, origin, effect: opens ? 'wider' : 'narrower', message}];
}

function printRequest({method, path, host}: HttpMatch): string {
  const words = [method, host, path].flatMap((test) =>
    test ? [test.test === 'regex' ? test.pattern : test.text] : [],
  );
  return words.join(' ') || 'any request';
}
