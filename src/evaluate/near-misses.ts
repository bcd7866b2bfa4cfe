import {type Policy, type Rule, writtenAt} from '../ir/policy.ts';
import type {Reference} from './answer.ts';
import {noAssumptions} from './facts.ts';
import {permitsRequest} from './http.ts';
import {evaluateMatch} from './match.ts';
import type {PlacedPolicy} from './prepared.ts';
import type {Side} from './side.ts';
import {matchesTraffic} from './traffic.ts';

/** Rules named at the most, so that an explanation stays readable. */
const MOST_MISSES = 8;

/**
 * The allow rules that would have matched but for one thing: the port, the peer, or the request. What a user asks
 * first when a connection is denied (kubernetes.md D8).
 */
export function nearMisses(side: Side, policies: readonly PlacedPolicy[]): readonly Reference[] {
  const found: Reference[] = [];
  for (const {policy} of policies) {
    if (!selectsSubject(policy, side)) continue;
    for (const rule of policy[side.direction]?.rules ?? []) {
      const missed = rule.action === 'allow' ? missedBy(rule, side) : undefined;
      if (missed) found.push({id: policy.id, rule: rule.index, missed, origin: writtenAt(policy, rule)});
      if (found.length === MOST_MISSES) return found;
    }
  }
  return found;
}

function selectsSubject(policy: Policy, {subject, peer, prepared, direction}: Side): boolean {
  const reading = {end: subject, other: peer, world: prepared.world, assumptions: noAssumptions};
  return !policy[direction]?.dormant && evaluateMatch(policy.subject, reading) === true;
}

function missedBy(rule: Rule, side: Side): Reference['missed'] | undefined {
  const {subject, peer, from, to, connection, prepared} = side;
  const {world} = prepared;
  const reading = {end: peer, other: subject, world, assumptions: noAssumptions};
  const failed = [
    ...(evaluateMatch(rule.peer, reading) === false ? (['peer'] as const) : []),
    ...(matchesTraffic(rule.traffic, connection, from, to, world) ? [] : (['port'] as const)),
    ...(permitsRequest(rule.application, connection.http, noAssumptions) === false ? (['http'] as const) : []),
  ];
  return failed.length === 1 ? failed[0] : undefined;
}
