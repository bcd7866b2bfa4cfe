import {complement, type Intervals, intervals} from '../../src/base/intervals.ts';
import type {Json, JsonObject} from '../../src/base/json.ts';
import {ICMP, ICMPV6, SCTP, TCP, UDP} from '../../src/base/protocols.ts';
import type {ServiceReference} from '../../src/ir/match.ts';
import {allPorts, type Ports, type Traffic, type TrafficBox} from '../../src/ir/traffic.ts';
import {exactly, type Problem, type Said} from './losses.ts';
import {mayHavePorts, printProtocol} from './protocols.ts';

/** The parts of a rule that speak of traffic. Port lists stand on the two sides. */
export interface WrittenTraffic {
  readonly protocol?: number;
  readonly notProtocol?: number;
  readonly icmp?: JsonObject;
  readonly notICMP?: JsonObject;
  readonly family?: 4 | 6;
  readonly source: JsonObject;
  readonly destination: JsonObject;
  /** The ports are those of the service that the peer is a backend of. */
  readonly service?: ServiceReference;
}

/**
 * The traffic of a rule, one entry for each rule to be written. Plain ports of one protocol stand in one list, and the
 * protocols in the order of their names, as the engine converts Kubernetes policies (calico.md 9.1). `merge`: neighbouring
 * numbers become ranges, as it does too.
 */
export function writeTraffic(alternatives: readonly Traffic[], merge: boolean): Said<WrittenTraffic> {
  const boxes = alternatives.flat();
  const others = boxes.filter((box) => !isPlain(box));
  const said = [
    ...others.filter(isNamed).map((box) => writeBox(box, boxes)),
    ...plainPorts(boxes, merge),
    ...others.filter((box) => !isNamed(box)).map((box) => writeBox(box, boxes)),
  ];
  const bad = said.find((each) => 'problem' in each);
  if (bad && 'problem' in bad) {
    const wider = said.map((each) => ('exact' in each ? each.exact : each.wider));
    const known = wider.filter((list) => list !== undefined);
    return {problem: bad.problem, wider: known.length === wider.length ? known.flat() : undefined};
  }
  return exactly(said.flatMap((each) => ('exact' in each ? each.exact : [])));
}

/** Names of ports of any protocol; the engine puts them first (calico.md 9.2). */
function isNamed({protocols, ports}: TrafficBox): boolean {
  return !protocols && ports !== undefined && ports.names.length > 0;
}

/** TCP, UDP and SCTP with numbers and names of destination ports and nothing else. */
function isPlain({protocols, ports, sourcePorts, icmp, family}: TrafficBox): boolean {
  if (!protocols || sourcePorts || icmp || family) return false;
  if (!protocols.every(([low, high]) => low === high && mayHavePorts(low))) return false;
  if (!ports) return true;
  if (ports.numbers[0]?.[0] === 0) return false;
  const excepts = ports.exceptNumbers.length + ports.exceptNames.length + ports.services.length;
  return excepts === 0 && ports.names.every(({upTo}) => upTo === undefined);
}

const portProtocols = [
  {name: 'SCTP', number: SCTP},
  {name: 'TCP', number: TCP},
  {name: 'UDP', number: UDP},
] as const;

function plainPorts(boxes: readonly TrafficBox[], merge: boolean): readonly Said<WrittenTraffic>[] {
  const plain = boxes.filter(isPlain);
  return portProtocols.flatMap(({number}): Said<WrittenTraffic>[] => {
    const own = plain.filter(({protocols}) => protocols?.some(([low]) => low === number));
    if (own.length === 0) return [];
    const swallowed = own.some(({ports}) => !ports);
    const list = own.flatMap(({ports}) => (ports ? portItems(ports) : []));
    if (!swallowed && list.length === 0) return [];
    const destination: JsonObject = swallowed ? {} : {ports: merge ? tidy(list) : printItems(list)};
    return [exactly([{protocol: number, source: {}, destination}])];
  });
}

type Item = string | readonly [low: number, high: number];

function portItems({numbers, names}: Ports): readonly Item[] {
  return [...names.map(({name}) => name), ...numbers];
}

/** Two numbers or more are sorted and merged into ranges behind the names; else the list stays as it is (9.1). */
function tidy(items: readonly Item[]): readonly Json[] {
  const numbers = items.flatMap((item) => (typeof item === 'string' ? [] : [item]));
  const names = [...new Set(items.filter((item) => typeof item === 'string'))];
  const count = numbers.reduce((sum, [low, high]) => sum + high - low + 1, 0);
  if (items.length < 2 || count < 2) return printItems(items);
  return [...names, ...intervals(numbers).map(printRange)];
}

function printItems(items: readonly Item[]): readonly Json[] {
  return [...new Set(items.map((item) => (typeof item === 'string' ? item : printRange(item))))];
}

function printRange([low, high]: readonly [number, number]): Json {
  return low === high ? low : `${Math.max(low, 1)}:${high}`;
}

/** A box with anything beyond plain ports; `all` shows the alternatives beside it. */
function writeBox(box: TrafficBox, all: readonly TrafficBox[]): Said<WrittenTraffic> {
  if (isPortlessComplement(box, all)) return exactly<WrittenTraffic>([]);
  const protocols = writeProtocols(box, all);
  if (!protocols) return {problem: tooManyProtocols, wider: undefined};
  const icmp = writeIcmp(box.icmp);
  if (!icmp) return {problem: tooManyIcmp, wider: undefined};
  const service = box.ports?.services[0];
  const destination = service ? {} : writePorts(box.ports);
  const source = writePorts(box.sourcePorts);
  if (!destination || !source || (box.ports?.services.length ?? 0) > 1)
    return {problem: portsProblem, wider: undefined};
  const entries = protocols.flatMap((protocol) =>
    icmp.map((each) => ({
      ...protocol,
      ...each,
      ...(box.family && {family: box.family}),
      source,
      destination,
      ...(service && {service}),
    })),
  );
  return exactly(entries);
}

