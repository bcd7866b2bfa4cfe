import type {Atom, Match} from '../ir/match.ts';

/** Every atom of a tree, in its order, those under `not` too. */
export function atomsOf(match: Match): readonly Atom[] {
  switch (match.is) {
    case 'true':
    case 'false':
      return [];
    case 'and':
    case 'or':
      return match.of.flatMap(atomsOf);
    case 'not':
    case 'some':
      return atomsOf(match.of);
    default:
      return [match];
  }
}
