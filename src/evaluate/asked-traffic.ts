import type {Family} from '../base/cidr.ts';
import {contains, type Interval, intervals} from '../base/intervals.ts';
import {hasPorts, ICMP, ICMPV6, isIcmp, protocolNumbers, SCTP, TCP, UDP} from '../base/protocols.ts';
import type {Rule} from '../ir/policy.ts';
import {box, numberedPorts, type Ports, type Traffic, type TrafficBox, traffic} from '../ir/traffic.ts';
import type {Endpoint} from '../ir/world.ts';
import type {Connection, VerdictName} from './answer.ts';
import {DEFAULT_SOURCE_PORT} from './ask.ts';
import {connectionEnd} from './end.ts';
import {decideSide} from './naive.ts';
import type {Prepared} from './prepared.ts';

/** What one side lets pass, in whole stretches of traffic. */
export interface TrafficAnswer {
  readonly traffic: Traffic;
  /** Of which it is not known whether it passes. */
  readonly unknown: Traffic;
  /** The rest: shorter to tell where nearly everything passes. */
  readonly denied: Traffic;
}

type Question = Pick<Connection, 'protocol' | 'port' | 'icmp'>;

/**
 * The traffic that the endpoint's side lets pass with this peer: asked once for every stretch of protocols, ports and
 * ICMP types that the rules can tell apart.
 */
export function askedTraffic(
  prepared: Prepared,
  endpoint: Endpoint,
  peer: Endpoint,
  direction: 'ingress' | 'egress',
  family: Family,
): TrafficAnswer {
  const [sender, receiver] = direction === 'ingress' ? [peer, endpoint] : [endpoint, peer];
  const from = connectionEnd(sender, family, prepared.world);
  const to = connectionEnd(receiver, family, prepared.world);
  const ends = {from, to, ...(direction === 'ingress' ? {subject: to, peer: from} : {subject: from, peer: to})};
  const ask = (question: Question): VerdictName => {
    const connection = {from: sender, to: receiver, sourcePort: DEFAULT_SOURCE_PORT, family, ...question};
    return decideSide({direction, connection, prepared, ...ends})?.verdict ?? 'allow';
  };
  const boxes = boxesOf(prepared, direction);
  const stretches = protocolStretches(boxes).flatMap((range) => {
    const [low] = range;
    const own = boxes.filter(({protocols}) => !protocols || contains(protocols, low));
    if (hasPorts(low)) return portAnswers(low, own, receiver, prepared, ask);
    if (isIcmp(low)) return icmpAnswers(low, family, own, ask);
    return [{part: {protocols: [range]}, verdict: ask({protocol: low})}];
  });
  return {
    traffic: united(stretches, 'allow'),
    unknown: united(stretches, 'unknown'),
    denied: united(stretches, 'deny'),
  };
}

interface Stretch {
  readonly part: TrafficBox;
  readonly verdict: VerdictName;
}

function boxesOf({stages, profile}: Prepared, direction: 'ingress' | 'egress'): readonly TrafficBox[] {
  const policies = stages.flatMap((stage) => stage.policies);
  const rules = policies.flatMap(({policy}): readonly Rule[] => policy[direction]?.rules ?? []);
  return [...rules.flatMap((rule) => rule.traffic), ...profile.builtIn.flatMap((each) => each.traffic ?? [])];
}

function protocolStretches(boxes: readonly TrafficBox[]): readonly Interval[] {
  const named = [TCP, UDP, SCTP, ICMP, ICMPV6, protocolNumbers.UDPLite].map((each): Interval => [each, each]);
  return cut([...named, ...boxes.flatMap(({protocols}) => protocols ?? [])], 0, 255);
}

