import {sortedUnique} from '../base/order.ts';
import {findsSets} from '../ir/finds-sets.ts';
import type {Policy} from '../ir/policy.ts';
import {printPolicy} from '../ir/print.ts';
import type {JudgedSet} from './this-world.ts';

type Side = Pick<JudgedSet, 'policies' | 'world'>;

/**
 * In what two inputs differ that no proof over all clusters looks at, in words: it takes sets of addresses for a part of
 * the cluster, the same on both sides, and host endpoints not to be there. Undefined: in nothing.
 */
export function unseenDifference(sides: readonly Side[]): string | undefined {
  const areAlike = (print: (side: Side) => readonly string[]): boolean =>
    new Set(sides.map((side) => JSON.stringify(sortedUnique(print(side))))).size <= 1;
  // The sets of a side that alone asks for some differ from nothing.
  const ask = sides.every(({policies}) => policies.some(findsSets));
  if (ask && !areAlike(({world}) => world.addressSets.map((each) => JSON.stringify(each)))) {
    return 'the inputs hold other sets of addresses, and what those change is not compared';
  }
  const ofHosts = ({group}: Policy): boolean => group.group === 'tier' && group.list !== undefined;
  if (!areAlike(({policies}) => policies.filter(ofHosts).map(printPolicy))) {
    return 'the inputs hold other policies for host endpoints alone, which are not compared';
  }
  return undefined;
}
