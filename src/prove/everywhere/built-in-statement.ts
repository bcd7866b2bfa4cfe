import {type Formula, tautology} from '../../base/formulas.ts';
import type {BuiltInRule} from '../../ir/profile.ts';
import {matchStatement} from './match-statement.ts';
import type {EndName} from './question.ts';
import type {Reader} from './reader.ts';
import {trafficStatement} from './traffic-statement.ts';

export type DirectionName = 'ingress' | 'egress';

/** One side of connections, as a rule that an engine makes itself is asked of it. */
export interface Ends extends Reader {
  readonly subject: EndName;
  readonly peer: EndName;
}

/** Whose policies judge a direction, and who is at the other end. */
export function endsOf(direction: DirectionName): readonly [subject: EndName, peer: EndName] {
  return direction === 'egress' ? ['from', 'to'] : ['to', 'from'];
}

/** Whether the engine decides about kinds of packets before any policy is asked. */
export function isEarly({when, traffic}: BuiltInRule): boolean {
  return when === 'before-stages' && traffic !== undefined;
}

/** That a rule that the engine makes itself holds. */
export function builtInStatement(rule: BuiltInRule, side: Ends): Formula {
  return side.all.and(bothEnds(rule, side), rule.traffic ? trafficStatement(rule.traffic, side) : tautology);
}

/** That the ends are those of a rule, whatever one sends to the other. */
export function bothEnds(each: Pick<BuiltInRule, 'subject' | 'peer'>, side: Ends): Formula {
  return side.all.and(matchStatement(each.subject, side.subject, side), matchStatement(each.peer, side.peer, side));
}
