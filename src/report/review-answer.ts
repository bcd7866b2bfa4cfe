import type {PlannedChange} from '../../plugins/dialect.ts';
import type {Diagnostic} from '../diagnostics/diagnostic.ts';
import type {ConnectionChange} from '../evaluate/connection-change.ts';
import type {DiffAnswer} from './diff-answer.ts';
import type {Places} from './place.ts';

export type {PlannedChange} from '../../plugins/dialect.ts';

/** A resource of the plan that causes a change, with its attribute where one is to blame. */
export interface Cause {
  readonly change: PlannedChange;
  readonly attribute?: string;
}

/** A connection that the plan changes, and why. */
export interface ReviewedConnection extends ConnectionChange {
  /** The engine that judged it; undefined where one judges all. */
  readonly cni: string | undefined;
  readonly causes: readonly Cause[];
}

/** From the worst to the best. */
const verdicts = ['mixed', 'unknown', 'wider', 'narrower', 'no-change'] as const;

export type ReviewVerdict = (typeof verdicts)[number];

/** What all formats of a review say in common. */
export interface ReviewAnswer {
  /** The plan as the user named it. */
  readonly plan: string;
  /** The provider configuration that it is about, where the plan has several: each is a cluster of its own. */
  readonly cluster?: string;
  readonly changes: readonly PlannedChange[];
  readonly connections: readonly ReviewedConnection[];
  readonly risks: readonly Diagnostic[];
  readonly verdict: ReviewVerdict;
  /** How connections are named and located. With a certificate the ends are made up: nobody is known to ask about. */
  readonly diff: DiffAnswer;
}

/** A review, and where what it names was written. */
export interface PlacedReview {
  readonly answer: ReviewAnswer;
  readonly places: Places;
}

/** The three things that a plan does to connections, in the order in which they are told. */
export const reviewHeads = ['opened', 'closed', 'unknown'] as const;

export type ReviewHead = (typeof reviewHeads)[number];

/** How many connections stand under each head; one may stand under several. */
export function reviewCounts({connections}: Pick<ReviewAnswer, 'connections'>): Readonly<Record<ReviewHead, number>> {
  const count = (head: ReviewHead): number => connections.filter((each) => each[head].length > 0).length;
  return {opened: count('opened'), closed: count('closed'), unknown: count('unknown')};
}

/** What holds of several clusters together: where connections open in one and close in another, the plan does both. */
export function jointVerdict(answers: readonly Pick<ReviewAnswer, 'verdict'>[]): ReviewVerdict {
  const found = new Set(answers.map(({verdict}) => verdict));
  if (found.has('wider') && found.has('narrower')) return 'mixed';
  return verdicts.find((each) => found.has(each)) ?? 'no-change';
}

/** The attributes that only the apply will tell, by address. */
export function unknownAttributes({changes}: Pick<ReviewAnswer, 'changes'>): readonly {
  readonly address: string;
  readonly attribute: string;
}[] {
  return changes.flatMap(({address, unknown}) => unknown.map((attribute) => ({address, attribute})));
}
