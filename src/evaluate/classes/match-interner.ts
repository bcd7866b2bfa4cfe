import {type Interner, interner, sequenceInterner} from '../../base/interner.ts';
import {type Match, printMatch} from '../../ir/match.ts';

/** For matches, equal when their printed forms are: only those of single facts are made, all else is told by numbers. */
export function matchInterner(): Interner<Match> {
  const known = new Map<Match, number>();
  const keys = interner<string | number>();
  const lists = sequenceInterner();
  const sequence = (begin: number, parts: readonly Match[]): number => {
    let list = lists(0, begin);
    for (const part of parts) list = lists(list, idOf(part));
    return list;
  };
  const texts = interner<string>();
  /** Nearly all there are: numbers are found faster than what is printed for people. */
  const labelKey = (begin: number, key: string, values: readonly string[]): number => {
    let list = lists(lists(0, begin), texts.idOf(key));
    for (const value of values) list = lists(list, texts.idOf(value));
    return list;
  };
  const keyOf = (match: Match): string | number => {
    switch (match.is) {
      case 'and':
        return sequence(0, match.of);
      case 'or':
        return sequence(1, match.of);
      case 'not':
        return sequence(2, [match.of]);
      case 'some':
        return `some ${match.identities.join()} ${idOf(match.of)}`;
      case 'label':
      case 'namespaceLabel':
        return match.value.test === 'in'
          ? labelKey(match.is === 'label' ? 3 : 4, match.key, match.value.values)
          : printMatch(match);
      default:
        return printMatch(match);
    }
  };
  const idOf = (match: Match): number => {
    const before = known.get(match);
    if (before !== undefined) return before;
    const id = keys.idOf(keyOf(match));
    known.set(match, id);
    return id;
  };
  return {idOf, size: keys.size};
}
