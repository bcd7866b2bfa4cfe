import {complement, contains, type Interval, type Intervals} from '../../src/base/intervals.ts';
import type {Json, JsonObject} from '../../src/base/json.ts';
import {ICMP, ICMPV6, protocolName, SCTP, TCP, UDP} from '../../src/base/protocols.ts';
import {type Ports, printBox, type Traffic, type TrafficBox} from '../../src/ir/traffic.ts';
import type {Loss, WriteContext} from '../dialect.ts';
import type {Direction} from './ports.ts';
import {EXTENDED_PROTOCOLS, isExtended, parsePort, parseProtocol} from './ports.ts';
import {note, type Place, tooLittle, tooMuch} from './write-losses.ts';

export interface WrittenTraffic {
  /** Entries of `ports`; absent with `icmps` absent: all traffic. */
  readonly ports: readonly JsonObject[];
  readonly icmps: readonly JsonObject[];
  readonly all: boolean;
  readonly losses: readonly Loss[];
}

export interface TrafficPlace extends Place {
  readonly direction: Direction;
  readonly allow: WriteContext['allow'];
  /** The option for protocols without ports is on in the cluster. */
  readonly extended: boolean;
}

/** The traffic of a rule as port entries and ICMP fields (cilium.md 7). */
export function writeTraffic(traffic: Traffic, place: TrafficPlace): WrittenTraffic {
  const parts = traffic.map((box) => writeBox(box, place));
  return {
    ports: mergeProtocols(parts.flatMap(({ports}) => ports)),
    icmps: distinct(parts.flatMap(({icmps}) => icmps)),
    all: parts.some(({all}) => all),
    losses: parts.flatMap(({losses}) => losses),
  };
}

const nothing = {ports: [], icmps: [], all: false};

function writeBox(given: TrafficBox, place: TrafficPlace): WrittenTraffic {
  const box = withoutImpliedFamily(given);
  if (box !== given && !place.fromCilium) {
    const written = writeBox(box, place);
    return {...written, losses: [...written.losses, ofEitherFamily(given, place)]};
  }
  if (box.sourcePorts || box.family) {
    const what = box.sourcePorts ? 'source ports' : 'an IP version';
    const code = box.sourcePorts ? 'source-ports' : 'ip-version';
    // Both forms exist: the narrower leaves the traffic out, the wider takes the condition off.
    if (wantsMore(place)) {
      const {sourcePorts: _ports, family: _family, ...rest} = box;
      const written = writeBox(rest, place);
      return {
        ...written,
        losses: [...written.losses, tooMuch(place, code, `${what} cannot be said: left out of the rule`)],
      };
    }
    return lost(place, code, `${what} cannot be said: ${printBox(box)} is left out`);
  }
  const {protocols, ports, icmp} = box;
  if (!protocols && !ports && !icmp) return {...nothing, all: true, losses: []};
  if (icmp)
    return writeIcmp(
      protocols ?? [
        [ICMP, ICMP],
        [ICMPV6, ICMPV6],
      ],
      icmp,
      place,
    );
  const numbers = protocols ? expand(protocols) : [TCP, UDP, SCTP];
  const parts = numbers.map((protocol) => writeProtocol(protocol, ports, place));
  if (numbers.length > MOST_PROTOCOLS)
    return lost(place, 'protocol', `${printBox(box)} covers protocols that Cilium cannot name`);
  return {
    ports: parts.flatMap((part) => part.ports),
    icmps: parts.flatMap((part) => part.icmps),
    all: false,
    losses: parts.flatMap((part) => part.losses),
  };
}

/** ICMP fields name a family each, which says that of the packets too. */
function withoutImpliedFamily(box: TrafficBox): TrafficBox {
  const {family, ...rest} = box;
  const [only, ...others] = box.protocols ?? [];
  const own = family === 4 ? ICMP : ICMPV6;
  const isImplied = family !== undefined && others.length === 0 && only?.[0] === own && only[1] === own;
  return isImplied ? rest : box;
}

/** Cilium has one entry for the protocol number (cilium.md 7): no stack sends it in the other family. */
function ofEitherFamily({family}: TrafficBox, {origin}: Place): Loss {
  const [own, other] = family === 4 ? ['ICMP', 'IPv6'] : ['ICMPv6', 'IPv4'];
  return note(origin, 'icmp-family', `Cilium also finds ${own} in packets of ${other}, where it does not belong`);
}

const MOST_PROTOCOLS = 16;

/** For an allow the wider result, for a deny the narrower one, has more traffic in the rule. */
function wantsMore({allow, action}: TrafficPlace): boolean {
  return action === 'allow' ? allow === 'wider' : allow === 'narrower' || allow === 'any';
}

function expand(protocols: Intervals): readonly number[] {
  return protocols.flatMap(([low, high]) =>
    Array.from({length: Math.min(high - low + 1, 256)}, (_, index) => low + index),
  );
}

function writeProtocol(protocol: number, ports: Ports | undefined, place: TrafficPlace): WrittenTraffic {
  if (protocol === ICMP || protocol === ICMPV6) {
    // Type 0 is the wildcard of the family.
    return {...nothing, icmps: [icmpField(protocol, 0)], losses: []};
  }
  const name = protocolName(protocol);
  if (name === undefined || !parseProtocol(name)) {
    return lost(place, 'protocol', `Cilium cannot name protocol ${protocol}`);
  }
  if (!ports) {
    const needs = isExtended({protocols: [[protocol, protocol]]}) ? needsOption(place, name) : [];
    return {...nothing, ports: [{port: '0', protocol: name}], losses: needs};
  }
  return writePorts(name, ports, place);
}

