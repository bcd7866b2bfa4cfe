import {complement, difference, type Intervals, single} from '../../src/base/intervals.ts';
import {ICMP, ICMPV6, protocolName, protocolNumbers, SCTP, TCP, UDP} from '../../src/base/protocols.ts';
import {add, field, fieldsOf, type Item, integer, invalid} from './fields.ts';
import type {IcmpFields, PolicyRule, Protocol} from './schema.ts';
import {checkSchemaOfIcmp} from './schema-rules.ts';

const NAMES = ['TCP', 'UDP', 'ICMP', 'ICMPv6', 'SCTP', 'UDPLite'] as const;

/** A protocol name in its exact case, or a number from 1 to 255, also as text (calico.md 3.2). */
export function readProtocol(item: Item): Protocol | undefined {
  const {value} = item;
  if (value === undefined) return undefined;
  if (typeof value !== 'string' && typeof value !== 'number') {
    add(item, 'field-type', {
      layer: 'api-server',
      arguments: {found: typeof value, expected: 'a protocol name or number'},
    });
    return undefined;
  }
  if (typeof value === 'number' || /^[0-9]+$/.test(value)) {
    const number = Number(value);
    if (Number.isInteger(number) && number >= 1 && number <= 255) return {number, byName: false};
    invalid(item, 'protocol numbers go from 1 to 255', Number.isInteger(number) ? 'engine' : 'api-server');
    return undefined;
  }
  const name = NAMES.find((each) => each === value);
  if (name) return {number: protocolNumbers[name], byName: true};
  const meant = NAMES.find((each) => each.toLowerCase() === value.toLowerCase());
  invalid(
    item,
    meant ? `names are case-sensitive, write ${meant}` : `it must be a number or one of ${NAMES.join(', ')}`,
    'engine',
  );
  return undefined;
}

/** `{type, code}`; a code needs its type. */
export function readIcmp(item: Item): IcmpFields | undefined {
  const fields = fieldsOf(item, ['type', 'code']);
  if (!fields) return undefined;
  checkSchemaOfIcmp(fields);
  const type = integer(field(fields, 'type'), 0, 254);
  const code = integer(field(fields, 'code'), 0, 255);
  return {type, code};
}

/** The protocols that `protocol` and `notProtocol` leave; undefined: any (calico.md 3.2). */
export function protocolSet(rule: Pick<PolicyRule, 'protocol' | 'notProtocol'>): Intervals | undefined {
  const {protocol, notProtocol} = rule;
  if (!notProtocol) return protocol && single(protocol.number);
  const others = complement(single(notProtocol.number), 0, 255);
  return protocol ? difference(single(protocol.number), single(notProtocol.number)) : others;
}

/** The ICMP types and codes that `icmp` and `notICMP` leave, as type * 256 + code; undefined: any (calico.md 6.7). */
export function icmpSet(rule: Pick<PolicyRule, 'icmp' | 'notICMP'>): Intervals | undefined {
  const wanted = rule.icmp && icmpInterval(rule.icmp);
  const excepted = rule.notICMP && icmpInterval(rule.notICMP);
  if (!excepted) return wanted;
  return wanted ? difference(wanted, excepted) : complement(excepted, 0, 0xffff);
}

/** An empty `icmp: {}` says nothing. */
function icmpInterval({type, code}: IcmpFields): Intervals | undefined {
  if (type === undefined) return undefined;
  return code === undefined ? [[type * 256, type * 256 + 255]] : single(type * 256 + code);
}

/** The only family that a protocol given by name can have; a number implies none (calico.md 6.1). */
export function impliedFamily(protocol: Protocol | undefined): 4 | 6 | undefined {
  if (!protocol?.byName) return undefined;
  if (protocol.number === ICMP) return 4;
  return protocol.number === ICMPV6 ? 6 : undefined;
}

/** The protocols whose rules may name numbered ports (calico.md 3.4 rule 2). */
export function mayHavePorts(protocol: number): boolean {
  return protocol === TCP || protocol === UDP || protocol === SCTP;
}

/** How a rule names a protocol: by one of the six names, else by number. */
export function printProtocol(protocol: number): string | number {
  return NAMES.find((name) => name === protocolName(protocol)) ?? protocol;
}
