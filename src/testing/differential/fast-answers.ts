import {classEvaluator} from '../../evaluate/class-evaluator.ts';
import {connectivityMatrix} from '../../evaluate/matrix.ts';
import {endpointsAsSeen} from '../../evaluate/prepared.ts';
import type {Rival} from './difference.ts';
import {matrixView} from './matrix-view.ts';
import {reachabilityView} from './reachability-view.ts';

/** Everything of the fast evaluator that is held to the naive one. */
export const fastAnswers: Rival = (profile, world, policies) => {
  const evaluator = classEvaluator(profile, world, policies);
  const matrix = connectivityMatrix({profile, world, policies});
  return {
    ...evaluator,
    views: [
      reachabilityView('reachability', evaluator.pairs),
      reachabilityView('reachability by types', evaluator.pairs, {largeLeast: 1, crowded: 1}),
      reachabilityView('reachability pair by pair', evaluator.pairs, {largeLeast: 1, crowded: 1000}),
      matrixView(matrix, world, endpointsAsSeen(evaluator.pairs.prepared)),
    ],
  };
};
