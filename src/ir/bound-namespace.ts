import type {Match} from './match.ts';

/** The one namespace that an endpoint must live in to fulfil a match; undefined where it asks for none, or for several. */
export function boundNamespace(match: Match): string | undefined {
  if (match.is === 'namespace') {
    const {value} = match;
    return value.test === 'in' && value.values.length === 1 ? value.values[0] : undefined;
  }
  if (match.is !== 'and') return undefined;
  for (const part of match.of) {
    const found = part.is === 'namespace' ? boundNamespace(part) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}
