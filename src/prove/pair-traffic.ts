import {connectionEnd} from '../evaluate/end.ts';
import {noAssumptions} from '../evaluate/facts.ts';
import {evaluateMatch} from '../evaluate/match.ts';
import type {Prepared} from '../evaluate/prepared.ts';
import {printBox, type TrafficBox} from '../ir/traffic.ts';
import {type Endpoint, endpointKey} from '../ir/world.ts';
import {type BoxSet, type TrafficQuestion, trafficClasses} from './traffic-classes.ts';

type DirectionName = 'ingress' | 'egress';

/**
 * The traffic worth asking for a pair: what the policies of the sender's egress and of the receiver's ingress can tell
 * apart, on any of the sides. Pairs under the same boxes whose ends declare the same ports share their classes.
 */
export function pairTraffic(
  sides: readonly Prepared[],
  familiesMatter: boolean,
): (from: Endpoint, to: Endpoint) => readonly TrafficQuestion[] {
  const ends = sides.map(sideOf);
  const known = new Map<string, readonly TrafficQuestion[]>();
  return (from, to) => {
    const asked = ends.map((side) => ({from: side.end(from, 'egress'), to: side.end(to, 'ingress')}));
    const met = asked.flatMap((each) => [each.from, each.to]);
    // Which ports a service has at the other end is told by that end alone.
    const names = met.some(({services}) => services) ? [endpointKey(from), endpointKey(to)] : [];
    const key = [...met.map((each) => each.key), ...names].join(' ');
    const found = known.get(key);
    if (found) return found;
    const sets = asked.map((each, index): BoxSet => {
      const {world, seen} = ends[index] ?? missing();
      return {boxes: distinct([...each.from.boxes, ...each.to.boxes]), world, seen};
    });
    const classes = trafficClasses(sets, from, to, familiesMatter);
    known.set(key, classes);
    return classes;
  };
}

function missing(): never {
  throw new Error('as many ends as sides');
}

/** What one side knows of an end in one direction; ends with the same key are alike in all that traffic depends on. */
interface KnownEnd {
  readonly boxes: readonly TrafficBox[];
  readonly key: string;
  /** Some box speaks of the ports of a service. */
  readonly services: boolean;
}

interface Side extends Omit<BoxSet, 'boxes'> {
  readonly end: (endpoint: Endpoint, direction: DirectionName) => KnownEnd;
}

function sideOf(prepared: Prepared): Side {
  const {world} = prepared;
  const present = new Map(world.endpoints.map((each) => [endpointKey(each), each] as const));
  const seen = (endpoint: Endpoint): Endpoint => present.get(endpointKey(endpoint)) ?? endpoint;
  const known = {ingress: new Map<Endpoint, KnownEnd>(), egress: new Map<Endpoint, KnownEnd>()};
  const numbers = new Map<string, number>();
  const end = (endpoint: Endpoint, direction: DirectionName): KnownEnd => {
    const found = known[direction].get(endpoint);
    if (found) return found;
    const boxes = boxesOf(prepared, seen(endpoint), direction);
    const text = JSON.stringify([boxes.map(printBox), declarations(seen(endpoint))]);
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    const services = boxes.some(({ports, sourcePorts}) => [ports, sourcePorts].some((each) => each?.services.length));
    const made = {boxes, key: String(number), services};
    known[direction].set(endpoint, made);
    return made;
  };
  return {world, seen, end};
}

/** The boxes of every rule that could hold for an endpoint, the engine's own ones included. */
function boxesOf(
  {profile, stages, world}: Prepared,
  endpoint: Endpoint,
  direction: DirectionName,
): readonly TrafficBox[] {
  const readings = ([4, 6] as const).map((family) => {
    const end = connectionEnd(endpoint, family, world);
    return {end, other: end, world, assumptions: noAssumptions};
  });
  const rules = stages.flatMap(({policies}) =>
    policies.flatMap(({policy}) => {
      const rules = policy[direction]?.rules ?? [];
      const selects = rules.length > 0 && readings.some((each) => evaluateMatch(policy.subject, each) !== false);
      return selects ? rules : [];
    }),
  );
  const builtIn = profile.builtIn.filter(({subject}) =>
    readings.some((each) => evaluateMatch(subject, each) !== false),
  );
  return distinct([...rules, ...builtIn].flatMap(({traffic}): readonly TrafficBox[] => traffic ?? []));
}

function distinct(boxes: readonly TrafficBox[]): readonly TrafficBox[] {
  return [...new Map(boxes.map((box) => [printBox(box), box] as const)).values()];
}

/** What names in boxes are looked up in. */
function declarations(endpoint: Endpoint): readonly unknown[] {
  const families = [':', '.'].map((mark) => endpoint.addresses.some((address) => address.includes(mark)));
  return [families, endpoint.ports];
}
