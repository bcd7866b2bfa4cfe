import {type Intervals, intersection, intervals} from '../../src/base/intervals.ts';
import type {Path} from '../../src/base/json.ts';
import {hasPorts, isIcmp} from '../../src/base/protocols.ts';
import {type Origin, within} from '../../src/diagnostics/origin.ts';
import {and, type Match, or, someIdentity, unknownMatch} from '../../src/ir/match.ts';
import {type Action, rule as makeRule, type Rule, type Written} from '../../src/ir/policy.ts';
import {box, ports as makePorts, type Ports, type Traffic, type TrafficBox} from '../../src/ir/traffic.ts';
import {entityMatch} from './entities.ts';
import {netsImplyFamily, ruleFamilies} from './families.ts';
import type {Problems} from './fields.ts';
import {httpApplication} from './http.ts';
import {namesOf, portSet} from './ports.ts';
import {icmpSet, protocolSet} from './protocols.ts';
import type {EntityRule, PolicyRule, RuleAction, RuleEntry} from './schema.ts';
import {undefinedVerdict} from './validate.ts';

export interface RulePlace {
  readonly origin: Origin;
  /** The same place from the policy's own on. */
  readonly path: Path;
  readonly problems: Problems;
  readonly direction: 'ingress' | 'egress';
  readonly namespace: string | undefined;
  readonly index: number;
}

const actions: Readonly<Record<RuleAction, Action>> = {Allow: 'allow', Deny: 'deny', Log: 'log', Pass: 'pass'};

/**
 * One rule of the document. It is two where a list of destination ports mixes numbers and names beside a selector: a
 * name counts only where the selector picks the endpoint that declares it, a number also where the selector picks a
 * network set with that address (calico.md 6.4). Both keep the position of the one.
 */
export function compileRule(entry: RuleEntry, place: RulePlace): readonly Rule[] {
  if ('unknown' in entry) return unknownRule(entry.unknown, place);
  const {direction, origin, namespace, problems} = place;
  const [peerSide, selfSide] = direction === 'ingress' ? sides : [...sides].reverse();
  const peer = entityMatch(entry[peerSide ?? 'source'], {
    origin: within(origin, peerSide ?? 'source'),
    problems,
    namespace,
    end: 'peer',
  });
  const self = entityMatch(entry[selfSide ?? 'destination'], {
    origin: within(origin, selfSide ?? 'destination'),
    problems,
    namespace,
    end: 'self',
  });
  const open = undefinedVerdict(entry);
  const parts = {peer: open === undefined ? peer : and(peer, unknownMatch(open)), self};
  const traffics = ruleTraffic(entry, place.path);
  const named = direction === 'ingress' ? 'self' : 'peer';
  if ((traffics?.named.length ?? 0) === 0 || !readsSets(parts[named])) {
    return [written(entry, place, parts, traffics && [...traffics.numbered, ...traffics.named])];
  }
  const declaring = {...parts, [named]: onlyEndpoints(parts[named])};
  return [
    ...(traffics && traffics.numbered.length > 0 ? [written(entry, place, parts, traffics.numbered)] : []),
    written(entry, place, declaring, traffics?.named),
  ];
}

const sides = ['source', 'destination'] as const;

function written(
  entry: PolicyRule,
  {direction, path, index}: RulePlace,
  {peer, self}: {readonly peer: Match; readonly self: Match},
  ports: readonly Written<Traffic>[] | undefined,
): Rule {
  const application = direction === 'ingress' && entry.action === 'Allow' ? httpApplication(entry.http) : undefined;
  const at = [...path, direction === 'ingress' ? 'source' : 'destination'];
  return makeRule({
    action: actions[entry.action],
    self,
    peers: peer.is === 'true' ? undefined : [{value: peer, path: at}],
    ports,
    ...(application && {application}),
    path,
    index,
  });
}

/** A rule that its carrier does not know yet: it may allow and it may deny whatever it meets. */
function unknownRule(reason: string, {path, index}: RulePlace): readonly Rule[] {
  return (['allow', 'deny'] as const).map((action) => {
    const peers = [{value: unknownMatch(`${reason} (whether it makes the rule ${action})`), path}];
    return makeRule({action, peers, ports: undefined, path, index});
  });
}

