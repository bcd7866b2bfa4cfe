import type {Direction, Policy, Rule} from '../../src/ir/policy.ts';
import {allTraffic} from '../../src/ir/traffic.ts';
import type {Loss} from '../dialect.ts';
import {loss, type Problem} from './write-losses.ts';

/**
 * The direction with its allow rules alone. NetworkPolicies only add: whoever is selected is closed but for the rules.
 * A deny of everything says what isolation says anyway, and hides what stands behind it; every other deny, and every
 * pass, is a loss. Log never decided.
 */
export function additiveRules(
  policy: Policy,
  which: 'ingress' | 'egress',
): {readonly direction: Direction | undefined; readonly losses: readonly Loss[]} {
  const direction = policy[which];
  if (!direction) return {direction, losses: []};
  const inOrder = policy.group.group === 'tier' || policy.group.group === 'admin';
  const losses: Loss[] = [];
  const rules: Rule[] = [];
  for (const rule of direction.rules) {
    if (inOrder && rule.action === 'deny' && decidesEverything(rule) && direction.isolates) break;
    if (rule.action === 'allow') rules.push(rule);
    else losses.push(actionLoss(rule));
  }
  if (!direction.isolates && !direction.dormant) {
    losses.push(...rules.map(({origin}) => loss(noIsolation, origin, 'narrower')));
    return {direction: undefined, losses};
  }
  return {direction: {...direction, rules}, losses};
}

function decidesEverything({peer, self, traffic}: Rule): boolean {
  return peer.is === 'true' && !self && traffic === allTraffic;
}

function actionLoss(rule: Rule): Loss {
  switch (rule.action) {
    case 'deny':
      return loss(denyProblem, rule.origin, 'wider');
    case 'pass':
      return loss(passProblem, rule.origin, 'narrower');
    default:
      return loss(logProblem, rule.origin, 'none');
  }
}

const denyProblem: Problem = {
  code: 'deny-rule',
  message: 'NetworkPolicies only add to what is allowed; this deny is left out',
};
const passProblem: Problem = {
  code: 'pass-rule',
  message: 'NetworkPolicies know no pass to a later tier; this rule is left out',
};
const logProblem: Problem = {code: 'log-rule', message: 'NetworkPolicies do not log; this rule is left out'};
const noIsolation: Problem = {
  code: 'no-default-deny',
  message: 'a NetworkPolicy always closes what it selects; a rule that only opens is left out',
};
