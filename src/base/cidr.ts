/**
 * IP addresses and blocks by Go's rules, as Kubernetes reads them (kubernetes.md A7, ecosystem.md section 9).
 *
 * An address is a bigint with its family; a block keeps its masked network. IPv4-mapped IPv6 addresses are IPv4, and a
 * mapped block with a prefix of 96 or more is the IPv4 block. Leading zeros of IPv4 octets are decimal, as the API
 * server reads them outside strict mode; `strict` names what it refuses there.
 */
export type Family = 4 | 6;

export interface Address {
  readonly family: Family;
  readonly value: bigint;
}

export interface Cidr {
  readonly family: Family;
  /** The masked network address. */
  readonly network: bigint;
  /** Prefix length, 0..32 or 0..128. */
  readonly prefix: number;
}

export interface ParsedCidr {
  readonly cidr: Cidr;
  /** What a server with strict validation refuses (kubernetes.md V22 to V24); empty when the text is canonical. */
  readonly strict: readonly ('leading-zeros' | 'ipv4-mapped' | 'host-bits')[];
}

const MAPPED = 0xffffn << 32n;

/** Reads an address; undefined when it is none. Leading zeros in IPv4 octets are accepted as decimal. */
export function parseAddress(text: string): Address | undefined {
  const written = parseWritten(text);
  if (!written) return undefined;
  return written.mapped ? {family: 4, value: written.address.value & 0xffffffffn} : written.address;
}

const plainIpv4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

/** An address as `printAddress` writes it; undefined when it is none. Most are written so already. */
export function canonicalAddress(text: string): string | undefined {
  if (plainIpv4.test(text)) return text;
  const address = parseAddress(text);
  return address && printAddress(address);
}

/** Reads an address as Go does today: leading zeros, which some read as octal, make it none. */
export function parseAddressStrictly(text: string): Address | undefined {
  return parseWritten(text)?.leadingZeros ? undefined : parseAddress(text);
}

/** Reads `ADDRESS/PREFIX`; undefined when it is none (a bare address is none). */
export function parseCidr(text: string): ParsedCidr | undefined {
  const slash = text.indexOf('/');
  if (slash < 0) return undefined;
  const written = parseWritten(text.slice(0, slash));
  const prefixText = text.slice(slash + 1);
  if (!written || !/^[0-9]{1,4}$/.test(prefixText)) return undefined;
  const prefix = Number(prefixText);
  const writtenBits = written.address.family === 4 ? 32 : 128;
  if (prefix > writtenBits) return undefined;

  const strict = new Set<'leading-zeros' | 'ipv4-mapped' | 'host-bits'>();
  if (written.leadingZeros || (prefixText.length > 1 && prefixText.startsWith('0'))) strict.add('leading-zeros');
  if (written.mapped) strict.add('ipv4-mapped');

  const becomesIpv4 = written.mapped && prefix >= 96;
  const family: Family = becomesIpv4 ? 4 : written.address.family;
  const value = becomesIpv4 ? written.address.value & 0xffffffffn : written.address.value;
  const length = becomesIpv4 ? prefix - 96 : prefix;
  const network = mask(value, length, family);
  if (network !== value) strict.add('host-bits');
  return {cidr: {family, network, prefix: length}, strict: [...strict]};
}

/** The block that holds just this address. */
export function hostCidr(address: Address): Cidr {
  return {family: address.family, network: address.value, prefix: bits(address.family)};
}

export function cidrContains(cidr: Cidr, address: Address): boolean {
  return cidr.family === address.family && mask(address.value, cidr.prefix, cidr.family) === cidr.network;
}

/** True when every address of `inner` is in `outer`; families never cross. */
export function cidrCovers(outer: Cidr, inner: Cidr): boolean {
  return (
    outer.family === inner.family &&
    outer.prefix <= inner.prefix &&
    mask(inner.network, outer.prefix, outer.family) === outer.network
  );
}

