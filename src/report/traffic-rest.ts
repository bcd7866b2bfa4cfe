import {complement, contains, type Interval, type Intervals, union} from '../base/intervals.ts';
import type {Traffic, TrafficBox} from '../ir/traffic.ts';

/**
 * What is missing to all traffic: shorter to tell where nearly everything passes. Undefined where more than protocols
 * and numbers of ports make the difference.
 */
export function missingTraffic(traffic: Traffic): Traffic | undefined {
  let whole: Intervals = [];
  const partial = new Map<number, Intervals>();
  for (const box of traffic) {
    const numbers = plainPorts(box);
    if (!numbers || !box.protocols) return undefined;
    if (numbers === 'all') whole = union(whole, box.protocols);
    else {
      for (const protocol of box.protocols.flatMap(each)) {
        partial.set(protocol, union(partial.get(protocol) ?? [], numbers));
      }
    }
  }
  const named = [...partial.keys()].map((protocol): Interval => [protocol, protocol]);
  const absent = complement(union(whole, named), 0, 255);
  const open = [...partial].flatMap(([protocol, numbers]): readonly TrafficBox[] => {
    const closed = contains(whole, protocol) ? [] : complement(numbers, 1, 65_535);
    const ports = {numbers: closed, names: [], services: [], exceptNumbers: [], exceptNames: []};
    return closed.length > 0 ? [{protocols: [[protocol, protocol]], ports}] : [];
  });
  return [...(absent.length > 0 ? [{protocols: absent}] : []), ...open];
}

/** The port numbers of a box that has no other condition; undefined where it has one. */
function plainPorts({ports, sourcePorts, icmp, family}: TrafficBox): Intervals | 'all' | undefined {
  if (sourcePorts || icmp || family) return undefined;
  if (!ports) return 'all';
  const {names, services, exceptNumbers, exceptNames} = ports;
  return names.length + services.length + exceptNumbers.length + exceptNames.length === 0 ? ports.numbers : undefined;
}

function each([low, high]: Interval): readonly number[] {
  return Array.from({length: high - low + 1}, (_, index) => low + index);
}