type ProtocolPart = {readonly protocol?: number; readonly notProtocol?: number};

const MOST_PROTOCOLS = 40;

/** Named, excluded, or one rule a protocol. Numbered ports need one, so that no protocol means the three with ports. */
function writeProtocols(box: TrafficBox, all: readonly TrafficBox[]): readonly ProtocolPart[] | undefined {
  if (!box.protocols) {
    const numbered = [box.ports, box.sourcePorts].some((ports) => ports && needsProtocol(ports));
    const portless = all.some((other) => isPortlessComplement(other, all));
    return numbered && !portless ? portProtocols.map(({number}) => ({protocol: number})) : [{}];
  }
  const [hole, ...others] = complement(box.protocols, 0, 255);
  if (hole && others.length === 0 && hole[0] === hole[1] && hole[0] > 0) return [{notProtocol: hole[0]}];
  const numbers = box.protocols.flatMap(([low, high]) =>
    Array.from({length: high - low + 1}, (_, offset) => low + offset),
  );
  const real = numbers.filter((number) => number > 0);
  return real.length > MOST_PROTOCOLS ? undefined : real.map((protocol) => ({protocol}));
}

function needsProtocol({numbers, exceptNumbers, exceptNames}: Ports): boolean {
  return exceptNumbers.length > 0 || (numbers.length > 0 && !(exceptNames.length > 0 && isAll(numbers)));
}

/** The second half of a rule that only excepts named ports: it needs no rule of its own (calico.md 6.4). */
function isPortlessComplement(box: TrafficBox, all: readonly TrafficBox[]): boolean {
  if (!box.protocols || box.ports || box.sourcePorts || box.icmp || box.protocols.length < 4) return false;
  return all.some(
    (other) =>
      !other.protocols && other.ports !== undefined && other.ports.exceptNames.length > 0 && isAll(other.ports.numbers),
  );
}

function isAll(numbers: Intervals): boolean {
  const [only] = numbers;
  return numbers.length === 1 && only?.[0] === allPorts[0]?.[0] && only?.[1] === allPorts[0]?.[1];
}

/** `ports` and `notPorts` of one side; undefined where they cannot be said. */
function writePorts(ports: Ports | undefined): JsonObject | undefined {
  if (!ports) return {};
  const {numbers, names, services, exceptNumbers, exceptNames} = ports;
  if (services.length > 0 || names.some(({upTo}) => upTo !== undefined)) return undefined;
  const holes = names.length === 0 ? complement(numbers, 0, 65535) : exceptNumbers;
  const inverted = names.length === 0 && numbers[0]?.[0] === 0 && numbers.at(-1)?.[1] === 65535;
  const wanted = inverted ? [] : [...names.map(({name}) => name), ...numbers.map(printRange)];
  const notPorts = [...exceptNames, ...(inverted || names.length > 0 ? holes : []).map(printRange)];
  if (wanted.length + notPorts.length === 0) return isAll(numbers) ? {} : undefined;
  return {...(wanted.length > 0 && {ports: wanted}), ...(notPorts.length > 0 && {notPorts})};
}

type IcmpPart = {readonly icmp?: JsonObject; readonly notICMP?: JsonObject};

const MOST_ICMP = 64;

/** A type, a type with code, what is left without one of them, or a rule for each. */
function writeIcmp(set: Intervals | undefined): readonly IcmpPart[] | undefined {
  if (!set) return [{}];
  const rest = icmpItems(complement(set, 0, 0xffff));
  if (rest?.length === 1 && rest[0]) return [{notICMP: rest[0]}];
  return icmpItems(set)?.map((icmp) => ({icmp}));
}

function icmpItems(set: Intervals): readonly JsonObject[] | undefined {
  const items: JsonObject[] = [];
  for (const [low, high] of set) {
    for (let next = low; next <= high; ) {
      const whole = next % 256 === 0 && next + 255 <= high;
      items.push(whole ? {type: next / 256} : {type: Math.floor(next / 256), code: next % 256});
      if (items.length > MOST_ICMP) return undefined;
      next += whole ? 256 : 1;
    }
  }
  return items;
}

/**
 * The protocol as a rule names it. ICMP goes by name where its type or its family is asked for: by number it would need
 * `ipVersion` beside it, or the agent could not program the rule (calico.md 6.1, 6.7).
 */
export function protocolFields(
  {protocol, notProtocol, icmp, notICMP}: WrittenTraffic,
  family: 4 | 6 | undefined,
): JsonObject {
  const byName = icmp !== undefined || notICMP !== undefined || family !== undefined;
  const said = (number: number): Json =>
    (number === ICMP && family !== 6 && byName) || (number === ICMPV6 && family !== 4 && byName) || mayHaveName(number)
      ? printProtocol(number)
      : number;
  return {
    ...(protocol !== undefined && {protocol: said(protocol)}),
    ...(notProtocol !== undefined && {notProtocol: said(notProtocol)}),
  };
}

function mayHaveName(number: number): boolean {
  return number !== ICMP && number !== ICMPV6;
}

const tooManyProtocols: Problem = {
  code: 'protocols',
  message: `Calico names one protocol a rule, and this one has more than ${MOST_PROTOCOLS}`,
};

const tooManyIcmp: Problem = {
  code: 'icmp-types',
  message: `Calico names one ICMP type a rule, and this one has more than ${MOST_ICMP}`,
};

const portsProblem: Problem = {
  code: 'ports',
  message: 'Calico has no range that starts at a named port, and ports of a service stand alone',
};
