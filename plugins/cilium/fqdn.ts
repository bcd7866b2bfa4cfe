import {and, isKind, type Match, nothing, or} from '../../src/ir/match.ts';
import type {Fqdn} from './schema.ts';

/**
 * An outside address learned from DNS under this name. Addresses of pods and nodes never count (cilium.md 6.7). An
 * item without name and pattern matches nothing.
 */
export function fqdnMatch(item: Fqdn): Match {
  const patterns = [item.matchName, item.matchPattern].flatMap((text) => (text ? [canonicalPattern(text)] : []));
  const names = patterns.map((pattern): Match => Object.freeze({is: 'domain', pattern}));
  return names.length === 0 ? nothing : and(isKind('external'), or(...names));
}

/** Lower case, without the final dot; runs of stars are one star, but two or more as the first label are `**.` (cilium.md 6.7). */
function canonicalPattern(text: string): string {
  const plain = text.toLowerCase().replace(/\.$/, '');
  if (/^\*+$/.test(plain)) return '*';
  const single = plain.replace(/\*+/g, '*');
  return standsForLabels(plain) ? `*${single}` : single;
}

/** True for a pattern that begins with one or more whole labels of any name. */
export function standsForLabels(pattern: string): boolean {
  return /^\*{2,}\./.test(pattern);
}

/** How a name or pattern is shown where it never decides. */
export function printFqdn(item: Fqdn): string {
  return [item.matchName, item.matchPattern].filter((text) => text).join(' or ') || 'no name';
}
