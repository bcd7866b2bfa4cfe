import {isUnknown} from '../../base/truth.ts';
import {anything, type Match, nothing} from '../../ir/match.ts';
import {hasAtom} from '../../ir/rewrite.ts';
import {evaluateMatch, type Reading} from '../match.ts';

/**
 * A match for many ends to read, without its tests on addresses where their answers are known: they are read once for
 * each place among the blocks in use, which a group stands for.
 */
export function settledAddresses(match: Match): (group: number, reading: Reading) => Match {
  if (!hasAtom(match, ({is}) => is === 'address')) return () => match;
  const known = new Map<number, Match>();
  return (group, reading) => {
    const before = known.get(group);
    if (before) return before;
    const made = settle(match, reading);
    known.set(group, made);
    return made;
  };
}

function settle(match: Match, reading: Reading): Match {
  switch (match.is) {
    case 'address': {
      const truth = evaluateMatch(match, reading);
      return isUnknown(truth) ? match : truth ? anything : nothing;
    }
    case 'and':
    case 'or':
      return {is: match.is, of: match.of.map((part) => settle(part, reading))};
    case 'not':
      return {is: 'not', of: settle(match.of, reading)};
    default:
      return match;
  }
}
