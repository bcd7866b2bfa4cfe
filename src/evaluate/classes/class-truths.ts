import {isUnknown, type Truth} from '../../base/truth.ts';
import {anything, type Match, nothing} from '../../ir/match.ts';
import type {World} from '../../ir/world.ts';
import type {End} from '../end.ts';
import {noAssumptions} from '../facts.ts';
import {evaluateMatch, type Reading} from '../match.ts';
import {pairInterner} from './interner.ts';
import type {RulePeer} from './side-rules.ts';

/** Does a class fulfil a peer of some rule, as a subject sees it that lives in the same namespace, or not? */
export type ClassTruths = (peer: RulePeer, slot: number, subject: End, sameNamespace: boolean) => Truth;

/** Tests on addresses are read once for each place among the blocks in use, not for each class. */
export function classTruths(
  endOf: (slot: number) => End,
  addressGroup: (slot: number) => number,
  world: World,
): ClassTruths {
  const places = pairInterner();
  const settled: Match[] = [];
  const settledAt = ({id, match}: RulePeer, slot: number, reading: Reading): Match => {
    const place = places(id, addressGroup(slot));
    const known = settled[place] ?? settleAddresses(match, reading);
    settled[place] = known;
    return known;
  };
  return (peer, slot, subject, sameNamespace) => {
    const reading = {end: endOf(slot), other: subject, world, assumptions: noAssumptions, relation: {sameNamespace}};
    return evaluateMatch(peer.readsAddress ? settledAt(peer, slot, reading) : peer.match, reading);
  };
}

/** The match without its tests on the address of the endpoint itself, as far as their answers are known. */
function settleAddresses(match: Match, reading: Reading): Match {
  switch (match.is) {
    case 'address': {
      const truth = evaluateMatch(match, reading);
      return isUnknown(truth) ? match : truth ? anything : nothing;
    }
    case 'and':
    case 'or':
      return {is: match.is, of: match.of.map((part) => settleAddresses(part, reading))};
    case 'not':
      return {is: 'not', of: settleAddresses(match.of, reading)};
    default:
      return match;
  }
}

/** Does a match test the address of the endpoint itself? */
export function readsAddress(match: Match): boolean {
  if (match.is === 'and' || match.is === 'or') return match.of.some(readsAddress);
  return match.is === 'not' ? readsAddress(match.of) : match.is === 'address';
}
