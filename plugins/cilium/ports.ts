import type {Interval} from '../../src/base/intervals.ts';
import {type ProtocolName, protocolNumbers, SCTP, TCP, UDP} from '../../src/base/protocols.ts';
import {numberedPorts, ports, protocolPorts, type TrafficBox} from '../../src/ir/traffic.ts';
import type {PortProtocol} from './schema.ts';

export type Direction = 'ingress' | 'egress';

/** What a `port` says: all ports, one number, or a name (folded to lower case). */
export type PortValue =
  | {readonly port: 'all'}
  | {readonly port: 'number'; readonly number: number}
  | {readonly port: 'name'; readonly name: string};

/** A service name is tried first, then a number in Go's way: a leading zero means octal (cilium.md 7). */
export function parsePort(text: string): PortValue | undefined {
  if (isServiceName(text)) return {port: 'name', name: text.toLowerCase()};
  if (!/^[0-9]+(_[0-9]+)*$/.test(text)) return undefined;
  const digits = text.replaceAll('_', '');
  const octal = digits.length > 1 && digits.startsWith('0');
  if (octal && !/^[0-7]+$/.test(digits)) return undefined;
  const number = Number.parseInt(digits, octal ? 8 : 10);
  if (number > 65535) return undefined;
  return number === 0 ? {port: 'all'} : {port: 'number', number};
}

/** IANA's rule: 1 to 15 letters, digits and single inner dashes, with a letter among them. */
function isServiceName(text: string): boolean {
  return text.length <= 15 && /^[a-z0-9]+(-[a-z0-9]+)*$/i.test(text) && /[a-z]/i.test(text);
}

const portProtocols: readonly ProtocolName[] = ['TCP', 'UDP', 'SCTP'];
const bareProtocols: readonly ProtocolName[] = ['VRRP', 'IGMP', 'GRE', 'IPIP', 'IPV6', 'ESP', 'AH'];

/** The protocols a word stands for: `ANY` and empty are TCP, UDP and SCTP. Undefined: no such protocol (V13). */
export function parseProtocol(text: string | undefined): readonly number[] | undefined {
  const word = (text ?? '').toUpperCase();
  if (word === '' || word === 'ANY') return [TCP, UDP, SCTP];
  const name = [...portProtocols, ...bareProtocols].find((each) => each === word);
  return name && [protocolNumbers[name]];
}

/** The option without which Cilium knows none of the protocols without ports but ICMP (cilium.md 7). */
export const EXTENDED_PROTOCOLS = 'enable-extended-ip-protocols';

/** True for traffic that needs the option. */
export function isExtended({protocols}: TrafficBox): boolean {
  const numbers: readonly number[] = bareProtocols.map((name) => protocolNumbers[name]);
  return protocols?.every(([low, high]) => numbers.includes(low) && numbers.includes(high)) ?? false;
}

/** False for the protocols whose packets carry no ports, where only `0` or nothing may stand (V14). */
export function protocolHasPorts(text: string | undefined): boolean {
  const word = (text ?? '').toUpperCase();
  return !bareProtocols.some((each) => each === word);
}

/**
 * The traffic of one `ports` entry. `0` is every port of the protocol. An `endPort` that is not greater than the port
 * means the single port. Beside a name it counts on ingress only: a range from the number the name has (cilium.md 7).
 */
export function portBoxes(entry: PortProtocol, direction: Direction): readonly TrafficBox[] {
  const value = parsePort(entry.port ?? '') ?? {port: 'all'};
  const end = entry.endPort ?? 0;
  return (parseProtocol(entry.protocol) ?? []).map((protocol) => {
    if (value.port === 'all') return protocolPorts(protocol);
    if (value.port === 'name') {
      const upTo = direction === 'ingress' && end > 0 ? {upTo: Math.min(end, 65535)} : {};
      return protocolPorts(protocol, ports({names: [{name: value.name, ...upTo}]}));
    }
    const range: Interval = [value.number, Math.max(value.number, Math.min(end, 65535))];
    return protocolPorts(protocol, numberedPorts([range]));
  });
}
