import {intervals} from '../../src/base/intervals.ts';
import {isObject, type Path} from '../../src/base/json.ts';
import {protocolNumbers} from '../../src/base/protocols.ts';
import {unknownReason} from '../../src/base/unknown-reason.ts';
import type {Written} from '../../src/ir/policy.ts';
import {allTraffic, box, numberedPorts, ports, protocolPorts, type Traffic} from '../../src/ir/traffic.ts';

type Fields = Readonly<Record<string, unknown>>;

interface AdminPorts {
  /** Undefined: no list, which means all traffic, ICMP too. A port name carries no protocol of its own (B2). */
  readonly known: readonly Written<Traffic>[] | undefined;
  /** The most that an item which is not known can stand for. */
  readonly open: readonly (Written<Traffic> & {readonly reason: string})[];
}

/** The ports of a rule whose shape has been checked, null fields dropped. */
export function adminPorts(list: unknown, path: Path): AdminPorts {
  if (list === undefined) return {known: undefined, open: []};
  if (!Array.isArray(list)) {
    return {known: [], open: [{value: allTraffic, path, reason: unknownReason(list) ?? 'ports that cannot be read'}]};
  }
  const items = list.map((each: unknown, index) => ({
    item: asFields(each),
    path: [...path, index],
    reason: unknownReason(each),
  }));
  return {
    known: items.flatMap((each) =>
      each.reason === undefined ? [{value: portTraffic(each.item), path: each.path}] : [],
    ),
    open: items.flatMap(({item, reason, ...at}) =>
      reason === undefined ? [] : [{value: transportOf(item) ?? allTraffic, reason, ...at}],
    ),
  };
}

/** All that a transport holds which is named without doubt. */
function transportOf(item: Fields): Traffic | undefined {
  const named = Object.entries(numbers).find(([field]) => field in item);
  return named && [protocolPorts(named[1])];
}

const numbers = {tcp: protocolNumbers.TCP, udp: protocolNumbers.UDP, sctp: protocolNumbers.SCTP};

function portTraffic(item: Fields): Traffic {
  const name = item['destinationNamedPort'] ?? item['namedPort'];
  if (typeof name === 'string') return [box({ports: ports({names: [{name}]})})];
  for (const [field, protocol] of Object.entries(numbers)) {
    const transport = asFields(item[field]);
    if (!(field in item)) continue;
    const destination = asFields(transport['destinationPort']);
    const {start, end} = asFields(destination['range']);
    return span(protocol, destination['number'] ?? start, destination['number'] ?? end);
  }
  const {protocol, port, start, end} = asFields(item['portNumber'] ?? item['portRange']);
  const number = protocol === 'UDP' ? numbers.udp : protocol === 'SCTP' ? numbers.sctp : numbers.tcp;
  return protocol === undefined || ['TCP', 'UDP', 'SCTP'].includes(String(protocol))
    ? span(number, port ?? start, port ?? end)
    : [];
}

/** A range that ends before it starts holds nothing. */
function span(protocol: number, low: unknown, high: unknown): Traffic {
  if (typeof low !== 'number' || typeof high !== 'number') return [protocolPorts(protocol)];
  return low > high ? [] : [protocolPorts(protocol, numberedPorts(intervals([[low, high]])))];
}

function asFields(value: unknown): Fields {
  return isObject(value) ? value : {};
}
