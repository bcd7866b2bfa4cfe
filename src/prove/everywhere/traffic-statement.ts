import {type Formula, tautology} from '../../base/formulas.ts';
import {type Intervals, intervals, single} from '../../base/intervals.ts';
import {hasPorts, ICMP, ICMPV6, TCP} from '../../base/protocols.ts';
import type {Application} from '../../ir/policy.ts';
import {
  type NamedPort,
  numberedPorts,
  type Ports,
  ports,
  printTraffic,
  type Traffic,
  type TrafficBox,
} from '../../ir/traffic.ts';
import type {EngineView} from './engine-view.ts';
import {kindStatement} from './match-statement.ts';
import {askNumber, askTruth, type EndName} from './question.ts';
import type {Reader} from './reader.ts';
import {ICMP_TYPE, IPV6, PORT, PROTOCOL, REQUEST, SOURCE_PORT} from './topics.ts';

/** That a connection is in this traffic, in every possible cluster: the same reading as `matchesTraffic`. */
export function trafficStatement(traffic: Traffic, reader: Reader): Formula {
  return reader.all.or(...trafficBoxes(traffic, reader));
}

/** Its alternatives; numbers of ports that hold under the same conditions are one, and each name is another. */
export function trafficBoxes(traffic: Traffic, reader: Reader): readonly Formula[] {
  const views = traffic.map((box) => viewOf(box, reader));
  const key = views.includes(undefined) ? undefined : [printTraffic(traffic), ...views].join(' ');
  const known = key === undefined ? undefined : reader.traffic.get(key);
  if (known) return known;
  const made = united(traffic).map((box) => boxStatement(box, reader));
  if (key !== undefined) reader.traffic.set(key, made);
  return made;
}

/** What the statement of a box hangs on beside what it says; undefined where that is too much to tell. */
function viewOf({ports: own, sourcePorts}: TrafficBox, reader: Reader): string | undefined {
  if (own?.services.length || sourcePorts?.services.length) return undefined;
  const {known, view, portName} = reader;
  const names = [own, sourcePorts].flatMap((each) =>
    each ? [...each.names.map(({name}) => name), ...each.exceptNames] : [],
  );
  if (names.length === 0) return '';
  const seen = names.map((name) => [portName(name), ...kindsOf(name, view)]);
  return JSON.stringify([known?.from, known?.to, seen]);
}

function united(traffic: Traffic): readonly TrafficBox[] {
  const found = new Map<string, TrafficBox>();
  for (const box of traffic.flatMap(apart)) {
    const {ports: own, ...rest} = box;
    const isPlain = own !== undefined && isNumbers(own);
    const key = JSON.stringify(isPlain ? ['numbers', rest] : box);
    const known = found.get(key);
    const joined =
      known?.ports && own && isPlain ? numberedPorts(intervals([...known.ports.numbers, ...own.numbers])) : own;
    found.set(key, joined ? {...rest, ports: joined} : box);
  }
  return [...found.values()];
}

/** The numbers and each name by itself; what is left out of all of them is left together. */
function apart(box: TrafficBox): readonly TrafficBox[] {
  const {ports: own} = box;
  if (!own || own.exceptNumbers.length + own.exceptNames.length + own.services.length > 0) return [box];
  const numbers = own.numbers.length > 0 ? [{...box, ports: numberedPorts(own.numbers)}] : [];
  return [...numbers, ...own.names.map((name) => ({...box, ports: ports({names: [name]})}))];
}

function isNumbers({names, services, exceptNumbers, exceptNames}: Ports): boolean {
  return names.length + services.length + exceptNumbers.length + exceptNames.length === 0;
}

const LAST_PORT = {last: 65_535n};

export function protocolStatement(protocols: Intervals, {all}: Pick<Reader, 'all'>): Formula {
  return askNumber(all, {name: PROTOCOL, last: 255n, usual: BigInt(TCP)}, protocols);
}

