import {classEvaluator} from '../../evaluate/class-evaluator.ts';
import type {Rival} from './difference.ts';
import {reachabilityView} from './reachability-view.ts';

/** Everything of the fast evaluator that is held to the naive one. */
export const fastAnswers: Rival = (profile, world, policies) => {
  const evaluator = classEvaluator(profile, world, policies);
  return {...evaluator, views: [reachabilityView(evaluator.pairs)]};
};
