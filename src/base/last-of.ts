import {compareText} from './order.ts';

/** The last item of each key, sorted by key. Lists are mostly in order, or nearly, so that no table is needed. */
export function lastOf<T>(items: readonly T[], key: (item: T) => string): readonly T[] {
  if (isRising(items, key)) return items;
  const keys = items.map(key);
  const order = ordered(keys);
  // Of equal keys the sort keeps the order.
  const last: T[] = [];
  order.forEach((index, at) => {
    const item = items[index];
    if (item !== undefined && keys[index] !== keys[order[at + 1] ?? -1]) last.push(item);
  });
  return last;
}

/** The positions of texts in their order; of equal ones the first comes first. */
function ordered(texts: readonly string[]): Int32Array {
  const order = new Int32Array(texts.length);
  const textAt = (place: number): string => texts[order[place] ?? 0] ?? '';
  // Those nearly in order move a few places each; where they would move more, sorting is faster.
  let moves = texts.length * FEW_MOVES;
  for (let at = 0; at < texts.length; at++) {
    const own = texts[at] ?? '';
    let place = at;
    for (; place > 0 && own < textAt(place - 1); place--) order[place] = order[place - 1] ?? 0;
    order[place] = at;
    moves -= at - place;
    if (moves < 0) return order.map((_, index) => index).sort((a, b) => compareText(texts[a] ?? '', texts[b] ?? ''));
  }
  return order;
}

const FEW_MOVES = 4;

/** Sorted, each key once. No key is kept: there may be a hundred thousand. */
function isRising<T>(items: readonly T[], key: (item: T) => string): boolean {
  let before: string | undefined;
  return items.every((each) => {
    const own = key(each);
    const rises = before === undefined || before < own;
    before = own;
    return rises;
  });
}