interface RuleTraffic {
  readonly numbered: readonly Written<Traffic>[];
  /** Alternatives by the name of a destination port. */
  readonly named: readonly Written<Traffic>[];
}

/** The traffic of a rule, an alternative for each destination port; undefined: all traffic (calico.md 6). */
function ruleTraffic(rule: PolicyRule, path: Path): RuleTraffic | undefined {
  const families = ruleFamilies(rule);
  const [family] = families;
  if (family === undefined) return {numbered: [], named: []};
  const {source, destination} = rule;
  const sourcePorts = portSet(source?.ports, source?.notPorts);
  // Of another protocol nobody knows what the rule takes (`undefinedVerdict`), which is all of it, perhaps.
  const icmp = rule.protocol && isIcmp(rule.protocol.number) ? icmpSet(rule) : undefined;
  const protocols = protocolSet(rule);
  const shared: TrafficBox = {
    ...(protocols && {protocols}),
    ...(icmp && {icmp}),
    ...(sourcePorts && {sourcePorts}),
    ...(families.length === 1 && !netsImplyFamily(rule) && {family}),
  };
  const alternatives = destinationPorts(destination, [...path, 'destination']);
  const withPorts = alternatives.map(({value, path: at}) => ({value: [box({...shared, ports: value})], path: at}));
  const isNamed = alternatives.map(({value}) => value.names.length > 0);
  if (alternatives.length === 0) {
    if (Object.keys(shared).length === 0) return undefined;
    withPorts.push({value: [box(shared)], path});
  }
  const portless = portlessTraffic(rule, shared);
  return {
    numbered: [...withPorts.filter((_, index) => !isNamed[index]), ...(portless ? [{value: portless, path}] : [])],
    named: withPorts.filter((_, index) => isNamed[index]),
  };
}

function destinationPorts(entity: EntityRule | undefined, path: Path): readonly Written<Ports>[] {
  const {ports, notPorts, services} = entity ?? {};
  if (services?.name && services.namespace) {
    const service = {name: services.name, namespace: services.namespace};
    return [{value: makePorts({services: [service]}), path: [...path, 'services']}];
  }
  if (ports && ports.length > 0) {
    return ports.flatMap((item, index) => {
      const value = portSet([item], notPorts);
      return value ? [{value, path: [...path, 'ports', index]}] : [];
    });
  }
  const value = portSet(undefined, notPorts);
  return value ? [{value, path: [...path, 'notPorts']}] : [];
}

/**
 * A name that is only excepted excepts nothing from protocols without ports, and a rule without protocol covers those
 * too (calico.md 6.4: an unknown name is always matched by its negation).
 */
function portlessTraffic(rule: PolicyRule, shared: TrafficBox): Traffic | undefined {
  if (rule.protocol) return undefined;
  const conditions = [rule.source, rule.destination].filter((side) => side?.ports?.length || side?.notPorts?.length);
  const onlyExcepted = conditions.every(
    (side) => !side?.ports?.length && namesOf(side?.notPorts ?? []).length === side?.notPorts?.length,
  );
  if (conditions.length === 0 || !onlyExcepted) return undefined;
  const {sourcePorts: _, ...rest} = shared;
  return [box({...rest, protocols: intersection(shared.protocols ?? [[0, 255]], withoutPorts)})];
}

const withoutPorts: Intervals = intervals(
  Array.from({length: 256}, (_, protocol) => protocol)
    .filter((protocol) => !hasPorts(protocol))
    .map((protocol) => [protocol, protocol] as const),
);

function readsSets(match: Match): boolean {
  if (match.is === 'some') return match.identities.includes('addressSet');
  if (match.is === 'and' || match.is === 'or') return match.of.some(readsSets);
  return false;
}

/** The same for the endpoint itself: no set may answer for it. */
function onlyEndpoints(match: Match): Match {
  if (match.is === 'some') return someIdentity(['pod', 'host'], match.of);
  if (match.is === 'and') return and(...match.of.map(onlyEndpoints));
  return match.is === 'or' ? or(...match.of.map(onlyEndpoints)) : match;
}
