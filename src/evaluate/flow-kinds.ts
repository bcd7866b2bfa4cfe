import {type FlowEnd, flowEndText, type RecordedFlow} from '../ir/flow.ts';

/** So many ends or kinds of flows are remembered; beyond, all are forgotten and made again. */
const MOST_REMEMBERED = 250_000;

/** Above every number that stands for the traffic of a flow. */
const TRAFFIC = 2 ** 30;

/**
 * Remembers something for each kind of flow: the same ends and traffic, seen by the same side, recorded alike. Millions
 * of flows are of few kinds, so that finding one must take less than reading the record: ends are numbered, and no text is
 * put together for a pod.
 */
export function flowKinds<T>(make: (flow: RecordedFlow) => T): (flow: RecordedFlow) => T {
  let pods = new Map<string, Map<string, number>>();
  let others = new Map<string, number>();
  let kinds: Map<number, T>[] = [];
  let count = 0;

  const numberOf = (end: FlowEnd): number => {
    let names = others;
    let text: string;
    if (end.is === 'pod') {
      text = end.name;
      const known = pods.get(end.namespace);
      names = known ?? new Map();
      if (!known) pods.set(end.namespace, names);
    } else text = `${end.is} ${flowEndText(end)}`;
    const known = names.get(text);
    if (known !== undefined) return known;
    const number = kinds.length;
    names.set(text, number);
    kinds.push(new Map());
    return number;
  };

  return (flow) => {
    if (kinds.length + count > MOST_REMEMBERED) [pods, others, kinds, count] = [new Map(), new Map(), [], 0];
    const from = numberOf(flow.from);
    const key = numberOf(flow.to) * TRAFFIC + trafficNumber(flow);
    const known = kinds[from]?.get(key);
    if (known !== undefined) return known;
    const made = make(flow);
    kinds[from]?.set(key, made);
    count += 1;
    return made;
  };
}

const sides = {egress: 1, ingress: 2} as const;

function trafficNumber({protocol, port, icmp, side, recorded, family}: RecordedFlow): number {
  const within = icmp ? icmp.type * 256 + icmp.code : (port ?? 65_536);
  const traffic = protocol * 131_072 + within;
  return ((traffic * 3 + (side ? sides[side] : 0)) * 2 + (recorded === 'allow' ? 1 : 0)) * 2 + (family === 6 ? 1 : 0);
}
