import type {Match} from '../../ir/match.ts';
import type {Endpoint} from '../../ir/world.ts';

/** Finds what can select an endpoint without trying everything. */
export interface SelectorIndex<T> {
  /** All whose match may hold for the endpoint, in the order they were given; some may not hold after all. */
  readonly candidates: (endpoint: Endpoint) => readonly T[];
}

/** Below this many it is as fast to try all. */
export const FEW = 8;

/**
 * By a label pair that the match requires, every value of an `in` (design.md section 4, point 7): ten thousand selectors
 * of ten thousand pods are looked up, not tried.
 */
export function selectorIndex<T>(items: readonly T[], matchOf: (item: T) => Match): SelectorIndex<T> {
  if (items.length <= FEW) return {candidates: () => items};
  const byPair = new Map<string, number[]>();
  const byKey = new Map<string, number[]>();
  const rest: number[] = [];
  items.forEach((item, at) => {
    const required = requiredLabel(matchOf(item));
    if (!required) rest.push(at);
    else {
      add(byKey, required.key, at);
      for (const value of required.values) add(byPair, pairText(required.key, value), at);
    }
  });
  return {
    candidates: ({labels, openLabels, labelsUnknown}) => {
      if (labelsUnknown) return items;
      const found = [...rest];
      for (const key of byKey.keys()) {
        if (Object.hasOwn(labels, key)) found.push(...(byPair.get(pairText(key, labels[key] ?? '')) ?? []));
      }
      // A label that somebody sets later may have any value.
      for (const key of openLabels) if (!Object.hasOwn(labels, key)) found.push(...(byKey.get(key) ?? []));
      return found.sort((a, b) => a - b).flatMap((at) => items[at] ?? []);
    },
  };
}

function requiredLabel(match: Match): {readonly key: string; readonly values: readonly string[]} | undefined {
  const parts = match.is === 'and' ? match.of : [match];
  for (const part of parts) {
    if (part.is === 'label' && part.value.test === 'in') return {key: part.key, values: part.value.values};
  }
  return undefined;
}

function pairText(key: string, value: string): string {
  return `${key}\u0000${value}`;
}

function add(table: Map<string, number[]>, key: string, at: number): void {
  const known = table.get(key);
  if (known) known.push(at);
  else table.set(key, [at]);
}
