import type {MatrixItem} from './connectivity.ts';
import {compareParties} from './parties.ts';

/** Items of two matrices, which are sorted alike, side by side: those of the same two parties together. */
export function* mergedItems(
  left: Iterable<MatrixItem>,
  right: Iterable<MatrixItem>,
): Iterable<readonly [MatrixItem | undefined, MatrixItem | undefined]> {
  const [before, after] = [left[Symbol.iterator](), right[Symbol.iterator]()];
  let [old, young] = [before.next(), after.next()];
  while (!old.done || !young.done) {
    const order = old.done ? 1 : young.done ? -1 : compareItems(old.value, young.value);
    yield [order <= 0 ? old.value : undefined, order >= 0 ? young.value : undefined];
    if (order <= 0) old = before.next();
    if (order >= 0) young = after.next();
  }
}

function compareItems(a: MatrixItem, b: MatrixItem): number {
  return compareParties(a.from, b.from) || compareParties(a.to, b.to);
}
