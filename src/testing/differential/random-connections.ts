import type {Interval} from '../../base/intervals.ts';
import {hasPorts, ICMP, ICMPV6, isIcmp, protocolNumbers, SCTP, TCP, UDP} from '../../base/protocols.ts';
import type {HttpRequest} from '../../evaluate/answer.ts';
import type {Rule} from '../../ir/policy.ts';
import type {TrafficBox} from '../../ir/traffic.ts';
import {endpointKey} from '../../ir/world.ts';
import type {Loaded} from '../../load/loaded.ts';
import {type Chooser, chooser} from '../laws/chooser.ts';
import {outsideAddresses} from '../laws/vocabulary.ts';
import type {NamedConnection} from '../named-connection.ts';
import {domainNames} from './outside-world.ts';

/** What the policies of a world can tell apart: the numbers to ask about. */
interface Mentioned {
  readonly ports: readonly number[];
  readonly protocols: readonly number[];
  /** Type * 256 + code. */
  readonly icmp: readonly number[];
}

const requests: readonly HttpRequest[] = [
  {method: 'GET', path: '/'},
  {method: 'GET', path: '/pub/a?b=c', host: 'api.example.org'},
  {method: 'POST', path: '/admin', host: 'shop.example.com'},
  {method: 'POST', path: '/public'},
  {method: 'DELETE', path: '/admin/%2e%2e/pub'},
];

/** Parties beyond the cluster: addresses, names (of receivers alone), `external`. */
interface Outside {
  readonly senders: readonly string[];
  readonly receivers: readonly string[];
}

const beyond = [...outsideAddresses, '10.0.9.3', '192.168.0.77', 'external'];
const usualOutside: Outside = {senders: beyond, receivers: [...beyond, ...domainNames, ...domainNames]};

/**
 * So many connections of a world: of every kind of end, also to itself and from outside to outside, at the numbers that
 * rules mention and beside them.
 */
export function randomConnections(
  loaded: Pick<Loaded, 'world' | 'applied'>,
  seed: number,
  count: number,
  {senders, receivers}: Outside = usualOutside,
): readonly NamedConnection[] {
  const choose = chooser(seed);
  const mentioned = mentionedIn(loaded);
  const inside = loaded.world.endpoints.map(endpointKey);
  const pods = loaded.world.endpoints.filter(({kind, hostNetwork}) => kind === 'pod' && !hostNetwork).map(endpointKey);
  const nodes = loaded.world.endpoints.filter(({kind}) => kind === 'host').map(endpointKey);
  return Array.from({length: count}, () => {
    const end = (outside: readonly string[]): string =>
      choose.pick(choose.chance(0.7) ? pods : choose.chance(0.3) ? nodes : choose.chance(0.4) ? inside : outside) ??
      'external';
    const from = end(senders);
    const to = choose.chance(0.04) ? from : end(receivers);
    return {from, to, ...randomTraffic(choose, mentioned, from === to)};
  });
}

function randomTraffic(choose: Chooser, mentioned: Mentioned, itself: boolean): Omit<NamedConnection, 'from' | 'to'> {
  const family = choose.chance(0.3) ? 6 : 4;
  const protocol = choose.pick(mentioned.protocols) ?? TCP;
  const icmp = isIcmp(protocol) ? (choose.pick(mentioned.icmp) ?? 0) : undefined;
  const asked = protocol === TCP && choose.chance(0.15) ? choose.pick(requests) : undefined;
  return {
    protocol,
    family,
    ...(hasPorts(protocol) && {port: choose.pick(mentioned.ports) ?? 80}),
    ...(icmp !== undefined && {icmp: {type: icmp >> 8, code: icmp & 255}}),
    ...(choose.chance(0.15) && {sourcePort: choose.pick(mentioned.ports) ?? 0}),
    ...(asked && {http: asked}),
    ...(choose.chance(itself ? 0.4 : 0.05) && {viaService: true as const}),
  };
}

/** The edges of every interval that a rule or the engine speaks of, and the numbers beside them. */
function mentionedIn({applied, world}: Pick<Loaded, 'world' | 'applied'>): Mentioned {
  const boxes = applied
    .flatMap(({ingress, egress}): readonly Rule[] => [...(ingress?.rules ?? []), ...(egress?.rules ?? [])])
    .flatMap(({traffic}): readonly TrafficBox[] => traffic);
  const conditions = boxes.flatMap(({ports, sourcePorts}) => [ports, sourcePorts]).filter((each) => each !== undefined);
  const declared = world.endpoints.flatMap(({ports}) => ports.map(({port}) => port));
  const behind = world.backends.flatMap(({ports}) => ports.flatMap(({port}) => port ?? []));
  const usual = [TCP, TCP, TCP, TCP, TCP, TCP, UDP, UDP, SCTP, ICMP, ICMPV6, protocolNumbers.UDPLite];
  return {
    ports: around(
      [
        ...conditions.flatMap(({numbers, exceptNumbers, names}) => [
          ...numbers,
          ...exceptNumbers,
          ...names.flatMap(({upTo}): readonly Interval[] => (upTo === undefined ? [] : [[upTo, upTo]])),
        ]),
        ...[...declared, ...behind, 0, 80, 179, 4789, 65_535].map((port): Interval => [port, port]),
      ],
      65_535,
    ),
    protocols: [
      ...usual,
      ...usual,
      ...around([[0, 0], [4, 4], [47, 47], [255, 255], ...boxes.flatMap(({protocols}) => protocols ?? [])], 255),
    ],
    icmp: around(
      [[0, 0], [8 * 256, 8 * 256], [128 * 256, 128 * 256], ...boxes.flatMap((each) => each.icmp ?? [])],
      65_535,
    ),
  };
}

function around(ranges: readonly Interval[], highest: number): readonly number[] {
  const numbers = ranges.flatMap(([low, high]) => [low - 1, low, high, high + 1]);
  return [...new Set(numbers)].filter((each) => each >= 0 && each <= highest).sort((a, b) => a - b);
}
