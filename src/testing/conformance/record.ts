import {compareText} from '../../base/order.ts';
import type {CheckResult} from './check.ts';

/**
 * What does not hold yet, by check: the row numbers or ids. Everything that is not listed holds and must go on holding.
 * An entry `all` is a case of which nothing is claimed.
 */
export type KnownWrong = Readonly<Record<string, readonly string[]>>;

/** Rows that are wrong now and are not on record as wrong. */
export function regressions(results: readonly CheckResult[], record: KnownWrong): readonly string[] {
  return results.flatMap(({name, wrong}) => {
    const known = new Set(record[name] ?? []);
    return wrong.filter(({row}) => !known.has(row)).map(({row, why}) => `${name} row ${row}: ${why}`);
  });
}

/** Rows on record as wrong that hold now: the record is to be written anew. */
export function improvements(results: readonly CheckResult[], record: KnownWrong): readonly string[] {
  const now = new Map(results.map(({name, wrong}) => [name, new Set(wrong.map(({row}) => row))] as const));
  return Object.entries(record).flatMap(([name, rows]) =>
    rows.filter((row) => !now.get(name)?.has(row)).map((row) => `${name} row ${row}`),
  );
}

export function newRecord(results: readonly CheckResult[]): KnownWrong {
  const entries = results.flatMap(({name, wrong}) =>
    wrong.length > 0 ? [[name, wrong.map(({row}) => row)] as const] : [],
  );
  return Object.fromEntries(entries.sort(([a], [b]) => compareText(a, b)));
}

/** `kubernetes/verdicts`: right of total, in the order of the checks. */
export function totals(results: readonly CheckResult[]): readonly string[] {
  const sums = new Map<string, {right: number; total: number}>();
  for (const {name, total, wrong} of results) {
    const key = name.split('/').slice(0, 2).join('/');
    const sum = sums.get(key) ?? {right: 0, total: 0};
    sums.set(key, {right: sum.right + total - wrong.length, total: sum.total + total});
  }
  return [...sums].map(([key, {right, total}]) => `${key.padEnd(32)} ${String(right).padStart(6)} / ${total}`);
}
