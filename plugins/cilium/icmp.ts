import {ICMP, ICMPV6} from '../../src/base/protocols.ts';
import {box, type TrafficBox} from '../../src/ir/traffic.ts';
import type {IcmpField} from './schema.ts';

const ipv4Types: Readonly<Record<string, number>> = {
  EchoReply: 0,
  DestinationUnreachable: 3,
  Redirect: 5,
  Echo: 8,
  EchoRequest: 8,
  RouterAdvertisement: 9,
  RouterSelection: 10,
  TimeExceeded: 11,
  ParameterProblem: 12,
  Timestamp: 13,
  TimestampReply: 14,
  Photuris: 40,
  ExtendedEchoRequest: 42,
  ExtendedEchoReply: 43,
};

const ipv6Types: Readonly<Record<string, number>> = {
  DestinationUnreachable: 1,
  PacketTooBig: 2,
  TimeExceeded: 3,
  ParameterProblem: 4,
  EchoRequest: 128,
  EchoReply: 129,
  MulticastListenerQuery: 130,
  MulticastListenerReport: 131,
  MulticastListenerDone: 132,
  RouterSolicitation: 133,
  RouterAdvertisement: 134,
  NeighborSolicitation: 135,
  NeighborAdvertisement: 136,
  RedirectMessage: 137,
  RouterRenumbering: 138,
  ICMPNodeInformationQuery: 139,
  ICMPNodeInformationResponse: 140,
  InverseNeighborDiscoverySolicitation: 141,
  InverseNeighborDiscoveryAdvertisement: 142,
  HomeAgentAddressDiscoveryRequest: 144,
  HomeAgentAddressDiscoveryReply: 145,
  MobilePrefixSolicitation: 146,
  MobilePrefixAdvertisement: 147,
  DuplicateAddressRequestCodeSuffix: 157,
  DuplicateAddressConfirmationCodeSuffix: 158,
  ExtendedEchoRequest: 160,
  ExtendedEchoReply: 161,
};

/** `IPv4` where none is given; undefined for a family that does not exist (V15). */
export function icmpFamily(field: IcmpField): 4 | 6 | undefined {
  const {family = ''} = field;
  if (family === '' || family === 'IPv4') return 4;
  return family === 'IPv6' ? 6 : undefined;
}

/** The number of a type; undefined for a missing one and for a name the family does not have (V15). */
export function icmpType(field: IcmpField): number | undefined {
  const {type} = field;
  if (typeof type === 'number' || type === undefined) return type;
  const types = icmpFamily(field) === 6 ? ipv6Types : ipv4Types;
  if (Object.hasOwn(types, type)) return types[type];
  return /^-?[0-9]{1,9}$/.test(type) ? Number(type) : undefined;
}

/**
 * The traffic of one ICMP field. Type 0 is stored as the wildcard and covers every type of the family, and so does a
 * negative number; above 255 there is nothing to match (cilium.md 7 and V15). Codes cannot be said.
 */
export function icmpBoxes(field: IcmpField): readonly TrafficBox[] {
  const protocols = [[icmpFamily(field) === 6 ? ICMPV6 : ICMP, icmpFamily(field) === 6 ? ICMPV6 : ICMP] as const];
  const type = icmpType(field);
  if (type === undefined || type > 255) return [];
  return [box(type <= 0 ? {protocols} : {protocols, icmp: [[type * 256, type * 256 + 255]]})];
}