const withPorts = intervals(
  Array.from({length: 256}, (_, protocol) => protocol)
    .filter(hasPorts)
    .map((protocol) => [protocol, protocol] as const),
);
const icmps = intervals([...single(ICMP), ...single(ICMPV6)]);

function boxStatement({protocols, ports, sourcePorts, icmp, family}: TrafficBox, reader: Reader): Formula {
  const {all} = reader;
  const sixth = askTruth(all, IPV6);
  return all.and(
    protocols ? protocolStatement(protocols, reader) : tautology,
    family ? (family === 6 ? sixth : all.not(sixth)) : tautology,
    icmp ? all.and(protocolStatement(icmps, reader), askNumber(all, {name: ICMP_TYPE, ...LAST_PORT}, icmp)) : tautology,
    ports ? portsStatement(ports, 'to', reader) : tautology,
    sourcePorts ? portsStatement(sourcePorts, 'from', reader) : tautology,
  );
}

/** Names and services are looked up at the end they speak of, for the one protocol of the connection. */
function portsStatement(ports: Ports, end: EndName, reader: Reader): Formula {
  const {all} = reader;
  const {numbers, names, services, exceptNumbers, exceptNames} = ports;
  const topic = portTopic(end);
  return all.and(
    protocolStatement(withPorts, reader),
    all.not(askNumber(all, topic, exceptNumbers)),
    ...exceptNames.map((name) => all.not(namedStatement(name, undefined, end, reader))),
    all.or(
      askNumber(all, topic, numbers),
      ...names.map(({name, upTo}) => namedStatement(name, upTo, end, reader)),
      ...services.map((service) =>
        askTruth(all, `${topic.name} of service ${JSON.stringify(service)}, ${reader.view.key}`, end, {
          service,
          side: sideOf(end),
        }),
      ),
    ),
  );
}

function portTopic(end: EndName): {readonly name: string; readonly last: bigint} {
  return {name: end === 'to' ? PORT : SOURCE_PORT, ...LAST_PORT};
}

function sideOf(end: EndName): 'source' | 'destination' {
  return end === 'to' ? 'destination' : 'source';
}

function namedStatement(name: string, upTo: number | undefined, end: EndName, reader: Reader): Formula {
  const {all, view} = reader;
  const kinds = kindsOf(name, view);
  const itself = declaredStatement({name: reader.portName(name)}, end, reader);
  // Beyond its end a range holds the port of the name alone.
  const inRange = (last: number): Formula =>
    all.and(
      declaredStatement({name: reader.portName(name), upTo: last}, end, reader),
      askNumber(all, portTopic(end), [[0, last]]),
    );
  return all.and(
    all.or(...kinds.map((kind) => kindStatement(kind, end, reader))),
    upTo === undefined ? itself : all.or(itself, inRange(upTo)),
  );
}

function declaredStatement(port: NamedPort, end: EndName, {all}: Reader): Formula {
  const side = sideOf(end);
  const topic = `${side} port ${JSON.stringify(port.name)}${port.upTo === undefined ? '' : `-${port.upTo}`}`;
  return askTruth(all, topic, end, {port, side});
}

/** The ends that can declare a port of the name, as far as the engine sees it. */
function kindsOf(name: string, view: EngineView): readonly ('pod' | 'host')[] {
  return (['pod', 'host'] as const).filter((kind) => view.portOrigins(kind, name).length > 0);
}

/** That the request, where one is asked about, is among those that a rule permits. */
export function requestStatement(application: Application | undefined, {all}: Reader): Formula {
  if (!application?.http) return tautology;
  const permitted = application.http.map((match) =>
    Object.keys(match).length === 0
      ? tautology
      : askTruth(all, `request ${JSON.stringify(match)}`, undefined, {request: match}),
  );
  return all.or(all.not(askTruth(all, REQUEST)), ...permitted);
}
