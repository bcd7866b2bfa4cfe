import {contains} from '../../base/intervals.ts';
import type {Connection, VerdictName} from '../../evaluate/answer.ts';
import type {PairTraffic} from '../../evaluate/classes/pair-traffic.ts';
import {population} from '../../evaluate/classes/population.ts';
import {pointOf} from '../../evaluate/classes/traffic-line.ts';
import {type ReachabilitySizes, type Rectangle, reachability} from '../../evaluate/reachability.ts';
import {endpointKey} from '../../ir/world.ts';
import {isPlain, type View} from './view.ts';

/**
 * Reachability as it answers single connections between pods; it is odd where a pair is in two rectangles. `sizes` makes
 * a small world go the ways of a large one.
 */
export function reachabilityView(name: string, pairs: PairTraffic, sizes?: ReachabilitySizes): View {
  const pods = pairs.prepared.world.endpoints.filter(({kind}) => kind === 'pod');
  const positions = new Map(pods.map((each, at) => [endpointKey(each), at] as const));
  const all = population(pods, pairs.classes);
  const families = {4: reachability(pairs, all, 4, sizes), 6: reachability(pairs, all, 6, sizes)} as const;
  const rectangles = {4: [...families[4].rectangles()], 6: [...families[6].rectangles()]} as const;
  return {
    name,
    verdict(connection) {
      const [from, to] = [connection.from, connection.to].map((each) => positions.get(endpointKey(each)));
      if (from === undefined || to === undefined || !isPlain(connection)) return undefined;
      const {people} = families[connection.family];
      const [sender, receiver] = [people.slots[from] ?? 0, people.slots[to] ?? 0];
      const same = pods[from]?.namespace === pods[to]?.namespace;
      const found = rectangles[connection.family].filter(
        ({senders, receivers, sameNamespace, apart}) =>
          sameNamespace === same &&
          senders.includes(sender) &&
          receivers.includes(receiver) &&
          !apart?.has(sender, receiver),
      );
      if (found.length > 1) return {odd: 'the pair is in two rectangles'};
      const verdict = verdictIn(pairs, found[0], connection);
      const looked = families[connection.family].verdict(from, to, pointOf(connection));
      return looked === verdict ? verdict : {odd: `${looked} by position, ${verdict} by rectangle`};
    },
  };
}

function verdictIn({sets}: PairTraffic, rectangle: Rectangle | undefined, connection: Connection): VerdictName {
  if (!rectangle) return 'deny';
  const {allow, unknown} = rectangle.passes;
  if (contains(sets.intervals(allow), pointOf(connection))) return 'allow';
  return contains(sets.intervals(unknown), pointOf(connection)) ? 'unknown' : 'deny';
}
