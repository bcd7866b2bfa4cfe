import type {Endpoint} from '../../ir/world.ts';
import type {EndpointClasses} from './endpoint-classes.ts';

/** Endpoints sorted into their classes. A slot is the number of a class among those that occur here, from 0. */
export interface Population {
  readonly endpoints: readonly Endpoint[];
  /** The slot of each endpoint. */
  readonly slots: Int32Array;
  /** The class of each slot. */
  readonly classes: readonly number[];
  /** The positions of the endpoints of a slot, ascending. */
  readonly members: (slot: number) => Int32Array;
}

export function population(endpoints: readonly Endpoint[], {classOf}: EndpointClasses): Population {
  const slots = new Int32Array(endpoints.length);
  const classes: number[] = [];
  /** The slot of each class, plus one. */
  const found: number[] = [];
  endpoints.forEach((endpoint, at) => {
    const id = classOf(endpoint);
    let slot = (found[id] ?? 0) - 1;
    if (slot < 0) {
      slot = classes.length;
      classes.push(id);
      found[id] = slot + 1;
    }
    slots[at] = slot;
  });
  let members: ReturnType<typeof bySlot> | undefined;
  return {
    endpoints,
    slots,
    classes,
    members: (slot) => {
      members ??= bySlot(slots, classes.length);
      return members.sorted.subarray(members.starts[slot] ?? 0, members.starts[slot + 1] ?? 0);
    },
  };
}

/** Positions sorted by slot, and where each slot begins. */
function bySlot(slots: Int32Array, count: number): {readonly starts: Int32Array; readonly sorted: Int32Array} {
  const starts = new Int32Array(count + 1);
  for (const slot of slots) starts[slot + 1] = (starts[slot + 1] ?? 0) + 1;
  for (let slot = 0; slot < count; slot++) starts[slot + 1] = (starts[slot + 1] ?? 0) + (starts[slot] ?? 0);
  const next = starts.slice();
  const sorted = new Int32Array(slots.length);
  slots.forEach((slot, at) => {
    const place = next[slot] ?? 0;
    sorted[place] = at;
    next[slot] = place + 1;
  });
  return {starts, sorted};
}

/**
 * Two different endpoints, of one of these slots each, that live in the same namespace, or not in the same. Undefined
 * where there are none: then nobody asks about them.
 */
export function exampleOf(
  people: Population,
  from: readonly number[],
  to: readonly number[],
  sameNamespace: boolean,
): readonly [Endpoint, Endpoint] | undefined {
  const others = new Map<string | undefined, Endpoint[]>();
  for (const endpoint of membersOf(people, to)) {
    const known = others.get(endpoint.namespace) ?? [];
    if (known.length < 2) known.push(endpoint);
    others.set(endpoint.namespace, known);
    if (!sameNamespace && others.size > 1) break;
  }
  for (const sender of membersOf(people, from)) {
    const {namespace} = sender;
    const candidates = sameNamespace
      ? namespace === undefined
        ? []
        : (others.get(namespace) ?? [])
      : [...others].flatMap(([each, found]) => (each === undefined || each !== namespace ? found : []));
    const receiver = candidates.find((each) => each !== sender);
    if (receiver) return [sender, receiver];
  }
  return undefined;
}

function* membersOf({members, endpoints}: Population, slots: readonly number[]): Iterable<Endpoint> {
  for (const slot of slots) {
    for (const at of members(slot)) {
      const endpoint = endpoints[at];
      if (endpoint) yield endpoint;
    }
  }
}
