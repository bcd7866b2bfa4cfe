import {parseAddressStrictly} from '../base/cidr.ts';
import {protocolName} from '../base/protocols.ts';
import type {Connection} from '../evaluate/answer.ts';
import {DEFAULT_SOURCE_PORT} from '../evaluate/ask.ts';
import {anyOutside, outside} from '../evaluate/outside.ts';
import type {Policy} from '../ir/policy.ts';
import {type Endpoint, endpointKey, type World} from '../ir/world.ts';

/**
 * A connection by the names of its ends, so that it can be asked again in a changed world: the key of an endpoint, an
 * address or a domain name outside, `external`.
 */
export interface NamedConnection extends Omit<Connection, 'from' | 'to' | 'sourcePort'> {
  readonly from: string;
  readonly to: string;
  /** Absent: 40000. */
  readonly sourcePort?: number;
}

/** The connection in this world; undefined where one of its ends does not exist there. */
export function connectionIn(
  world: World,
  {from, to, ...traffic}: NamedConnection,
  policies: readonly Policy[] = [],
): Connection | undefined {
  const [sender, receiver] = [endpointIn(world, from, policies), endpointIn(world, to, policies)];
  return sender && receiver && {sourcePort: DEFAULT_SOURCE_PORT, ...traffic, from: sender, to: receiver};
}

function endpointIn(world: World, key: string, policies: readonly Policy[]): Endpoint | undefined {
  if (key === 'external') return anyOutside(policies, world);
  if (parseAddressStrictly(key)) return outside(key, {addresses: [key]});
  if (!key.includes('/') && key.includes('.')) return outside(key, {domain: key, addresses: world.domains[key] ?? []});
  return world.endpoints.find((each) => endpointKey(each) === key);
}

/** In one line, for people: `ant/p0 -> 203.0.113.5, TCP:80 IPv4`, and what is unusual about it. */
export function printNamedConnection({from, to, ...traffic}: NamedConnection): string {
  const {protocol, port, icmp, family, sourcePort, http, viaService} = traffic;
  const details = [
    `${protocolName(protocol) ?? protocol}${port === undefined ? '' : `:${port}`} IPv${family}`,
    ...(icmp ? [`type ${icmp.type} code ${icmp.code}`] : []),
    ...(sourcePort === undefined ? [] : [`from port ${sourcePort}`]),
    ...(http ? [[http.method, http.host ?? '-', http.path].join(' ')] : []),
    ...(viaService ? ['through a Service'] : []),
  ];
  return `${from} -> ${to}, ${details.join(', ')}`.replaceAll('\0', ' ');
}
