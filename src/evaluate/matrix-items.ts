import type {Family} from '../base/cidr.ts';
import type {Intervals} from '../base/intervals.ts';
import type {Endpoint} from '../ir/world.ts';
import {sentIn} from './classes/traffic-line.ts';
import type {TrafficId} from './classes/traffic-sets.ts';
import type {MatrixItem} from './connectivity.ts';
import {familyTraffic} from './family-traffic.ts';
import type {MatrixParts} from './matrix-parts.ts';
import type {Passes} from './matrix-rows.ts';
import {becauseOf, stretchOfQuestion, unknownsOf, verdictsOf} from './pair-reasons.ts';
import type {Standing} from './parties.ts';

/** Makes the item of two parties; two endpoints stand for them when reasons are asked. */
export type ItemOf = (
  from: Standing['party'],
  to: Standing['party'],
  example: readonly [Endpoint, Endpoint],
  passes: Passes,
) => MatrixItem;

export function matrixItems({pairs, options}: Pick<MatrixParts, 'pairs' | 'options'>): ItemOf {
  const {sets} = pairs;
  const within = options.question && [stretchOfQuestion(options.question)];
  const asked = within && sets.idOf(within);
  const trafficOf = familyTraffic(sets, within);
  const sent = {4: sets.idOf(sentIn(4)), 6: sets.idOf(sentIn(6))};
  const cut = (set: TrafficId, family: Family): Intervals => {
    const inFamily = sets.intersection(set, sent[family]);
    return sets.intervals(asked === undefined ? inFamily : sets.intersection(inFamily, asked));
  };
  return (from, to, [sender, receiver], passes) => {
    const verdicts = (which: 'allow' | 'unknown') => {
      const parts = passes.map((each) => ({family: each.family, set: cut(each[which], each.family)}));
      return verdictsOf(pairs, sender, receiver, parts);
    };
    const open = passes.some(({unknown, family}) => cut(unknown, family).length > 0);
    const connections = trafficOf(passes.map(({family, allow}) => ({family, set: allow})));
    return {
      ...{from, to, connections},
      unknown: open ? trafficOf(passes.map(({family, unknown}) => ({family, set: unknown}))) : [],
      unknowns: open ? unknownsOf(verdicts('unknown')) : [],
      because: () => becauseOf(verdicts(connections.length > 0 ? 'allow' : 'unknown')),
    };
  };
}
