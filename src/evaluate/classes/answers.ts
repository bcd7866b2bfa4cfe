import {pairKey} from '../../base/interner.ts';
import type {SideTraffic} from './side-walk.ts';
import {ALL, NONE, type TrafficSets} from './traffic-sets.ts';

/** The number of an answer of one side, or of both together: equal answers have one number. */
export type AnswerId = number;

/** Answers of one side as numbers, and what two sides make together. */
export interface Answers {
  readonly idOf: (answer: SideTraffic) => AnswerId;
  readonly answer: (id: AnswerId) => SideTraffic;
  /** What passes both sides: for sure what both let pass, perhaps what neither denies. */
  readonly both: (egress: AnswerId, ingress: AnswerId) => AnswerId;
}

/** Nothing passes; everything passes: in every `Answers`. */
export const CLOSED: AnswerId = 0;
const OPEN: AnswerId = 1;

export function answers(sets: TrafficSets): Answers {
  const ids = new Map<number, AnswerId>();
  const list: SideTraffic[] = [];
  const idOf = ({allow, unknown}: SideTraffic): AnswerId => {
    const key = pairKey(allow, unknown);
    const known = ids.get(key);
    if (known !== undefined) return known;
    ids.set(key, list.length);
    list.push({allow, unknown});
    return list.length - 1;
  };
  idOf({allow: NONE, unknown: NONE});
  idOf({allow: ALL, unknown: NONE});
  const nothing = {allow: NONE, unknown: NONE};
  const answer = (id: AnswerId): SideTraffic => list[id] ?? nothing;
  const known = new Map<number, AnswerId>();
  return {
    idOf,
    answer,
    both: (egress, ingress) => {
      if (egress === CLOSED || ingress === CLOSED) return CLOSED;
      if (egress === OPEN) return ingress;
      if (ingress === OPEN) return egress;
      const key = pairKey(egress, ingress);
      const before = known.get(key);
      if (before !== undefined) return before;
      const [a, b] = [answer(egress), answer(ingress)];
      const allow = sets.intersection(a.allow, b.allow);
      const perhaps = sets.intersection(sets.union(a.allow, a.unknown), sets.union(b.allow, b.unknown));
      const id = idOf({allow, unknown: sets.difference(perhaps, allow)});
      known.set(key, id);
      return id;
    },
  };
}
