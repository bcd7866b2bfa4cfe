import {isUnknown} from '../../base/truth.ts';
import {type Match, printMatch} from '../../ir/match.ts';
import type {Identity} from '../end.ts';
import {evaluateMatch, type Reading} from '../match.ts';

/**
 * What is left open of a match on an end, as a text: equal texts hang on the same facts in the same way, whoever the
 * end is. `true` and `false` where nothing is open.
 */
export function residual(match: Match, reading: Reading, identity: Identity = reading.end.own): string {
  const truth = evaluateMatch(match, reading, identity);
  if (!isUnknown(truth)) return `${truth}`;
  switch (match.is) {
    case 'and':
    case 'or':
      return `${match.is}(${match.of.map((part) => residual(part, reading, identity)).join()})`;
    case 'not':
      return `not(${residual(match.of, reading, identity)})`;
    case 'some': {
      const {own, sets} = reading.end;
      const kinds: readonly string[] = match.identities;
      return `some(${[own, ...sets].map((each) => (kinds.includes(each.kind) ? residual(match.of, reading, each) : '')).join()})`;
    }
    default:
      return printMatch(match);
  }
}
