import type {Path} from '../base/json.ts';
import type {Truth} from '../base/truth.ts';
import {type Policy, type Rule, type Written, writtenAt} from '../ir/policy.ts';
import type {Reference} from './answer.ts';
import type {Assumptions} from './facts.ts';
import {evaluateMatch} from './match.ts';
import type {Side} from './side.ts';
import {matchesTraffic} from './traffic.ts';

export function policyReference(policy: Policy): Reference {
  return {id: policy.id, origin: policy.origin};
}

/** The rule with the first of its written peers and ports that matched, by their positions in the source. */
export function ruleReference(policy: Policy, rule: Rule, side: Side, assumptions: Assumptions): Reference {
  const {subject, peer, from, to, connection, prepared} = side;
  const {world} = prepared;
  const reading = {end: peer, other: subject, world, assumptions};
  const matchedPeer = firstIndex(rule.peers, (match) => evaluateMatch(match, reading));
  const matchedPort = firstIndex(rule.ports, (traffic) => matchesTraffic(traffic, connection, from, to, world));
  return {
    id: policy.id,
    rule: rule.index,
    ...(matchedPeer !== undefined && {peer: matchedPeer}),
    ...(matchedPort !== undefined && {port: matchedPort}),
    action: rule.action,
    origin: writtenAt(policy, rule),
  };
}

function firstIndex<T>(parts: readonly Written<T>[], matches: (value: T) => Truth): number | undefined {
  const found = parts.find(({value}) => matches(value) === true);
  return found && lastIndex(found.path);
}

/** The position in its list, as the last number of the path says. */
function lastIndex(path: Path): number | undefined {
  return path.findLast((step) => typeof step === 'number');
}
