import {every, isUnknown, type Truth} from '../base/truth.ts';
import type {Decision} from './answer.ts';
import type {Assumptions} from './facts.ts';
import {ruleMatches} from './naive.ts';
import type {PlacedPolicy} from './prepared.ts';
import {ruleReference} from './reference.ts';
import type {Side} from './side.ts';

/**
 * Where an engine hands connections under an HTTP rule to a proxy, the proxy has the last word on the request: no later
 * stage and no built-in rule is asked. It refuses what no rule permits, and lets everything pass while no policy
 * isolates the endpoint (cilium.md 8.2 and 9). Undefined: no such rule holds for the connection.
 */
export function redirected(
  side: Side,
  stage: string,
  policies: readonly PlacedPolicy[],
  isolated: boolean,
  assumptions: Assumptions,
): Decision | Exclude<Truth, boolean> | undefined {
  if (!side.prepared.profile.proxiesRequests || !side.connection.http) return undefined;
  const {http: _request, ...connection} = side.connection;
  const plainly = {...side, connection};
  const rules = policies
    .flatMap(({policy}) => (policy[side.direction]?.rules ?? []).map((rule) => ({policy, rule})))
    .filter(({rule}) => rule.action === 'allow' && rule.application?.http !== undefined);
  const truths = rules.map(({rule}) => ruleMatches(rule, plainly, assumptions));
  const matching = rules.filter((_, index) => truths[index] === true);
  if (matching.length === 0) {
    const open = every(truths, (truth) => (truth === false ? true : truth));
    return isUnknown(open) ? open : undefined;
  }
  return {
    verdict: isolated ? 'deny' : 'allow',
    reason: 'rule',
    stage,
    decidedBy: matching.map(({policy, rule}) => ({
      ...ruleReference(policy, rule, plainly, assumptions),
      ...(isolated && {missed: 'http' as const}),
    })),
    considered: [],
    unknowns: [],
  };
}
