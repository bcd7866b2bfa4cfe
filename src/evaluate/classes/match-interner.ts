import {type Match, printMatch} from '../../ir/match.ts';
import {type Interner, textInterner} from './interner.ts';

/** For matches, equal when their printed forms are: only those of single facts are made, all else is told by numbers. */
export function matchInterner(): Interner<Match> {
  const all = textInterner(textOf);
  function textOf(match: Match): string {
    switch (match.is) {
      case 'and':
      case 'or':
        return `${match.is} ${match.of.map(all.idOf).join()}`;
      case 'not':
        return `not ${all.idOf(match.of)}`;
      case 'some':
        return `some ${match.identities.join()} ${all.idOf(match.of)}`;
      default:
        return printMatch(match);
    }
  }
  return all;
}