/** What Cilium wrote itself stands as it stood, whatever its options are. */
function needsOption(place: TrafficPlace, name: string): readonly Loss[] {
  if (place.fromCilium) return [];
  const message = `${name} counts only where the option ${EXTENDED_PROTOCOLS} is on`;
  return [
    place.extended ? note(place.origin, 'protocol-option', message) : tooLittle(place, 'protocol-option', message),
  ];
}

function writePorts(protocol: string, ports: Ports, place: TrafficPlace): WrittenTraffic {
  const losses: Loss[] = [];
  if (ports.services.length > 0)
    losses.push(tooLittle(place, 'service-ports', 'the ports of a service cannot be said'));
  if (ports.exceptNames.length > 0) {
    return lost(place, 'excepted-port-name', `excepted port names cannot be said: ${ports.exceptNames.join(', ')}`);
  }
  const numbers = withoutNumbers(ports);
  const entries = numbers.flatMap((range) => portEntries(range, protocol));
  const names = ports.names.flatMap(({name, upTo}): JsonObject[] => {
    if (ports.exceptNumbers.length > 0 || parsePort(name)?.port !== 'name') {
      losses.push(tooLittle(place, 'port-name', `the port name ${name} cannot be said here`));
      return [];
    }
    if (upTo === undefined) return [{port: name, protocol}];
    if (place.direction === 'ingress') return [{port: name, endPort: upTo, protocol}];
    losses.push(
      tooLittle(place, 'port-name-range', `on egress Cilium ignores the end of a range that starts with ${name}`),
    );
    return [{port: name, protocol}];
  });
  return {...nothing, ports: [...entries, ...names], losses};
}

function withoutNumbers({numbers, exceptNumbers}: Ports): Intervals {
  if (exceptNumbers.length === 0) return numbers;
  return complement(exceptNumbers, 0, 65535).flatMap(([low, high]) =>
    numbers.flatMap(([from, to]): Interval[] => {
      const range: Interval = [Math.max(low, from), Math.min(high, to)];
      return range[0] <= range[1] ? [range] : [];
    }),
  );
}

/** Port 0 is the wildcard and never a port of its own: no connection goes there. */
function portEntries([low, high]: Interval, protocol: string): readonly JsonObject[] {
  if (low === 0 && high === 65535) return [{port: '0', protocol}];
  const first = Math.max(low, 1);
  if (first > high) return [];
  return [{port: String(first), ...(high > first && {endPort: high}), protocol}];
}

function writeIcmp(protocols: Intervals, icmp: Intervals, place: TrafficPlace): WrittenTraffic {
  const families = [ICMP, ICMPV6].filter((protocol) => contains(protocols, protocol));
  const fields: JsonObject[] = [];
  const losses: Loss[] = [];
  for (const [low, high] of icmp) {
    for (let type = low >> 8; type <= high >> 8; type++) {
      const whole = low <= type * 256 && high >= type * 256 + 255;
      if (whole && type > 0) fields.push(...families.map((protocol) => icmpField(protocol, type)));
      else if (whole)
        losses.push(tooLittle(place, 'icmp-type-zero', 'in Cilium type 0 stands for every type: left out'));
      else if (wantsMore(place) && type > 0) {
        fields.push(...families.map((protocol) => icmpField(protocol, type)));
        losses.push(tooMuch(place, 'icmp-code', `ICMP codes cannot be said: all codes of type ${type} are meant`));
      } else losses.push(tooLittle(place, 'icmp-code', `ICMP codes cannot be said: type ${type} is left out`));
    }
  }
  return {...nothing, icmps: fields, losses};
}

function icmpField(protocol: number, type: number): JsonObject {
  return {family: protocol === ICMPV6 ? 'IPv6' : 'IPv4', type};
}

/** Entries that stand for TCP, UDP and SCTP alike become one for ANY. */
function mergeProtocols(entries: readonly JsonObject[]): readonly JsonObject[] {
  const groups = new Map<string, {readonly entry: JsonObject; readonly protocols: Set<Json>}>();
  for (const entry of distinct(entries)) {
    const {protocol = null, ...rest} = entry;
    const key = JSON.stringify(rest);
    const group = groups.get(key) ?? {entry: rest, protocols: new Set<Json>()};
    group.protocols.add(protocol);
    groups.set(key, group);
  }
  return [...groups.values()].flatMap(({entry, protocols}) => {
    const any = ['TCP', 'UDP', 'SCTP'].every((name) => protocols.has(name));
    const names = any ? ['ANY', ...[...protocols].filter((name) => !isPortProtocol(name))] : [...protocols];
    return names.map((protocol) => ({...entry, protocol}));
  });
}

function isPortProtocol(name: Json): boolean {
  return name === 'TCP' || name === 'UDP' || name === 'SCTP';
}

function distinct(entries: readonly JsonObject[]): readonly JsonObject[] {
  return [...new Map(entries.map((entry) => [JSON.stringify(entry), entry])).values()];
}

function lost(place: Place, code: string, message: string): WrittenTraffic {
  return {...nothing, losses: [tooLittle(place, code, message)]};
}
