import {difference, type Intervals, intervals, printIntervals, single} from '../base/intervals.ts';
import {compareText, sortedUnique} from '../base/order.ts';
import {hasPorts, protocolName} from '../base/protocols.ts';
import type {ServiceReference} from './match.ts';

/**
 * A named port: the numbers that the named end's own endpoint declares under that name for the protocol of the
 * connection. `upTo` makes it a range from each of those numbers.
 */
export interface NamedPort {
  readonly name: string;
  readonly upTo?: number;
}

/**
 * A set of ports. A port is in it when it is among the numbers, or a declared number of one of the names, or a port of
 * one of the services (for the same address), and is not excepted. An excepted name that nothing declares excepts
 * nothing (design.md section 2).
 */
export interface Ports {
  readonly numbers: Intervals;
  readonly names: readonly NamedPort[];
  readonly services: readonly ServiceReference[];
  readonly exceptNumbers: Intervals;
  readonly exceptNames: readonly string[];
}

/**
 * A box of traffic: all given conditions hold. An absent condition holds for everything, so `{}` is all traffic, and a
 * box with `protocols` but without `ports` covers every port of them. `ports` present means the protocol must have
 * ports. `icmp` is type * 256 + code. `sourcePorts` are numbers or names of the sender.
 */
export interface TrafficBox {
  readonly protocols?: Intervals;
  readonly ports?: Ports;
  readonly sourcePorts?: Ports;
  readonly icmp?: Intervals;
  readonly family?: 4 | 6;
}

/** A union of boxes; no box is no traffic. */
export type Traffic = readonly TrafficBox[];

export const allTraffic: Traffic = Object.freeze([Object.freeze({})]);

export const allPorts: Intervals = Object.freeze([Object.freeze([0, 65535] as const)]);

/** Ports from parts; numeric exceptions are folded into the numbers where no name can bring them back. */
export function ports(parts: Partial<Ports>): Ports {
  const names = [...(parts.names ?? [])].sort((a, b) => compareText(a.name, b.name) || (a.upTo ?? -1) - (b.upTo ?? -1));
  const services = [...(parts.services ?? [])].sort((a, b) => compareText(printService(a), printService(b)));
  const exceptNumbers = intervals(parts.exceptNumbers ?? []);
  const numbers = difference(intervals(parts.numbers ?? []), exceptNumbers);
  const open = names.length > 0 || services.length > 0;
  return Object.freeze({
    numbers,
    names: unique(names, (name) => `${name.name}-${name.upTo ?? ''}`),
    services: unique(services, printService),
    exceptNumbers: open ? exceptNumbers : [],
    exceptNames: [...sortedUnique(parts.exceptNames ?? [])],
  });
}

export function numberedPorts(numbers: Intervals): Ports {
  return ports({numbers});
}

/** One protocol, some ports of it (absent: all of them). */
export function protocolPorts(protocol: number, which?: Ports): TrafficBox {
  return box({protocols: single(protocol), ...(which && {ports: which})});
}

export function box(parts: TrafficBox): TrafficBox {
  return Object.freeze({...parts});
}

/** The union of boxes, sorted and without repeats. A box that says everything swallows the others. */
export function traffic(boxes: Iterable<TrafficBox>): Traffic {
  const all = Array.isArray(boxes) && Object.isFrozen(boxes) ? (boxes as Traffic) : [...boxes];
  const [only] = all;
  if (all.length === 1 && only) return Object.keys(only).length === 0 ? allTraffic : Object.freeze(all);
  const found = new Map(all.map((each) => [printBox(each), each] as const));
  if (found.has('any')) return allTraffic;
  return Object.freeze([...found].sort(([a], [b]) => compareText(a, b)).map(([, each]) => each));
}

export function printTraffic(set: Traffic): string {
  return set.length === 0 ? 'no traffic' : set.map(printBox).join(' + ');
}

/** A stable, readable form of one box: `TCP:80,443`, `UDP`, `ICMP:8/*`, `any`. */
export function printBox(each: TrafficBox): string {
  const known = printed.get(each);
  if (known !== undefined) return known;
  const text = print(each);
  printed.set(each, text);
  return text;
}

/** Boxes never change, and are compared by their texts over and over. */
const printed = new WeakMap<TrafficBox, string>();

function print(each: TrafficBox): string {
  const words = [
    ...(each.protocols ? [each.protocols.flatMap(printProtocols).join(',')] : []),
    ...(each.ports ? [`:${printPorts(each.ports)}`] : []),
    ...(each.sourcePorts ? [`from:${printPorts(each.sourcePorts)}`] : []),
    ...(each.icmp ? [`icmp:${printIntervals(each.icmp)}`] : []),
    ...(each.family ? [`ipv${each.family}`] : []),
  ];
  return words.length === 0 ? 'any' : words.join(' ');
}

function printProtocols([low, high]: readonly [number, number]): string[] {
  if (low === high) return [protocolName(low) ?? `${low}`];
  return [`${low}-${high}`];
}

function printPorts(each: Ports): string {
  const words = [
    printIntervals(each.numbers),
    ...each.names.map(({name, upTo}) => JSON.stringify(name) + (upTo === undefined ? '' : `-${upTo}`)),
    ...each.services.map((service) => `service(${printService(service)})`),
    ...(each.exceptNumbers.length > 0 ? [`!${printIntervals(each.exceptNumbers)}`] : []),
    ...each.exceptNames.map((name) => `!${JSON.stringify(name)}`),
  ];
  return words.filter((word) => word !== '').join(',') || 'none';
}

/** True when every protocol of the box carries ports, so that a port condition makes sense for all of it. */
export function onlyPortProtocols(each: TrafficBox): boolean {
  const ranges = each.protocols ?? [];
  return (
    ranges.length > 0 &&
    ranges.every(([low, high]) => {
      for (let protocol = low; protocol <= high; protocol++) if (!hasPorts(protocol)) return false;
      return true;
    })
  );
}

function printService(service: ServiceReference): string {
  return `${service.namespace ?? '*'}/${service.name}`;
}

function unique<T>(items: readonly T[], key: (item: T) => string): readonly T[] {
  return [...new Map(items.map((item) => [key(item), item] as const)).values()];
}
