import {type Traffic, traffic} from '../ir/traffic.ts';
import type {DiffItem} from './connectivity.ts';
import {trafficDifference} from './traffic-difference.ts';

/** What a change does to one connection, each traffic under one head. */
export interface ConnectionChange {
  readonly item: DiffItem;
  /** Passes after, and did not surely pass before. */
  readonly opened: Traffic;
  /** Passed before, and surely does not after. */
  readonly closed: Traffic;
  /** Passes after or not, by what nobody knows yet, and was certain before. */
  readonly unknown: Traffic;
}

/** Sorts the traffic of a difference into opened, closed and not known. */
export function connectionChange(item: DiffItem): ConnectionChange {
  const {before, after, unknownBefore, unknownAfter} = item;
  return {
    item,
    opened: trafficDifference(after, before),
    closed: trafficDifference(before, traffic([...after, ...unknownAfter])),
    unknown: trafficDifference(unknownAfter, unknownBefore),
  };
}
