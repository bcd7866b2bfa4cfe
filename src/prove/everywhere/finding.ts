import type {Answers} from './answers.ts';
import type {Limits} from './space.ts';

/** Which way the target may err. */
export const ways = ['narrower', 'wider'] as const;
export type Way = (typeof ways)[number];

/**
 * `none`: nothing in any cluster, which is proved. `found`: something that a witness shows. `open`: neither, because of a
 * limit or because what was found could not be shown.
 */
export type Finding<T> =
  | {readonly is: 'none'}
  | {readonly is: 'found'; readonly witness: T}
  | {readonly is: 'open'; readonly why: string};

export interface Search<T> {
  readonly limits: Limits;
  /** Sets of so few policies are looked at as a whole before they are cut. */
  readonly mostPoliciesOfWhole: number;
  /** How many candidates are tried at one place. */
  readonly mostCandidates: number;
  /** How many parts of the other side one difference is held against. */
  readonly mostPairs: number;
  /** Makes a witness of a candidate; undefined where it shows no difference. */
  readonly show: (answers: Answers, way: Way) => T | undefined;
}

export const unreached = {is: 'open', why: 'the comparison grew too large'} as const;
export const hidden = {is: 'open', why: 'they may differ, but no cluster was found that shows it'} as const;
