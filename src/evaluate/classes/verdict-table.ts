import type {VerdictName} from '../answer.ts';
import type {AnswerId, Answers} from './answers.ts';
import type {Population} from './population.ts';
import type {TrafficId, TrafficSets} from './traffic-sets.ts';

/** More pairs of classes than this are looked up in their summaries every time (design.md section 4, point 10). */
const MOST_CELLS = 30_000_000;

/** Verdicts of two different endpoints by their positions, and a place on the line of traffic: without any allocation. */
export function verdictTable(
  people: Population,
  passes: (sender: number, receiver: number, sameNamespace: boolean) => AnswerId,
  {answer}: Answers,
  sets: TrafficSets,
): (from: number, to: number, point: number) => VerdictName {
  const {slots, classes, endpoints} = people;
  const count = classes.length;
  let cells: Int32Array | undefined;
  let namespaces: Int32Array | undefined;
  const bounds: (Float64Array | undefined)[] = [];

  /** Where a set begins and where it has ended, in turn. */
  const boundsOf = (set: TrafficId): Float64Array => {
    const known = bounds[set];
    if (known) return known;
    const made = Float64Array.from(sets.intervals(set).flatMap(([low, high]) => [low, high + 1]));
    bounds[set] = made;
    return made;
  };
  const lookUp = (sender: number, receiver: number, same: boolean): AnswerId => {
    if (count * count * 2 > MOST_CELLS) return passes(sender, receiver, same);
    cells ??= new Int32Array(count * count * 2);
    const cell = (sender * count + receiver) * 2 + (same ? 1 : 0);
    const known = cells[cell] ?? 0;
    if (known > 0) return known - 1;
    const found = passes(sender, receiver, same);
    cells[cell] = found + 1;
    return found;
  };
  return (from, to, point) => {
    namespaces ??= namespaceNumbers(endpoints);
    const place = namespaces[from] ?? -1;
    const same = place >= 0 && place === namespaces[to];
    const {allow, unknown} = answer(lookUp(slots[from] ?? 0, slots[to] ?? 0, same));
    if (isInside(boundsOf(allow), point)) return 'allow';
    return isInside(boundsOf(unknown), point) ? 'unknown' : 'deny';
  };
}

/** The number of each endpoint's namespace; -1 without one. */
function namespaceNumbers(endpoints: Population['endpoints']): Int32Array {
  const numbers = new Map<string, number>();
  return Int32Array.from(endpoints, ({namespace}) => {
    if (namespace === undefined) return -1;
    const number = numbers.get(namespace) ?? numbers.size;
    numbers.set(namespace, number);
    return number;
  });
}

/** An odd number of bounds lies at or below the point. */
function isInside(bounds: Float64Array, point: number): boolean {
  let from = 0;
  let to = bounds.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((bounds[middle] ?? 0) <= point) from = middle + 1;
    else to = middle;
  }
  return (from & 1) === 1;
}
