import type {Path} from '../../src/base/json.ts';
import type {Version} from '../../src/base/version.ts';
import {badCombination, badValue, type Finding, missing, type Refuses} from './finding.ts';
import {icmpFamily, icmpType} from './icmp.ts';
import {type Direction, parsePort, parseProtocol, protocolHasPorts} from './ports.ts';
import type {IcmpField, PolicyRule, PortProtocol, PortRule} from './schema.ts';
import {validateLayer7} from './validate-layer7.ts';

const MOST_PORTS = 40;

interface Place {
  readonly direction: Direction;
  /** The subject is a node. */
  readonly onNodes: boolean;
  /** In a deny list, whose schema counts no ports. */
  readonly denies: boolean;
  readonly version: Version;
}

/** What is wrong with the ports, ICMP types and layer 7 of a rule (cilium.md 4, V11 to V24). */
export function validateTraffic(rule: PolicyRule, path: Path, place: Place): readonly Finding[] {
  const {toPorts = [], icmps = [], authentication} = rule;
  return [
    ...(toPorts.length > 0 && icmps.length > 0
      ? [badCombination('V15', path, 'icmps and toPorts cannot stand in one rule, write a rule for each')]
      : []),
    ...(authentication ? validateMode(authentication.mode, [...path, 'authentication', 'mode']) : []),
    ...toPorts.flatMap((item, index) => {
      const at = [...path, 'toPorts', index];
      return [...validatePortRule(item, at, place), ...validateLayer7(item, at, place)];
    }),
    ...icmps.flatMap(({fields = []}, index) => validateFields(fields, [...path, 'icmps', index, 'fields'])),
  ];
}

/** The agent takes any mode; only the schema knows which there are. */
function validateMode(mode: string | undefined, at: Path): readonly Finding[] {
  if (mode === undefined) return [missing('authentication', at)];
  const reason = 'use disabled, required or test-always-fail';
  return ['disabled', 'required', 'test-always-fail'].includes(mode)
    ? []
    : [badValue('authentication', at, mode, reason, 'api-server')];
}

function validatePortRule({ports = []}: PortRule, at: Path, {denies}: Place): readonly Finding[] {
  const reason = `${ports.length} ports, at most ${MOST_PORTS} are taken`;
  return [
    ...(ports.length > MOST_PORTS ? [badCombination('V11', [...at, 'ports'], reason, denies ? 'engine' : 'both')] : []),
    ...ports.flatMap((entry, index) => validatePort(entry, [...at, 'ports', index])),
  ];
}

function validatePort(entry: PortProtocol, at: Path): readonly Finding[] {
  const {endPort = 0, protocol} = entry;
  return [
    ...validatePortValue(entry, at),
    ...validateProtocol(protocol, [...at, 'protocol']),
    ...(endPort > 65535 || endPort < 0
      ? [badValue('V12', [...at, 'endPort'], endPort, 'use up to 65535', 'api-server')]
      : []),
  ];
}

function validatePortValue({port, protocol}: PortProtocol, at: Path): readonly Finding[] {
  if (port === undefined) return [badCombination('V12', at, 'port is missing; use "0" for all ports')];
  const value = parsePort(port);
  if (!value) {
    const reason = 'use a number up to 65535, a port name, or "0" for all ports';
    return [badValue('V12', [...at, 'port'], port, reason, refusesPort(port))];
  }
  const foreign = value.port !== 'all' && !protocolHasPorts(protocol);
  return foreign ? [badValue('V14', [...at, 'port'], port, `${protocol} has no ports, use "0"`)] : [];
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
  const {family, type} = field;
  const families = icmpFamily(field) === undefined ? 'both' : 'api-server';
  return [
    ...(family === undefined || family === 'IPv4' || family === 'IPv6'
      ? []
      : [badValue('V15', [...at, 'family'], family, 'use IPv4 or IPv6', families)]),
    ...(type === undefined ? [missing('V15', [...at, 'type'], 'both')] : validateType(field, type, [...at, 'type'])),
  ];
}

/** The schema knows the names of both families together and numbers up to 255, where they are text. */
function validateType(field: IcmpField, type: string | number, at: Path): readonly Finding[] {
  const bySchema = typeof type === 'number' || isTypeOfSchema(type);
  const byAgent = icmpFamily(field) === undefined || icmpType(field) !== undefined;
  if (bySchema && byAgent) return [];
  const refuses = byAgent ? 'api-server' : bySchema ? 'engine' : 'both';
  return [badValue('V15', at, type, 'use a number or a type name of the family', refuses)];
}

function isTypeOfSchema(type: string): boolean {
  if (/^(0|[1-9][0-9]{0,2})$/.test(type)) return Number(type) <= 255;
  // Written with a blank there, so that nobody can use it.
  if (type === 'ExtendedEchoReply') return false;
  return (['IPv4', 'IPv6'] as const).some((family) => icmpType({type, family}) !== undefined) && !/^-?[0-9]/.test(type);
}

/** The pattern of the schema is anchored at one side of each alternative only: most wrong ports pass it. */
function refusesPort(port: string): Refuses {
  const passes = /^[0-9]/.test(port) || (port.length < 1024 && /[a-zA-Z](-?[a-zA-Z0-9])*$/.test(port));
  return passes ? 'engine' : 'both';
}
