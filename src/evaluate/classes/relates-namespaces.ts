import type {Match} from '../../ir/match.ts';

/**
 * Does a match compare the two ends' namespaces by more than whether they are the same: by their labels, or that of a
 * named set with the subject's?
 */
export function relatesNamespaces(match: Match, inSet = false): boolean {
  switch (match.is) {
    case 'and':
    case 'or':
      return match.of.some((part) => relatesNamespaces(part, inSet));
    case 'not':
      return relatesNamespaces(match.of, inSet);
    case 'some':
      return relatesNamespaces(match.of, inSet || match.identities.includes('addressSet'));
    case 'sameNamespace':
      return inSet;
    default:
      return match.is === 'sameNamespaceLabel';
  }
}
