/** One recorded case or table: how many rows it has, and which of them we answer otherwise. */
export interface CheckResult {
  /** `kubernetes/verdicts/random-001`: the folder, then what was recorded. Counts are summed by the first two words. */
  readonly name: string;
  readonly total: number;
  /** Rows that do not hold, by number (from 1) or id, with what differs. */
  readonly wrong: readonly {readonly row: string; readonly why: string}[];
}

/** Yields the results of one folder of `../shared/conformance`. */
export type Check = () => AsyncIterable<CheckResult>;

/** Lines of a tab-separated table without its header. */
export function readTable(text: string): readonly (readonly string[])[] {
  return text
    .split('\n')
    .slice(1)
    .filter((line) => line !== '')
    .map((line) => line.split('\t'));
}
