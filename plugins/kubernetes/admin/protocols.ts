import type {JsonObject} from '../../../src/base/json.ts';
import {protocolNumbers} from '../../../src/base/protocols.ts';
import type {TrafficBox} from '../../../src/ir/traffic.ts';
import type {World} from '../../../src/ir/world.ts';
import type {Problem} from '../write-losses.ts';
import {writeTraffic} from '../write-ports.ts';
import {podsOf} from '../write-world.ts';

/** What a box of traffic becomes: items of `protocols`, and what they cannot say. */
export interface AdminProtocols {
  /** Undefined: all traffic. */
  readonly items: readonly JsonObject[] | undefined;
  readonly problems: readonly (Problem & {readonly wider: readonly JsonObject[] | undefined})[];
  readonly snapshots: readonly Problem[];
}

/** A box without its family, which the peers have to say (kubernetes.md B2). */
export function adminProtocols(box: TrafficBox, world: World | undefined): AdminProtocols {
  const {items, problem} = writeTraffic(box);
  if (!items) return {items: undefined, problems: [], snapshots: []};
  const numbered = items.filter(({port}) => typeof port !== 'string').map(transport);
  const names = namedPorts(box.protocols ? items : openNames(box), world);
  return {
    items: [...numbered, ...names.items],
    problems: [...(problem ? [{...problem, wider: problem.wider?.map(item)}] : []), ...names.problems],
    snapshots: names.snapshots,
  };
}

function item(each: JsonObject): JsonObject {
  return typeof each['port'] === 'string' ? {destinationNamedPort: each['port']} : transport(each);
}

/** Every port has to be written as a range: the API takes no protocol without ports (kubernetes.md B3). */
function transport({protocol, port, endPort}: JsonObject): JsonObject {
  const destinationPort =
    port === undefined
      ? {range: {start: 1, end: 65535}}
      : endPort === undefined || endPort === port
        ? {number: port}
        : {range: {start: port, end: endPort}};
  return {[String(protocol).toLowerCase()]: {destinationPort}};
}

/** A name of whatever protocol, as this API has it. */
function openNames({ports, sourcePorts, icmp}: TrafficBox): readonly JsonObject[] {
  if (!ports || sourcePorts || icmp || ports.exceptNumbers.length + ports.exceptNames.length > 0) return [];
  return ports.names.flatMap(({name, upTo}) => (upTo === undefined ? [{port: name}] : []));
}

/** A port name here stands for whatever protocol its pods declare it with, so it fits where no other one does. */
function namedPorts(
  items: readonly JsonObject[],
  world: World | undefined,
): AdminProtocols & {items: readonly JsonObject[]} {
  const wanted = new Map<string, Set<unknown>>();
  for (const {port, protocol} of items) {
    if (typeof port !== 'string') continue;
    const protocols = wanted.get(port) ?? new Set();
    wanted.set(port, protocol === undefined ? new Set(every) : protocols.add(protocol));
  }
  const exact = [...wanted].filter(([, protocols]) => protocols.size === every.length);
  const rest = [...wanted].filter(([, protocols]) => protocols.size < every.length);
  const fitting = rest.filter(([name, protocols]) => world && fitsHere(name, protocols, world));
  const named = ([name]: readonly [string, unknown]): JsonObject => ({destinationNamedPort: name});
  return {
    items: [...exact, ...fitting].map(named),
    problems: rest
      .filter((each) => !fitting.includes(each))
      .map((each) => ({...nameProblem(each[0]), wider: [named(each)]})),
    snapshots: fitting.map(([name]) => nameSnapshot(name)),
  };
}

const every = ['TCP', 'UDP', 'SCTP'];

function fitsHere(name: string, protocols: ReadonlySet<unknown>, world: World): boolean {
  const numbers: readonly number[] = [
    ...(protocols.has('TCP') ? [protocolNumbers.TCP] : []),
    ...(protocols.has('UDP') ? [protocolNumbers.UDP] : []),
    ...(protocols.has('SCTP') ? [protocolNumbers.SCTP] : []),
  ];
  const declared = world.endpoints.flatMap(({ports}) => ports.filter((each) => each.name === name));
  return podsOf(world).length > 0 && declared.every(({protocol}) => numbers.includes(protocol));
}

function nameProblem(name: string): Problem {
  return {
    code: 'port-name-protocol',
    message: `a ClusterNetworkPolicy cannot tie the port name ${JSON.stringify(name)} to one protocol`,
    suggestion: 'give the workloads with -f, or write the port as a number',
  };
}

function nameSnapshot(name: string): Problem {
  return {
    code: 'port-name-snapshot',
    message: `the port name ${JSON.stringify(name)} stands for every protocol; the pods given declare it for the one that is meant`,
  };
}
