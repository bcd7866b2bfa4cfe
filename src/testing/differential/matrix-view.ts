import type {Family} from '../../base/cidr.ts';
import {contains} from '../../base/intervals.ts';
import {ICMP, ICMPV6} from '../../base/protocols.ts';
import type {Connection, VerdictName} from '../../evaluate/answer.ts';
import type {ConnectivityMatrix, MatrixItem, Party} from '../../evaluate/connectivity.ts';
import type {Traffic, TrafficBox} from '../../ir/traffic.ts';
import {type Endpoint, endpointKey, type World} from '../../ir/world.ts';
import {isPlain, type View} from './view.ts';

/**
 * The matrix between the pods and workloads of a cluster as it answers single connections; it is odd where its count is
 * not that of its items, an item is empty, or two are about one pair. `seen`: an endpoint as the engine sees it.
 */
export function matrixView(matrix: ConnectivityMatrix, world: World, seen: (endpoint: Endpoint) => Endpoint): View {
  const all = [...matrix.items()];
  const items = new Map(all.map((each) => [keyOf(each.from, each.to), each] as const));
  const odd = oddity(all, matrix.count, items.size);
  const parties = partiesOf(matrix, world);
  const families = familiesOf(world);
  return {
    name: 'matrix',
    verdict(connection) {
      if (odd !== undefined) return {odd};
      const [from, to] = [connection.from, connection.to].map((each) => parties.get(endpointKey(each)));
      if (!from || !to || from === to || !isPlain(connection) || connection.port === 0) return undefined;
      if (
        !sharesFamily(seen(connection.from), seen(connection.to), connection.family, families) ||
        isOtherIcmp(connection)
      )
        return undefined;
      const found = verdictIn(items.get(keyOf(from, to)), connection);
      // Between parties with nodes of their own it may depend on which of their pods meet.
      return found === 'unknown' && [connection.from, connection.to].some(({hostNetwork}) => hostNetwork)
        ? undefined
        : found;
    },
  };
}

function oddity(all: readonly MatrixItem[], count: number, pairs: number): string | undefined {
  if (all.length !== count) return `it counts ${count} items and has ${all.length}`;
  if (pairs !== all.length) return 'it has two items about one pair';
  const empty = all.find(({connections, unknown}) => connections.length + unknown.length === 0);
  return empty && `nothing passes from ${empty.from.name} to ${empty.to.name}, and there is an item`;
}

function keyOf(from: Party, to: Party): string {
  return JSON.stringify([from, to].map(({name, kind, workload}) => [name, kind, workload]));
}

/** The party of each endpoint: its own, else the one of pods that answer alike, else that of its owner. */
function partiesOf({parties}: ConnectivityMatrix, {endpoints}: World): ReadonlyMap<string, Party> {
  const found = new Map<string, Party>();
  for (const endpoint of endpoints) {
    const owner = endpoint.owner ?? endpoint.workload;
    const own = parties.find(({name, kind, workload}) =>
      kind === 'workload'
        ? owner && workload === owner.kind && name === `${endpoint.namespace}/${owner.name}`
        : name === endpoint.name && !endpoint.workload,
    );
    if (own) found.set(endpointKey(endpoint), own);
  }
  return found;
}

/** The families of which the world has addresses; a world without any is taken to speak IPv4. */
function familiesOf({endpoints, services}: World): readonly Family[] {
  const texts = [...endpoints.flatMap(({addresses}) => addresses), ...services.flatMap(({clusterIps}) => clusterIps)];
  return texts.length === 0 ? [4] : ([4, 6] as const).filter((each) => texts.some((text) => familyOf(text) === each));
}

function familyOf(address: string): Family {
  return address.includes(':') ? 6 : 4;
}

/** An end without known addresses may have one of every family that the world speaks. */
function sharesFamily(from: Endpoint, to: Endpoint, family: Family, spoken: readonly Family[]): boolean {
  const speaks = ({addresses}: Endpoint): boolean =>
    addresses.length === 0 || addresses.some((text) => familyOf(text) === family);
  return spoken.includes(family) && speaks(from) && speaks(to);
}

/** ICMP of the other family, which nobody sends. */
function isOtherIcmp({protocol, family}: Connection): boolean {
  return protocol === (family === 4 ? ICMPV6 : ICMP);
}

function verdictIn(item: MatrixItem | undefined, connection: Connection): VerdictName {
  if (item && isIn(item.connections, connection)) return 'allow';
  return item && isIn(item.unknown, connection) ? 'unknown' : 'deny';
}

function isIn(traffic: Traffic, {protocol, port, icmp, family}: Connection): boolean {
  const code = icmp && icmp.type * 256 + icmp.code;
  return traffic.some(
    (box: TrafficBox) =>
      (!box.family || box.family === family) &&
      (!box.protocols || contains(box.protocols, protocol)) &&
      (!box.ports || (port !== undefined && contains(box.ports.numbers, port))) &&
      (!box.icmp || (code !== undefined && contains(box.icmp, code))),
  );
}
