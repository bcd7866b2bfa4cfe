import type {Family} from '../base/cidr.ts';
import {difference} from '../base/intervals.ts';
import {type Traffic, traffic} from '../ir/traffic.ts';
import {trafficOf} from './classes/traffic-line.ts';
import {numberedLine} from './pair-reasons.ts';

/** What is in the one traffic and not in the other; both name neither ports nor services. */
export function trafficDifference(a: Traffic, b: Traffic): Traffic {
  const families: readonly Family[] = [4, 6];
  // Where both families are treated alike, no box names one.
  const apart = [...a, ...b].some(({family}) => family !== undefined);
  return traffic(
    families.flatMap((family) => {
      const boxes = trafficOf(difference(numberedLine(a, family), numberedLine(b, family)), family);
      return apart ? boxes.map((box) => ({...box, family})) : boxes;
    }),
  );
}
