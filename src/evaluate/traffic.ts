import {printAddress} from '../base/cidr.ts';
import {contains, difference, type Interval, type Intervals, intervals} from '../base/intervals.ts';
import {hasPorts, isIcmp} from '../base/protocols.ts';
import type {ServiceReference} from '../ir/match.ts';
import type {Ports, Traffic, TrafficBox} from '../ir/traffic.ts';
import type {Service, World} from '../ir/world.ts';
import type {Connection} from './answer.ts';
import {isSelected, translate} from './backends.ts';
import type {End} from './end.ts';

/** Is the connection in this traffic? Names are looked up on the end they speak of: never unknown. */
export function matchesTraffic(traffic: Traffic, connection: Connection, from: End, to: End, world: World): boolean {
  return traffic.some((box) => matchesBox(box, connection, from, to, world));
}

function matchesBox(box: TrafficBox, connection: Connection, from: End, to: End, world: World): boolean {
  const {protocol, port, sourcePort, icmp, family} = connection;
  if (box.protocols && !contains(box.protocols, protocol)) return false;
  if (box.family && box.family !== family) return false;
  if (box.icmp) {
    if (!isIcmp(protocol) || !icmp || !contains(box.icmp, icmp.type * 256 + icmp.code)) return false;
  }
  if (box.ports && !(hasPorts(protocol) && port !== undefined && inPorts(box.ports, protocol, port, to, world))) {
    return false;
  }
  if (box.sourcePorts && !(hasPorts(protocol) && inPorts(box.sourcePorts, protocol, sourcePort, from, world))) {
    return false;
  }
  return true;
}

function inPorts(ports: Ports, protocol: number, port: number, named: End, world: World): boolean {
  if (contains(ports.exceptNumbers, port)) return false;
  if (ports.exceptNames.some((name) => declaredNumbers(name, protocol, named).includes(port))) return false;
  return (
    contains(ports.numbers, port) ||
    ports.names.some(({name, upTo}) =>
      declaredNumbers(name, protocol, named).some((low) => low <= port && port <= Math.max(low, upTo ?? low)),
    ) ||
    ports.services.some((service) => servicePorts(service, protocol, named, world).includes(port))
  );
}

/** The port numbers of one protocol that are in the set, at the end that its names and services speak of. */
export function portNumbers(ports: Ports, protocol: number, named: End, world: World): Intervals {
  const {numbers, names, services, exceptNumbers, exceptNames} = ports;
  if (names.length + services.length + exceptNames.length === 0) return numbers;
  const single = (port: number): Interval => [port, port];
  const found = [
    ...numbers,
    ...names.flatMap(({name, upTo}) =>
      declaredNumbers(name, protocol, named).map((low): Interval => [low, Math.max(low, upTo ?? low)]),
    ),
    ...services.flatMap((service) => servicePorts(service, protocol, named, world).map(single)),
  ];
  const excepted = [
    ...exceptNumbers,
    ...exceptNames.flatMap((name) => declaredNumbers(name, protocol, named).map(single)),
  ];
  return difference(intervals(found), intervals(excepted));
}

/** A name can stand for several numbers on one endpoint, and for none on most (kubernetes.md A9.5). */
function declaredNumbers(name: string, protocol: number, end: End): readonly number[] {
  return end.endpoint.ports.filter((each) => each.name === name && each.protocol === protocol).map(({port}) => port);
}

/** The ports of a Service's slices at this address; manifests without slices say the same by selector and target port. */
function servicePorts(service: ServiceReference, protocol: number, end: End, world: World): readonly number[] {
  const inNamespace = ({namespace}: {readonly namespace: string}): boolean =>
    service.namespace === undefined || namespace === service.namespace;
  const slices = world.backends.filter((slice) => slice.service === service.name && inNamespace(slice));
  if (slices.length === 0) {
    return world.services
      .filter((each) => each.name === service.name && inNamespace(each) && isSelected(end.endpoint, each))
      .flatMap((each) =>
        each.ports.flatMap(({port}) => translate({protocol, port}, withClusterIp(each), end.endpoint)?.port ?? []),
      );
  }
  const address = end.address && printAddress(end.address);
  return slices
    .filter(({addresses}) => address !== undefined && addresses.includes(address))
    .flatMap((slice) => slice.ports.flatMap((each) => (each.protocol === protocol ? (each.port ?? []) : [])));
}

/** A headless Service translates nothing for its callers, but its slices would list the target ports all the same. */
function withClusterIp({headless: _headless, ...service}: Service): Service {
  return service;
}
