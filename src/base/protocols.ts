/** IP protocol numbers by the names that policies use (IANA; calico.md section 3.2, cilium.md section 4 V13). */
export const protocolNumbers = {
  ICMP: 1,
  IGMP: 2,
  IPIP: 4,
  TCP: 6,
  UDP: 17,
  IPV6: 41,
  GRE: 47,
  ESP: 50,
  AH: 51,
  ICMPv6: 58,
  VRRP: 112,
  SCTP: 132,
  UDPLite: 136,
} as const;

export type ProtocolName = keyof typeof protocolNumbers;

export const TCP = protocolNumbers.TCP;
export const UDP = protocolNumbers.UDP;
export const SCTP = protocolNumbers.SCTP;
export const ICMP = protocolNumbers.ICMP;
export const ICMPV6 = protocolNumbers.ICMPv6;

const names = new Map<number, ProtocolName>(
  Object.entries(protocolNumbers).map(([name, number]) => [number, name as ProtocolName]),
);

/** The usual name of a protocol number, or undefined where it has none here. */
export function protocolName(protocol: number): ProtocolName | undefined {
  return names.get(protocol);
}

/** True for the protocols whose packets carry ports that policies test. */
export function hasPorts(protocol: number): boolean {
  return protocol === TCP || protocol === UDP || protocol === SCTP || protocol === protocolNumbers.UDPLite;
}

export function isIcmp(protocol: number): boolean {
  return protocol === ICMP || protocol === ICMPV6;
}
