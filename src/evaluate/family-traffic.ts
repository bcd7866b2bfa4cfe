import type {Family} from '../base/cidr.ts';
import {type Intervals, intersection} from '../base/intervals.ts';
import {type Traffic, traffic} from '../ir/traffic.ts';
import {trafficOf} from './classes/traffic-line.ts';
import type {TrafficId, TrafficSets} from './classes/traffic-sets.ts';

/** A set of traffic in one family. */
export interface FamilySet {
  readonly family: Family;
  readonly set: TrafficId;
}

/** Sets of both families as one traffic: what does not hold for all of them is marked with its family. */
export function familyTraffic(
  sets: TrafficSets,
  within: Intervals | undefined,
): (parts: readonly FamilySet[]) => Traffic {
  const known = new Map<string, Traffic>();
  const one = ({family, set}: FamilySet): Traffic => {
    const whole = sets.intervals(set);
    return trafficOf(within ? intersection(whole, within) : whole, family);
  };
  return (parts) => {
    const key = parts.map(({family, set}) => `${family}:${set}`).join();
    const before = known.get(key);
    if (before) return before;
    const all = parts.map((part) => ({family: part.family, traffic: one(part)}));
    const [first, ...rest] = all.map((each) => JSON.stringify(each.traffic));
    const alike = rest.every((each) => each === first);
    const found = alike
      ? (all[0]?.traffic ?? [])
      : traffic(all.flatMap(({family, traffic: boxes}) => boxes.map((box) => ({...box, family}))));
    known.set(key, found);
    return found;
  };
}
