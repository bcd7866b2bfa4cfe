import type {Origin} from '../../src/diagnostics/origin.ts';
import type {Action} from '../../src/ir/policy.ts';
import type {Loss, WriteContext} from '../dialect.ts';

/** Something that Calico cannot say, before it is decided what to do instead. */
export interface Problem {
  /** Kebab-case, as in `Loss`. */
  readonly code: string;
  readonly message: string;
  readonly suggestion?: string;
}

/** Told beside what is written; `effect` where it is written all the same although it errs. */
export interface Remark extends Problem {
  readonly effect?: 'wider' | 'narrower';
}

/** Written in the asked way, or why not, with the nearest form that matches more. */
export type Said<T> =
  | {readonly exact: readonly T[]; readonly remarks: readonly Remark[]}
  | {readonly problem: Problem; readonly wider: readonly T[] | undefined};

export function exactly<T>(exact: readonly T[], remarks: readonly Remark[] = []): Said<T> {
  return {exact, remarks};
}

/**
 * What stands for a part of a rule that cannot be said: nothing at all, or a form that matches more. For an allow the
 * first is narrower, for a deny the second. The user picks with `allow`; else the narrower result is written.
 */
export function settle<T>(
  said: Said<T>,
  rule: {readonly action: Action; readonly origin: Origin},
  context: WriteContext,
): {readonly written: readonly T[]; readonly losses: readonly Loss[]} {
  if ('exact' in said) {
    const losses = said.remarks.map(
      (each): Loss => ({
        ...each,
        origin: rule.origin,
        effect: each.effect ?? 'none',
      }),
    );
    return {written: said.exact, losses};
  }
  const {problem, wider} = said;
  const opens = rule.action !== 'deny';
  const matchMore = wider !== undefined && (opens ? context.allow === 'wider' : context.allow !== 'wider');
  const effect = rule.action === 'log' ? 'none' : matchMore === opens ? 'wider' : 'narrower';
  const now = matchMore ? 'it is written without that condition' : 'the rule is left out for it';
  const other = wider === undefined ? '' : otherForm(matchMore, opens);
  return {
    written: matchMore ? wider : [],
    losses: [{...problem, origin: rule.origin, effect, message: `${problem.message}; ${now}${other}`}],
  };
}

function otherForm(matchMore: boolean, opens: boolean): string {
  const flag = matchMore === opens ? 'narrower' : 'wider';
  return matchMore ? ` (--allow ${flag} leaves the rule out)` : ` (--allow ${flag} writes it without that condition)`;
}
