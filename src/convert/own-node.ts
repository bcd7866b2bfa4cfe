import type {Loss} from '../../plugins/dialect.ts';
import type {Origin} from '../diagnostics/origin.ts';
import {matchCovers, matchesApart} from '../ir/apart.ts';
import {and, isKind, sameNode} from '../ir/match.ts';
import {type Policy, type Rule, writtenAt} from '../ir/policy.ts';
import type {Profile} from '../ir/profile.ts';
import type {World} from '../ir/world.ts';

/**
 * How a pod's own node gets in: `always`, before any policy is asked; `unless-denied`, after the rules and before
 * isolation; `by-policy`, like anybody.
 */
type Access = 'always' | 'unless-denied' | 'by-policy';

const ownNode = and(isKind('host'), sameNode);

/** A policy with what was read back of the objects that were written for it. */
export interface ConvertedPolicy {
  readonly policy: Policy;
  readonly back: readonly Policy[];
}

const CODE = 'own-node';

/**
 * Engines differ in what can keep a pod's own node out, which no writer can mend, and kubelet probes depend on it: a deny
 * (calico.md 1.1, cilium.md 9 step 8, kubernetes.md A9.7), an HTTP rule that the request does not fulfil, or isolation.
 * What closes the node on one side alone is a loss at its place in the source, unless a writer told it already.
 */
export function ownNodeLosses(
  converted: readonly ConvertedPolicy[],
  source: Profile,
  target: Profile,
  world: World,
  told: readonly Loss[],
): readonly Loss[] {
  const [before, after] = [accessOf(source, world), accessOf(target, world)];
  if (before === after) return [];
  const order: readonly Access[] = ['by-policy', 'unless-denied', 'always'];
  const opens = order.indexOf(after) > order.indexOf(before);
  const effect = opens ? 'wider' : 'narrower';
  const [keeper, opener] = opens ? [source.name, target.name] : [target.name, source.name];
  const message = `a pod is always reached by its own node in ${opener}, while in ${keeper} this keeps it out`;
  const byIsolation = before === 'by-policy' || after === 'by-policy';
  const known = new Set(told.filter(({code}) => code === CODE).map(({origin}) => JSON.stringify(origin)));
  return converted
    .filter(({policy, back}) => (opens ? [policy] : back).some((each) => closings(each, byIsolation).length > 0))
    .flatMap(({policy}) => closings(policy, byIsolation))
    .filter((origin) => !known.has(JSON.stringify(origin)))
    .map((origin) => ({code: CODE, origin, effect, message}));
}

/** Where a policy keeps the own node out: its rules that do, and its isolation where that counts. */
function closings(policy: Policy, byIsolation: boolean): readonly Origin[] {
  const {staged, ingress, origin} = policy;
  if (staged !== undefined || !ingress || ingress.dormant) return [];
  const rules = ingress.rules.filter(closes).map((rule) => writtenAt(policy, rule));
  return byIsolation && ingress.isolates ? [...rules, origin] : rules;
}

/** A rule that can keep the own node out where its engine asks it. */
function closes({action, peer, application}: Rule): boolean {
  return (action === 'deny' || application?.http !== undefined) && !matchesApart(peer, ownNode);
}

function accessOf(given: Profile, world: World): Access {
  const {builtIn} = {...given, ...given.underSettings?.(given.settings(world))};
  const own = builtIn.filter(
    ({action, direction, peer, traffic}) =>
      action === 'allow' && direction !== 'egress' && !traffic && matchCovers(peer, ownNode),
  );
  if (own.some(({when}) => when === 'before-stages')) return 'always';
  return own.length > 0 ? 'unless-denied' : 'by-policy';
}
