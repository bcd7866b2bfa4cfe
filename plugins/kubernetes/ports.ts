import {intervals, single} from '../../src/base/intervals.ts';
import type {Path} from '../../src/base/json.ts';
import {protocolNumbers} from '../../src/base/protocols.ts';
import {UnknownValue} from '../../src/base/unknown-value.ts';
import type {Written} from '../../src/ir/policy.ts';
import {
  allPorts,
  allTraffic,
  box,
  numberedPorts,
  ports,
  protocolPorts,
  type Traffic,
  traffic,
} from '../../src/ir/traffic.ts';
import type {Open, Port} from './schema.ts';

/** The ports of a rule: what is known, and what hangs on values that are not. */
export interface PortAlternatives {
  /** Undefined: the list is missing or empty, which means all traffic, protocols without ports included. */
  readonly known: readonly Written<Traffic>[] | undefined;
  /** The widest traffic that an open item can stand for, with the reason. */
  readonly open: readonly {readonly ports: Written<Traffic>; readonly reason: string}[];
}

/** kubernetes.md A9.5. An item without protocol is TCP; one without port is every port of its protocol. */
export function portAlternatives(list: Open<readonly Open<Port>[]> | undefined, path: Path): PortAlternatives {
  if (list instanceof UnknownValue) {
    return {known: [], open: [{ports: {value: allTraffic, path}, reason: list.reason}]};
  }
  if (list === undefined || list.length === 0) return {known: undefined, open: []};
  const known: Written<Traffic>[] = [];
  const open: PortAlternatives['open'][number][] = [];
  list.forEach((item, index) => {
    const at = [...path, index];
    const reason = openReason(item);
    if (reason === undefined && !(item instanceof UnknownValue)) known.push({value: portTraffic(item), path: at});
    else open.push({ports: {value: widest(item), path: at}, reason: reason ?? ''});
  });
  return {known, open};
}

function openReason(item: Open<Port>): string | undefined {
  if (item instanceof UnknownValue) return item.reason;
  return [item.protocol, item.port, item.endPort].find((value) => value instanceof UnknownValue)?.reason;
}

function widest(item: Open<Port>): Traffic {
  if (item instanceof UnknownValue || item.protocol instanceof UnknownValue) {
    const {TCP, UDP, SCTP} = protocolNumbers;
    return [box({protocols: intervals([TCP, UDP, SCTP].map((each) => [each, each] as const))})];
  }
  return [protocolPorts(protocolNumber(item.protocol), numberedPorts(allPorts))];
}

/** What an item says of which nothing is unknown. */
export function portTraffic({protocol, port, endPort}: Port): Traffic {
  const number = protocolNumber(protocol instanceof UnknownValue ? undefined : protocol);
  if (typeof port === 'string') return traffic([protocolPorts(number, ports({names: [{name: port}]}))]);
  if (typeof port !== 'number') return traffic([box({protocols: single(number)})]);
  const last = typeof endPort === 'number' ? endPort : port;
  return traffic([protocolPorts(number, numberedPorts([[port, last]]))]);
}

function protocolNumber(name: string | undefined): number {
  return name === 'UDP' || name === 'SCTP' ? protocolNumbers[name] : protocolNumbers.TCP;
}
