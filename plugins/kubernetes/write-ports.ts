import {contains, type Intervals} from '../../src/base/intervals.ts';
import type {JsonObject} from '../../src/base/json.ts';
import {portNameProblem} from '../../src/base/kubernetes-names.ts';
import {protocolNumbers} from '../../src/base/protocols.ts';
import {allPorts, type Ports, printBox, type TrafficBox} from '../../src/ir/traffic.ts';
import type {Problem} from './write-losses.ts';

/** What a box of traffic becomes: items of `ports`, or all traffic, and what they cannot say. */
export interface WrittenTraffic {
  /** Undefined: every port and protocol, so no `ports` at all. */
  readonly items: readonly JsonObject[] | undefined;
  /** Set when the items say more or less than the box. `wider` is what they would be without the condition. */
  readonly problem?: Problem & {readonly wider: readonly JsonObject[] | undefined};
}

const portProtocols = [
  ['TCP', protocolNumbers.TCP],
  ['UDP', protocolNumbers.UDP],
  ['SCTP', protocolNumbers.SCTP],
] as const;

/** A box without its family, which the peers have to say (kubernetes.md A9.5). */
export function writeTraffic(box: TrafficBox): WrittenTraffic {
  const {protocols, ports, sourcePorts, icmp} = box;
  const names = portProtocols.filter(([, number]) => !protocols || contains(protocols, number)).map(([name]) => name);
  if (!protocols && !ports && !sourcePorts && !icmp) return {items: undefined};
  if (icmp || (protocols && !ports && onlyOthers(protocols))) {
    const items = icmp ? [] : names.map((protocol) => ({protocol}));
    return {items, problem: {...otherProtocols(box), wider: undefined}};
  }
  const items = names.flatMap((protocol) => (ports ? portItems(protocol, ports) : [{protocol}]));
  const unsaid = sourcePorts ? sourcePortProblem : ports && portProblem(ports);
  if (unsaid) return {items: [], problem: {...unsaid, wider: ports && !sourcePorts ? widerItems(names, ports) : items}};
  return {items};
}

/** True when some of the protocols have no ports, so that only a rule without `ports` covers them. */
function onlyOthers(protocols: Intervals): boolean {
  const known: readonly number[] = portProtocols.map(([, number]) => number);
  return protocols.some(([low, high]) => {
    for (let protocol = low; protocol <= high; protocol++) if (!known.includes(protocol)) return true;
    return false;
  });
}

function portItems(
  protocol: string,
  {numbers, names, exceptNumbers, exceptNames, services}: Ports,
): readonly JsonObject[] {
  if (exceptNumbers.length > 0 || exceptNames.length > 0 || services.length > 0) return [];
  return [
    ...numbers.flatMap(([low, high]) => numberItem(protocol, low, high)),
    ...names.filter(({name}) => portNameProblem(name) === undefined).map(({name}) => ({protocol, port: name})),
  ];
}

/** Port 0 cannot be written and nothing listens there; every port is an item without port. */
function numberItem(protocol: string, low: number, high: number): readonly JsonObject[] {
  if (low === 0 && high === 65535) return [{protocol}];
  const from = Math.max(low, 1);
  if (from > high) return [];
  return [from === high ? {protocol, port: from} : {protocol, port: from, endPort: high}];
}

function widerItems(names: readonly string[], ports: Ports): readonly JsonObject[] {
  const numbers =
    ports.services.length > 0 || ports.names.some(({upTo}) => upTo !== undefined) ? allPorts : ports.numbers;
  const plain = {...ports, numbers, exceptNumbers: [], exceptNames: [], services: []};
  return names.flatMap((protocol) => portItems(protocol, plain));
}

function portProblem({names, services, exceptNames, exceptNumbers}: Ports): Problem | undefined {
  if (services.length > 0)
    return {code: 'service-ports', message: 'a NetworkPolicy cannot follow the ports of a Service'};
  if (exceptNames.length > 0)
    return {code: 'port-name-excepted', message: 'a NetworkPolicy cannot except a port by its name'};
  if (exceptNumbers.length > 0)
    return {code: 'port-excepted', message: 'a NetworkPolicy cannot except numbers from a port name'};
  if (names.some(({upTo}) => upTo !== undefined)) {
    return {code: 'port-name-range', message: 'a NetworkPolicy cannot start a range from a port name'};
  }
  return undefined;
}

const sourcePortProblem: Problem = {code: 'source-ports', message: 'a NetworkPolicy cannot look at source ports'};

function otherProtocols(box: TrafficBox): Problem {
  return {
    code: 'protocol',
    message: `a NetworkPolicy knows TCP, UDP and SCTP, not ${printBox(box)} apart from all other traffic`,
  };
}
