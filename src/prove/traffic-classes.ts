import {contains, type Interval} from '../base/intervals.ts';
import {hasPorts, ICMP, ICMPV6, isIcmp, protocolNumbers, SCTP, TCP, UDP} from '../base/protocols.ts';
import type {Connection} from '../evaluate/answer.ts';
import {DEFAULT_SOURCE_PORT} from '../evaluate/ask.ts';
import {connectionEnd} from '../evaluate/end.ts';
import {familiesBetween} from '../evaluate/families.ts';
import {matchesTraffic} from '../evaluate/traffic.ts';
import type {Ports, TrafficBox} from '../ir/traffic.ts';
import type {Endpoint, World} from '../ir/world.ts';

/** A kind of traffic between two ends, without the ends. */
export type TrafficQuestion = Omit<Connection, 'from' | 'to' | 'http'>;

/** The boxes of one side with the world in which their names are looked up. */
export interface BoxSet {
  readonly boxes: readonly TrafficBox[];
  readonly world: World;
  /** The endpoint as it is in that world. */
  readonly seen: (endpoint: Endpoint) => Endpoint;
}

/**
 * Representatives of all traffic that the boxes can tell apart: two connections in the same boxes are one class. What
 * policies mention comes first, so that a witness shows a port that somebody wrote.
 */
export function trafficClasses(
  sets: readonly BoxSet[],
  from: Endpoint,
  to: Endpoint,
  familiesMatter: boolean,
): readonly TrafficQuestion[] {
  const found = new Map<string, TrafficQuestion>();
  const boxes = sets.flatMap((set) => set.boxes);
  for (const family of familiesBetween(from, to)) {
    const tests = sets.map((set) => boxTests(set, from, to, family));
    for (const question of candidates(boxes, from, to, sets, family)) {
      const key = [familiesMatter ? family : '', question.protocol === TCP, ...tests.map((inside) => inside(question))];
      if (!found.has(key.join())) found.set(key.join(), question);
    }
  }
  return [...found.values()];
}

/** In which boxes of one side the traffic lies, a digit each. */
function boxTests(set: BoxSet, from: Endpoint, to: Endpoint, family: 4 | 6): (question: TrafficQuestion) => string {
  const [sender, receiver] = [from, to].map(set.seen).map((each) => connectionEnd(each, family, set.world));
  return (question) =>
    set.boxes
      .map((box) => sender && receiver && matchesTraffic([box], {...question, from, to}, sender, receiver, set.world))
      .map(Number)
      .join('');
}

function* candidates(
  boxes: readonly TrafficBox[],
  from: Endpoint,
  to: Endpoint,
  sets: readonly BoxSet[],
  family: 4 | 6,
): Generator<TrafficQuestion> {
  const types = starts(
    boxes.flatMap(({icmp}) => icmp ?? []),
    65_535,
  );
  for (const protocol of protocols(boxes)) {
    if (hasPorts(protocol)) {
      const own = boxes.filter((box) => !box.protocols || contains(box.protocols, protocol));
      const named = own.flatMap(({sourcePorts}) => sourcePorts ?? []);
      const sources = named.length === 0 ? [] : portNumbers(named, from, sets);
      for (const port of portNumbers(
        own.flatMap(({ports}) => ports ?? []),
        to,
        sets,
      )) {
        for (const sourcePort of [DEFAULT_SOURCE_PORT, ...sources]) yield {protocol, port, sourcePort, family};
      }
    } else if (isIcmp(protocol)) {
      if ((protocol === ICMP) !== (family === 4)) continue;
      for (const type of [family === 4 ? 8 * 256 : 128 * 256, ...types]) {
        yield {protocol, icmp: {type: type >> 8, code: type & 255}, sourcePort: DEFAULT_SOURCE_PORT, family};
      }
    } else {
      yield {protocol, sourcePort: DEFAULT_SOURCE_PORT, family};
    }
  }
}

/** The usual ones, one nobody mentions, and where the mentioned stretches begin and end. */
function protocols(boxes: readonly TrafficBox[]): readonly number[] {
  const usual = [TCP, UDP, SCTP, ICMP, ICMPV6, protocolNumbers.GRE];
  const mentioned = boxes.flatMap((box) => box.protocols ?? []);
  return [...new Set([...usual, ...starts(mentioned, 255)])];
}

/** Stands for the ports that nobody mentions, where it is one of them. */
const USUAL_PORT = 80;

/**
 * A number in every stretch of ports that the conditions treat alike: where mentioned stretches begin and end, what the
 * end and the services declare, and one below them all. Port 0 is no port.
 */
function portNumbers(conditions: readonly Ports[], end: Endpoint, sets: readonly BoxSet[]): readonly number[] {
  const mentioned = conditions.flatMap(({numbers, exceptNumbers, names}): Interval[] => [
    ...numbers,
    ...exceptNumbers,
    ...names.flatMap(({upTo}): Interval[] => (upTo === undefined ? [] : [[upTo, upTo]])),
  ]);
  const services = new Set(conditions.flatMap((each) => each.services).map(({name}) => name));
  const declared = sets.flatMap(({world, seen}) => [
    ...seen(end).ports.map(({port}) => port),
    ...world.backends
      .filter(({service}) => services.has(service))
      .flatMap((slice) => slice.ports.flatMap(({port}) => port ?? [])),
  ]);
  const points = starts([...mentioned, ...declared.map((port): Interval => [port, port])], 65_535);
  const inside = points.filter((port) => contains(mentioned, port));
  return [...new Set([...inside, USUAL_PORT, ...points, 1])].filter((port) => port > 0);
}

/** Where each stretch begins and where what follows it begins. */
function starts(stretches: readonly Interval[], last: number): readonly number[] {
  const points = stretches.flatMap(([low, high]) => [low, high + 1]).filter((point) => point <= last);
  return [...new Set(points)].sort((a, b) => a - b);
}
