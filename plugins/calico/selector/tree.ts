/**
 * A Calico selector as its author wrote it, with `!` collapsed by parity (calico.md 2.1). `and` and `or` have at least
 * two members; a group written inside a group of the same operator stays a group of its own.
 */
export type Selector =
  | {readonly op: 'all'}
  | {readonly op: 'global'}
  | {readonly op: 'has'; readonly key: string}
  | {readonly op: TextOperator; readonly key: string; readonly value: string}
  | {readonly op: 'in' | 'not in'; readonly key: string; readonly values: readonly string[]}
  | {readonly op: 'not'; readonly of: Selector}
  | {readonly op: 'and' | 'or'; readonly of: readonly Selector[]};

export type TextOperator = '==' | '!=' | 'contains' | 'starts with' | 'ends with';

/** What is wrong with a selector, at an offset from 0 in its text, for a caret. */
export interface SelectorProblem {
  readonly offset: number;
  readonly reason: string;
}

/** Label characters (calico.md 2.1); 512 of them at most. */
export const LABEL = /[A-Za-z0-9_./-]+/y;
export const LONGEST_LABEL = 512;
