import type {Origin} from '../../../src/diagnostics/origin.ts';
import type {Action} from '../../../src/ir/policy.ts';
import type {Loss, WriteContext} from '../../dialect.ts';
import {eitherWay, loss, type Problem, prefersWider} from '../write-losses.ts';

/** What a rule does, and where it was written. */
export interface RulePlace {
  readonly action: Action;
  readonly origin: Origin;
}

/** What becomes of a part of a rule that cannot be said, and what that does to the meaning. */
export interface Choice {
  /** Write the form that matches more, instead of nothing. */
  readonly widen: boolean;
  readonly losses: readonly Loss[];
}

/**
 * An accept that matches more is wider and one that is left out narrower; with a deny it is the other way round. A pass
 * that is left out errs either way, as the rules below it say.
 */
export function choose(problem: Problem, {action, origin}: RulePlace, context: WriteContext, hasWider = true): Choice {
  const told = inItsWords(problem);
  if (action === 'allow') return {widen: prefersWider(context), losses: [eitherWay(told, origin, context)]};
  if (action === 'deny') {
    const widen = hasWider && !prefersWider(context);
    const what = widen ? 'more is denied instead' : 'this part of the deny is left out';
    return {
      widen,
      losses: [loss({...told, message: `${told.message}; ${what}`}, origin, widen ? 'narrower' : 'wider')],
    };
  }
  return {widen: false, losses: leftOut([action], told, origin)};
}

/** What it means to leave rules of these actions out. */
export function leftOut(actions: readonly Action[], problem: Problem, origin: Origin): readonly Loss[] {
  const has = (...wanted: readonly Action[]): boolean => actions.some((each) => wanted.includes(each));
  return [
    ...(has('allow', 'pass') ? [loss(inItsWords(problem), origin, 'narrower')] : []),
    ...(has('deny', 'pass') ? [loss(inItsWords(problem), origin, 'wider')] : []),
  ];
}

/** The problems of peers and ports are told for the kind that is written here. */
export function inItsWords(problem: Problem): Problem {
  return {
    ...problem,
    message: problem.message
      .replace(/\ba NetworkPolicy\b/g, 'a ClusterNetworkPolicy')
      .replace(/\ban ipBlock\b/g, 'a network'),
  };
}