/** Nobody connects to port 0. */
function portAnswers(
  protocol: number,
  boxes: readonly TrafficBox[],
  receiver: Endpoint,
  {world}: Prepared,
  ask: (question: Question) => VerdictName,
): readonly Stretch[] {
  const conditions = boxes.flatMap(({ports}) => ports ?? []);
  const services = new Set(conditions.flatMap((each) => each.services).map(({name}) => name));
  const points = [
    ...receiver.ports.map(({port}) => port),
    ...world.backends
      .filter(({service}) => services.has(service))
      .flatMap((slice) => slice.ports.flatMap(({port}) => port ?? [])),
  ].map((port): Interval => [port, port]);
  return cut([...conditions.flatMap(mentioned), ...points], 1, 65_535).map((range) => ({
    part: {protocols: [[protocol, protocol]], ports: numberedPorts([range])},
    verdict: ask({protocol, port: range[0]}),
  }));
}

function mentioned({numbers, exceptNumbers, names}: Ports): readonly Interval[] {
  return [
    ...numbers,
    ...exceptNumbers,
    ...names.flatMap(({upTo}): Interval[] => (upTo === undefined ? [] : [[upTo, upTo]])),
  ];
}

/** The version of ICMP that the family does not have answers as the other: nobody sends it. */
function icmpAnswers(
  protocol: number,
  family: Family,
  boxes: readonly TrafficBox[],
  ask: (question: Question) => VerdictName,
): readonly Stretch[] {
  const spoken = family === 4 ? ICMP : ICMPV6;
  const whole = boxes.every(({icmp}) => !icmp);
  if (protocol !== spoken && !whole) return [];
  return cut(
    boxes.flatMap(({icmp}) => icmp ?? []),
    0,
    65_535,
  ).map((range) => ({
    part: {protocols: [[protocol, protocol]], ...(!whole && {icmp: [range]})},
    verdict: ask({protocol, icmp: {type: range[0] >> 8, code: range[0] & 255}}),
  }));
}

/** The whole range, cut where a stretch begins and behind its end. */
function cut(stretches: readonly Interval[], low: number, high: number): readonly Interval[] {
  const starts = [low, ...stretches.flatMap(([from, to]) => [from, to + 1])].filter((at) => low <= at && at <= high);
  const sorted = [...new Set(starts)].sort((a, b) => a - b);
  return sorted.map((from, index) => [from, (sorted[index + 1] ?? high + 1) - 1]);
}

/** Boxes as few as can be: ports of a protocol together, protocols with the same ports together. */
function united(stretches: readonly Stretch[], wanted: VerdictName): Traffic {
  const byProtocol = new Map<string, {readonly protocols: Interval; parts: TrafficBox[]}>();
  for (const {part, verdict} of stretches) {
    const [protocols] = part.protocols ?? [];
    if (verdict !== wanted || !protocols) continue;
    const group = byProtocol.get(protocols.join()) ?? {protocols, parts: []};
    group.parts.push(part);
    byProtocol.set(protocols.join(), group);
  }
  const alike = new Map<string, {readonly rest: TrafficBox; readonly protocols: Interval[]}>();
  for (const {protocols, parts} of byProtocol.values()) {
    const rest = withoutProtocol(parts);
    const group = alike.get(JSON.stringify(rest)) ?? {rest, protocols: []};
    group.protocols.push(protocols);
    alike.set(JSON.stringify(rest), group);
  }
  return traffic(
    [...alike.values()].map(({rest, protocols}) => {
      const all = intervals(protocols);
      const [range] = all;
      const every = all.length === 1 && range?.[0] === 0 && range[1] === 255;
      return box({...rest, ...(!every && {protocols: all})});
    }),
  );
}

function withoutProtocol(parts: readonly TrafficBox[]): TrafficBox {
  const numbers = intervals(parts.flatMap(({ports}) => ports?.numbers ?? []));
  const types = intervals(parts.flatMap(({icmp}) => icmp ?? []));
  const [range] = numbers;
  const everyPort = range?.[0] === 1 && range[1] === 65_535;
  const everyType = types[0]?.[0] === 0 && types[0][1] === 65_535;
  return {
    ...(numbers.length > 0 && !everyPort && {ports: numberedPorts(numbers)}),
    ...(types.length > 0 && !everyType && {icmp: types}),
  };
}
