import {contradiction, type Formula, tautology} from '../../base/formulas.ts';
import {single} from '../../base/intervals.ts';
import {sortedUnique} from '../../base/order.ts';
import {ICMP, ICMPV6, TCP} from '../../base/protocols.ts';
import {remember} from '../../base/remember.ts';
import type {BuiltInRule} from '../../ir/profile.ts';
import {bothEnds, builtInStatement, type DirectionName, type Ends, endsOf, isEarly} from './built-in-statement.ts';
import {kindStatement} from './match-statement.ts';
import {askNumber, askTruth} from './question.ts';
import type {SymbolicPair} from './symbolic-sets.ts';
import {IPV6, IS_NODE, PORT, REQUEST, SAME_NODE, SOURCE_PORT} from './topics.ts';
import {protocolStatement} from './traffic-statement.ts';
import {type SymbolicSet, unreadFamily} from './walk-statement.ts';

/**
 * Connections that can be, and that policies are asked about: not between two outside parties, of a node with itself, or
 * what an engine decides before any policy; ICMP has its family, ports are not 0, and HTTP needs TCP. Of most pairs it is
 * never asked for, since both sets say the same.
 */
export const domainOf = remember(({all, source, target, families}: SymbolicPair): Formula => {
  const external = (['from', 'to'] as const).map((end) => kindStatement('external', end, source));
  const hosts = (['from', 'to'] as const).map((end) =>
    all.and(kindStatement('host', end, source), askTruth(all, IS_NODE, end)),
  );
  const sixth = askTruth(all, IPV6);
  const only = (protocol: number): Formula => protocolStatement(single(protocol), source);
  return all.and(
    all.not(all.and(...external)),
    all.not(all.and(...hosts, askTruth(all, SAME_NODE))),
    all.not(all.and(only(ICMP), sixth)),
    all.not(all.and(only(ICMPV6), all.not(sixth))),
    all.or(only(TCP), all.not(askTruth(all, REQUEST))),
    ...[PORT, SOURCE_PORT].map((name) => askNumber(all, {name, last: 65_535n}, [[1, 65_535]])),
    families.includes(4) ? tautology : sixth,
    families.includes(6) ? tautology : all.not(sixth),
    ...[source, target].flatMap((set) => [...decidedEarly(set).values()].map((holds) => all.not(holds))),
  );
});

/** Of the rules that decide before any policy the names of those by which only one of the engines decides something. */
export function leftOutOf({source, target}: SymbolicPair): readonly string[] {
  const [ours, theirs] = [decidedEarly(source), decidedEarly(target)];
  return sortedUnique([...ours.keys(), ...theirs.keys()]).filter((name) => ours.get(name) !== theirs.get(name));
}

/** What the rules of an engine decide about kinds of packets before any policy, by their names, where they can hold at all. */
function decidedEarly(set: SymbolicSet): ReadonlyMap<string, Formula> {
  const found = new Map<string, Formula>();
  for (const rule of set.prepared.profile.builtIn) {
    if (!isEarly(rule) || !canHold(set, rule)) continue;
    found.set(rule.name, set.all.or(found.get(rule.name) ?? contradiction, beforePolicies(set, rule)));
  }
  return found;
}

/** Whether a rule of an engine can hold between any two ends. */
function canHold(set: SymbolicSet, rule: BuiltInRule): boolean {
  return directionsOf(rule).some((direction) => bothEnds(rule, endsIn(set, direction)) !== contradiction);
}

/** What an early rule decides: no part of what policies say. */
function beforePolicies(set: SymbolicSet, rule: BuiltInRule): Formula {
  const holds = directionsOf(rule).map((direction) => builtInStatement(rule, endsIn(set, direction)));
  return set.all.and(set.all.not(unreadFamily(set)), set.all.or(...holds));
}

function directionsOf({direction}: BuiltInRule): readonly DirectionName[] {
  return direction === 'both' ? ['egress', 'ingress'] : [direction];
}

function endsIn(set: SymbolicSet, direction: DirectionName): Ends {
  const [subject, peer] = endsOf(direction);
  return {...set, subject, peer};
}
