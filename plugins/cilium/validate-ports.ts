import type {Path} from '../../src/base/json.ts';
import {badCombination, badValue, type Finding, type Refuses} from './finding.ts';
import {icmpFamily, icmpType} from './icmp.ts';
import {type Direction, parsePort, parseProtocol, protocolHasPorts} from './ports.ts';
import type {IcmpField, PolicyRule, PortProtocol, PortRule} from './schema.ts';
import {validateLayer7} from './validate-layer7.ts';

const MOST_PORTS = 40;

/** What is wrong with the ports, ICMP types and layer 7 of a rule (cilium.md 4, V11 to V24). */
export function validateTraffic(
  rule: PolicyRule,
  path: Path,
  place: {readonly direction: Direction; readonly onNodes: boolean},
): readonly Finding[] {
  const {toPorts = [], icmps = []} = rule;
  const together =
    toPorts.length > 0 && icmps.length > 0
      ? [badCombination('V15', path, 'icmps and toPorts cannot stand in one rule, write a rule for each')]
      : [];
  const {authentication} = rule;
  const mode =
    authentication && authentication.mode === undefined
      ? [badCombination('authentication', [...path, 'authentication', 'mode'], 'the mode is missing', 'api-server')]
      : [];
  return [
    ...together,
    ...mode,
    ...toPorts.flatMap((item, index) => {
      const at = [...path, 'toPorts', index];
      return [...validatePortRule(item, at), ...validateLayer7(item, at, place)];
    }),
    ...icmps.flatMap(({fields = []}, index) => validateFields(fields, [...path, 'icmps', index, 'fields'])),
  ];
}

function validatePortRule(item: PortRule, at: Path): readonly Finding[] {
  const {ports = []} = item;
  const many =
    ports.length > MOST_PORTS
      ? [badCombination('V11', [...at, 'ports'], `${ports.length} ports, at most ${MOST_PORTS} are taken`, 'both')]
      : [];
  return [...many, ...ports.flatMap((entry, index) => validatePort(entry, [...at, 'ports', index]))];
}

function validatePort(entry: PortProtocol, at: Path): readonly Finding[] {
  const {port = '', endPort = 0, protocol} = entry;
  const protocols = validateProtocol(protocol, [...at, 'protocol']);
  if (port === '') return [badCombination('V12', at, 'port is missing; use "0" for all ports'), ...protocols];
  const value = parsePort(port);
  if (!value) {
    return [
      badValue('V12', [...at, 'port'], port, 'use a number up to 65535 or a port name', refusesPort(port)),
      ...protocols,
    ];
  }
  if (value.port !== 'all' && !protocolHasPorts(protocol)) {
    return [badValue('V14', [...at, 'port'], port, `${protocol} has no ports, use "0"`)];
  }
  const range =
    endPort > 65535 || endPort < 0
      ? [badValue('V12', [...at, 'endPort'], endPort, 'use up to 65535', 'api-server')]
      : [];
  return [...protocols, ...range];
}

function validateProtocol(protocol: string | undefined, at: Path): readonly Finding[] {
  if (protocol === undefined) return [];
  if (!parseProtocol(protocol)) return [badValue('V13', at, protocol, 'use TCP, UDP, SCTP or ANY', 'both')];
  const reason = 'the schema of the API server takes the name only in capital letters';
  const exact = protocol !== '' && protocol === protocol.toUpperCase();
  return exact ? [] : [badValue('V13', at, protocol, reason, 'api-server')];
}

function validateFields(fields: readonly IcmpField[], at: Path): readonly Finding[] {
  const many =
    fields.length > MOST_PORTS
      ? [badCombination('V11', at, `${fields.length} fields, at most ${MOST_PORTS} are taken`, 'both')]
      : [];
  return [...many, ...fields.flatMap((field, index) => validateField(field, [...at, index]))];
}

function validateField(field: IcmpField, at: Path): readonly Finding[] {
  if (icmpFamily(field) === undefined) {
    return [badValue('V15', [...at, 'family'], field.family ?? null, 'use IPv4 or IPv6', 'both')];
  }
  if (icmpType(field) !== undefined) return [];
  return [
    badValue(
      'V15',
      [...at, 'type'],
      field.type ?? null,
      'use a number or a type name of the family',
      refusesType(field),
    ),
  ];
}

/** The pattern of the schema is anchored at one side of each alternative only: most wrong ports pass it. */
function refusesPort(port: string): Refuses {
  const passes = /^[0-9]/.test(port) || (port.length < 1024 && /[a-zA-Z](-?[a-zA-Z0-9])*$/.test(port));
  return passes ? 'engine' : 'both';
}

/** The schema knows the names of both families together. */
function refusesType({type, family}: IcmpField): Refuses {
  const other = family === 'IPv6' ? 'IPv4' : 'IPv6';
  return type !== undefined && icmpType({type, family: other}) !== undefined ? 'engine' : 'both';
}
