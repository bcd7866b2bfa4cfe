import type {Origin} from '../../src/diagnostics/origin.ts';
import type {Policy} from '../../src/ir/policy.ts';
import type {Loss, WriteContext} from '../dialect.ts';

/** What a NetworkPolicy cannot say, before it is decided what to write instead. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly suggestion?: string;
}

/** True when the user asked for the form that allows more; else the narrower one is written (cli.md section 3). */
export function prefersWider({allow}: WriteContext): boolean {
  return allow === 'wider';
}

/** An allow that is left out, or written without a condition: the choice of the user, and both are named. */
export function eitherWay(problem: Problem, origin: Origin, context: WriteContext): Loss {
  const wider = prefersWider(context);
  const chosen = wider ? 'the condition is left out' : 'the rule is left out';
  const other = wider ? '--allow narrower leaves the rule out' : '--allow wider leaves only the condition out';
  return {
    ...problem,
    origin,
    effect: wider ? 'wider' : 'narrower',
    message: `${problem.message}; ${chosen} (${other})`,
  };
}

export function loss(problem: Problem, origin: Origin, effect: Loss['effect']): Loss {
  return {...problem, origin, effect};
}

/** What the reader kept beside the IR; no Kubernetes kind has a field for it. */
export function remainderLosses({remainder}: Policy): readonly Loss[] {
  return remainder.map(({field, origin, effect}) =>
    loss(
      {code: 'unsupported-field', message: `${field} is not carried over`},
      origin,
      effect === 'unknown' ? 'wider' : effect,
    ),
  );
}

export const stagedProblem: Problem = {code: 'staged', message: 'a staged policy is not enforced and left out'};
