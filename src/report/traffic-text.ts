import {type Interval, type Intervals, printIntervals} from '../base/intervals.ts';
import {hasPorts, isIcmp, protocolName} from '../base/protocols.ts';
import type {NamedPort, Ports, Traffic, TrafficBox} from '../ir/traffic.ts';
import {escapeUntrusted} from './terminal.ts';

const highestPort = 65535;
const highestProtocol = 255;

/** The ports of a box as cli.md section 3 writes them: `80,443,8000-8080,http`. Undefined: all of them. */
export function portsText(ports: Ports | undefined): string | undefined {
  if (!ports || isEveryPort(ports)) return undefined;
  const except = [...ports.exceptNumbers.map(interval), ...ports.exceptNames.map(escapeUntrusted)];
  const named = [
    ...ports.names.map(namedPort),
    ...ports.services.map(({namespace, name}) => `service ${escapeUntrusted(`${namespace ?? '*'}/${name}`)}`),
  ];
  const every = isEveryNumber(ports.numbers) && except.length > 0;
  const words = [...(every ? [] : ports.numbers.map(interval)), ...named].join(',');
  return [words, ...(except.length > 0 ? [`all but ${except.join(',')}`] : [])].filter((part) => part !== '').join(' ');
}

/** `8/0`, `8/*`, or a range `8/1-8/3`: types and codes of ICMP from their numbers type * 256 + code. */
export function icmpText(types: Intervals): string {
  return types
    .map(([low, high]) => {
      const [lowType, lowCode] = [low >> 8, low & 255];
      const [highType, highCode] = [high >> 8, high & 255];
      if (lowCode === 0 && highCode === 255)
        return lowType === highType ? `${lowType}/*` : `${lowType}/*-${highType}/*`;
      return low === high ? `${lowType}/${lowCode}` : `${lowType}/${lowCode}-${highType}/${highCode}`;
    })
    .join(',');
}

/** A protocol by its usual name, else its number. */
export function protocolText(protocol: number): string {
  return protocolName(protocol) ?? `${protocol}`;
}

/**
 * Traffic for people: `TCP 80,443`, `any UDP port`, `any traffic`. Boxes that differ in their port numbers alone are
 * told together.
 */
export function trafficText(traffic: Traffic): string {
  if (traffic.length === 0) return 'no traffic';
  return [...new Set(merged(traffic).map(boxText))].join(', ');
}

function boxText(box: TrafficBox): string {
  const ports = portsText(box.ports);
  const family = box.family ? `IPv${box.family}` : undefined;
  const sources = portsText(box.sourcePorts);
  return [what(box, ports), ...(sources ? [`from source port ${sources}`] : []), ...(family ? [`over ${family}`] : [])]
    .filter((word) => word !== '')
    .join(' ');
}

function what({protocols, icmp}: TrafficBox, ports: string | undefined): string {
  if (!protocols) return ports === undefined ? (icmp ? `type ${icmpText(icmp)}` : 'any traffic') : `port ${ports}`;
  if (icmp) return protocols.map((each) => `${protocolRange(each)} type ${icmpText(icmp)}`).join(', ');
  if (ports !== undefined) return protocols.map((each) => `${protocolRange(each)} ${ports}`).join(', ');
  return protocols.map(wholeProtocol).join(', ');
}

function wholeProtocol(range: Interval): string {
  const [low, high] = range;
  if (low === 0 && high === highestProtocol) return 'any traffic';
  if (low !== high) return protocolRange(range);
  if (hasPorts(low)) return `any ${protocolText(low)} port`;
  return isIcmp(low) ? `any ${protocolText(low)}` : protocolRange(range);
}

/** A number alone would look like a port. */
function protocolRange([low, high]: Interval): string {
  if (low !== high) return `protocols ${low}-${high}`;
  return protocolName(low) ?? `protocol ${low}`;
}

/** Boxes that say the same but for plain port numbers become one. */
function merged(traffic: Traffic): readonly TrafficBox[] {
  const groups = new Map<string, {readonly box: TrafficBox; readonly numbers: Interval[]}>();
  const others: TrafficBox[] = [];
  for (const box of traffic) {
    if (!box.ports || !isPlain(box.ports)) {
      others.push(box);
      continue;
    }
    const key = JSON.stringify({...box, ports: null});
    const group = groups.get(key) ?? {box, numbers: []};
    group.numbers.push(...box.ports.numbers);
    groups.set(key, group);
  }
  const together = [...groups.values()].map(({box, numbers}) => ({
    ...box,
    ports: {numbers: sortedIntervals(numbers), names: [], services: [], exceptNumbers: [], exceptNames: []},
  }));
  return [...together, ...others];
}

function sortedIntervals(numbers: readonly Interval[]): Intervals {
  return [...numbers].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
}

function isPlain({names, services, exceptNumbers, exceptNames}: Ports): boolean {
  return names.length + services.length + exceptNumbers.length + exceptNames.length === 0;
}

function isEveryPort(ports: Ports): boolean {
  return isPlain(ports) && isEveryNumber(ports.numbers);
}

/** Policies start at port 0 or 1; nobody can connect to port 0. */
function isEveryNumber(numbers: Intervals): boolean {
  const [first, ...rest] = numbers;
  return first !== undefined && rest.length === 0 && first[0] <= 1 && first[1] === highestPort;
}

function interval(range: Interval): string {
  return printIntervals([range]);
}

function namedPort({name, upTo}: NamedPort): string {
  return upTo === undefined ? escapeUntrusted(name) : `${escapeUntrusted(name)}-${upTo}`;
}