/** First and last address of the block. */
export function cidrRange(cidr: Cidr): readonly [Address, Address] {
  const size = 1n << BigInt(bits(cidr.family) - cidr.prefix);
  return [
    {family: cidr.family, value: cidr.network},
    {family: cidr.family, value: cidr.network + size - 1n},
  ];
}

export function printAddress(address: Address): string {
  return address.family === 4 ? printIpv4(address.value) : printIpv6(address.value);
}

export function printCidr(cidr: Cidr): string {
  return `${printAddress({family: cidr.family, value: cidr.network})}/${cidr.prefix}`;
}

function bits(family: Family): 32 | 128 {
  return family === 4 ? 32 : 128;
}

function mask(value: bigint, prefix: number, family: Family): bigint {
  const host = BigInt(bits(family) - prefix);
  return (value >> host) << host;
}

interface Written {
  readonly address: Address;
  readonly mapped: boolean;
  readonly leadingZeros: boolean;
}

function parseWritten(text: string): Written | undefined {
  if (!text.includes(':')) {
    const four = parseIpv4(text);
    return four && {address: {family: 4, value: four.value}, mapped: false, leadingZeros: four.leadingZeros};
  }
  const six = parseIpv6(text);
  return (
    six && {
      address: {family: 6, value: six.value},
      mapped: (six.value >> 32n) << 32n === MAPPED,
      leadingZeros: six.leadingZeros,
    }
  );
}

function parseIpv4(text: string): {value: bigint; leadingZeros: boolean} | undefined {
  const octets = text.split('.');
  if (octets.length !== 4) return undefined;
  let value = 0n;
  let leadingZeros = false;
  for (const octet of octets) {
    if (!/^[0-9]{1,64}$/.test(octet)) return undefined;
    const number = Number(octet);
    if (number > 255) return undefined;
    if (octet.length > 1 && octet.startsWith('0')) leadingZeros = true;
    value = value * 256n + BigInt(number);
  }
  return {value, leadingZeros};
}

function parseIpv6(text: string): {value: bigint; leadingZeros: boolean} | undefined {
  let body = text;
  let tail: bigint[] = [];
  let leadingZeros = false;
  const lastColon = text.lastIndexOf(':');
  if (text.includes('.')) {
    const four = parseIpv4(text.slice(lastColon + 1));
    if (!four) return undefined;
    leadingZeros = four.leadingZeros;
    tail = [four.value >> 16n, four.value & 0xffffn];
    body = text.slice(0, lastColon);
    if (body.endsWith(':')) body += ':';
    if (body === '') return undefined;
  }
  const halves = body.split('::');
  if (halves.length > 2) return undefined;
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')));
  for (const group of groups.flat()) if (!/^[0-9a-fA-F]{1,4}$/.test(group)) return undefined;
  const head = (groups[0] ?? []).map(hex);
  const rest = [...(groups[1] ?? []).map(hex), ...tail];
  const gap = 8 - head.length - rest.length;
  if (halves.length === 2 ? gap < 1 : gap !== 0) return undefined;
  const all = [...head, ...Array<bigint>(gap).fill(0n), ...rest];
  return {value: all.reduce((sum, group) => (sum << 16n) | group, 0n), leadingZeros};
}

function hex(group: string): bigint {
  return BigInt(`0x${group}`);
}

function printIpv4(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.');
}

/** RFC 5952: lower case, no leading zeros, the longest run of two or more zero groups shortened. */
function printIpv6(value: bigint): string {
  const groups = Array.from({length: 8}, (_, index) => Number((value >> BigInt(112 - 16 * index)) & 0xffffn));
  let best = {start: -1, length: 1};
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (start + length < 8 && groups[start + length] === 0) length++;
    if (length > best.length) best = {start, length};
  }
  const text = groups.map((group) => group.toString(16));
  if (best.start < 0) return text.join(':');
  return `${text.slice(0, best.start).join(':')}::${text.slice(best.start + best.length).join(':')}`;
}
