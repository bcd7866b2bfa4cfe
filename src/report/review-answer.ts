import type {PlannedChange} from '../../plugins/dialect.ts';
import type {Diagnostic} from '../diagnostics/diagnostic.ts';
import type {ConnectionChange} from '../evaluate/connection-change.ts';
import type {DiffAnswer} from './diff-answer.ts';

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

export type ReviewVerdict = 'no-change' | 'narrower' | 'wider' | 'mixed' | 'unknown';

/** What all formats of a review say in common. */
export interface ReviewAnswer {
  /** The plan as the user named it. */
  readonly plan: string;
  readonly changes: readonly PlannedChange[];
  readonly connections: readonly ReviewedConnection[];
  readonly risks: readonly Diagnostic[];
  readonly verdict: ReviewVerdict;
  /** How connections are named and located. With a certificate the ends are made up: nobody is known to ask about. */
  readonly diff: DiffAnswer;
}

/** The three things that a plan does to connections, in the order in which they are told. */
export const reviewHeads = ['opened', 'closed', 'unknown'] as const;

export type ReviewHead = (typeof reviewHeads)[number];

/** How many connections stand under each head; one may stand under several. */
export function reviewCounts({connections}: Pick<ReviewAnswer, 'connections'>): Readonly<Record<ReviewHead, number>> {
  const count = (head: ReviewHead): number => connections.filter((each) => each[head].length > 0).length;
  return {opened: count('opened'), closed: count('closed'), unknown: count('unknown')};
}

/** The attributes that only the apply will tell, by address. */
export function unknownAttributes({changes}: Pick<ReviewAnswer, 'changes'>): readonly {
  readonly address: string;
  readonly attribute: string;
}[] {
  return changes.flatMap(({address, unknown}) => unknown.map((attribute) => ({address, attribute})));
}
