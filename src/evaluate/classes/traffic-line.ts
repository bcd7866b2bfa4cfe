import type {Family} from '../../base/cidr.ts';
import {complement, difference, type Interval, type Intervals, intersection, intervals} from '../../base/intervals.ts';
import {hasPorts, ICMP, ICMPV6, isIcmp} from '../../base/protocols.ts';
import {box, numberedPorts, type Traffic, type TrafficBox, traffic} from '../../ir/traffic.ts';
import type {World} from '../../ir/world.ts';
import type {End} from '../end.ts';
import {portNumbers} from '../traffic.ts';
import {STRETCH, wholeLine} from './traffic-sets.ts';

/** Whose port names are meant, and how the packets come. */
export interface LineContext {
  readonly from: End;
  readonly to: End;
  readonly world: World;
  readonly family: Family;
  readonly sourcePort: number;
}

const everyProtocol: Intervals = [[0, 255]];

/** The connections of a family that a traffic covers, as a set on the line of `TrafficSets`. */
export function lineOf(set: Traffic, context: LineContext): Intervals {
  return intervals(set.flatMap((each) => lineOfBox(each, context)));
}

function lineOfBox(each: TrafficBox, context: LineContext): Intervals {
  const {protocols = everyProtocol, ports, sourcePorts, icmp, family} = each;
  if (family && family !== context.family) return [];
  if (!ports && !sourcePorts && !icmp) {
    return protocols.map(([low, high]): Interval => [low * STRETCH, (high + 1) * STRETCH - 1]);
  }
  return protocols.flatMap(([low, high]) => {
    const found: Interval[] = [];
    for (let protocol = low; protocol <= high; protocol++) found.push(...stretchOf(protocol, each, context));
    return found;
  });
}

/** What a box with conditions on ports or ICMP types covers of one protocol. */
function stretchOf(protocol: number, {ports, sourcePorts, icmp}: TrafficBox, context: LineContext): Intervals {
  const {from, to, world, sourcePort} = context;
  if ((ports || sourcePorts) && (!hasPorts(protocol) || icmp)) return [];
  if (icmp && !isIcmp(protocol)) return [];
  const leaves = sourcePorts ? portNumbers(sourcePorts, protocol, from, world) : undefined;
  if (leaves && intersection(leaves, [[sourcePort, sourcePort]]).length === 0) return [];
  const inside = icmp ?? (ports ? portNumbers(ports, protocol, to, world) : [[0, STRETCH - 1] as const]);
  return inside.map(([low, high]): Interval => [protocol * STRETCH + low, protocol * STRETCH + high]);
}

/** Everything on the line that anybody sends in a family: no port 0, and of ICMP the version of the family. */
export function sentIn(family: Family): Intervals {
  const never = withPorts.map((protocol): Interval => [protocol * STRETCH, protocol * STRETCH]);
  const other = (family === 4 ? ICMPV6 : ICMP) * STRETCH;
  return difference([wholeLine], intervals([...never, [other, other + STRETCH - 1]]));
}

const withPorts: readonly number[] = Array.from({length: 256}, (_, protocol) => protocol).filter(hasPorts);

/** The place of one connection on the line. */
export function pointOf(connection: {
  readonly protocol: number;
  readonly port?: number;
  readonly icmp?: {readonly type: number; readonly code: number};
}): number {
  const {protocol, port = 0, icmp} = connection;
  return protocol * STRETCH + (icmp ? icmp.type * 256 + icmp.code : port);
}

/**
 * A set on the line in boxes as few as can be: protocols with the same ports together. Port 0 is left out, since nobody
 * connects to it, and so are types of the ICMP that the family does not speak.
 */
export function trafficOf(set: Intervals, family: Family): Traffic {
  const alike = new Map<string, {readonly rest: TrafficBox; readonly protocols: Interval[]}>();
  const add = (protocols: Interval, rest: TrafficBox): void => {
    const key = JSON.stringify(rest);
    const group = alike.get(key) ?? {rest, protocols: []};
    group.protocols.push(protocols);
    alike.set(key, group);
  };
  for (const [low, high] of wholeProtocols(set)) add([low, high], {});
  for (const protocol of partProtocols(set)) {
    const own = intersection(set, [[protocol * STRETCH, (protocol + 1) * STRETCH - 1]]);
    const inside = own.map(([low, high]): Interval => [low - protocol * STRETCH, high - protocol * STRETCH]);
    const rest = partOf(protocol, inside, family);
    if (rest) add([protocol, protocol], rest);
  }
  return traffic(
    [...alike.values()].map(({rest, protocols}) => {
      const all = intervals(protocols);
      const every = all.length === 1 && all[0]?.[0] === 0 && all[0][1] === 255;
      return box({...rest, ...(!every && {protocols: all})});
    }),
  );
}

function partOf(protocol: number, inside: Intervals, family: Family): TrafficBox | undefined {
  if (isIcmp(protocol)) return protocol === (family === 4 ? ICMP : ICMPV6) ? {icmp: inside} : undefined;
  const numbers = intersection(inside, [[1, STRETCH - 1]]);
  if (numbers.length === 0) return undefined;
  const [first] = numbers;
  return first?.[0] === 1 && first[1] === STRETCH - 1 ? {} : {ports: numberedPorts(numbers)};
}

/** The protocols of which every port is in the set. */
function wholeProtocols(set: Intervals): Intervals {
  return intervals(
    set.map(([low, high]): Interval => [Math.ceil(low / STRETCH), Math.floor((high + 1) / STRETCH) - 1]),
  );
}

/** The protocols of which a part is in the set, in order. */
function partProtocols(set: Intervals): readonly number[] {
  const touched = intervals(
    set.map(([low, high]): Interval => [Math.floor(low / STRETCH), Math.floor(high / STRETCH)]),
  );
  const whole = complement(wholeProtocols(set), 0, Math.floor(wholeLine[1] / STRETCH));
  return intersection(touched, whole).flatMap(([low, high]) =>
    Array.from({length: high - low + 1}, (_, index) => low + index),
  );
}
