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
 * Two different endpoints of two slots that live in the same namespace, or not in the same. Undefined where the slots
 * have none: then nobody asks about them.
 */
export function exampleOf(
  people: Population,
  from: number,
  to: number,
  sameNamespace: boolean,
): readonly [Endpoint, Endpoint] | undefined {
  const others = new Map<string | undefined, Endpoint[]>();
  for (const at of people.members(to)) {
    const endpoint = people.endpoints[at];
    if (!endpoint) continue;
    const known = others.get(endpoint.namespace) ?? [];
    if (known.length < 2) known.push(endpoint);
    others.set(endpoint.namespace, known);
    if (!sameNamespace && others.size > 1) break;
  }
  for (const at of people.members(from)) {
    const sender = people.endpoints[at];
    if (!sender) continue;
    const candidates = sameNamespace
      ? sender.namespace === undefined
        ? []
        : (others.get(sender.namespace) ?? [])
      : [...others].flatMap(([namespace, found]) =>
          namespace === undefined || namespace !== sender.namespace ? found : [],
        );
    const receiver = candidates.find((each) => each !== sender);
    if (receiver) return [sender, receiver];
  }
  return undefined;
}
