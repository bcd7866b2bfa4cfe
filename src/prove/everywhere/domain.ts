import {contradiction, type Formula, tautology} from '../../base/formulas.ts';
import {single} from '../../base/intervals.ts';
import {sortedUnique} from '../../base/order.ts';
import {ICMP, ICMPV6, TCP} from '../../base/protocols.ts';
import {kindStatement} from './match-statement.ts';
import {askNumber, askTruth} from './question.ts';
import type {SymbolicPair} from './symbolic-sets.ts';
import {IPV6, IS_NODE, PORT, REQUEST, SAME_NAMESPACE, SAME_NODE, SOURCE_PORT} from './topics.ts';
import {protocolStatement} from './traffic-statement.ts';
import {beforePolicies, isEarly, type SymbolicSet} from './walk-statement.ts';

export interface Domain {
  readonly statement: Formula;
  /** Of the rules that decide before any policy those that only one of the engines has. */
  readonly leftOut: readonly string[];
}

/**
 * Connections that can be, and that policies are asked about: not between two outside parties, of a node with itself, or
 * what an engine decides before any policy; ICMP has its family, ports are not 0, and HTTP needs TCP.
 */
export function domainOf({all, source, target, families}: SymbolicPair): Domain {
  const external = (['from', 'to'] as const).map((end) => kindStatement('external', end, source));
  const hosts = (['from', 'to'] as const).map((end) =>
    all.and(kindStatement('host', end, source), askTruth(all, IS_NODE, end)),
  );
  const sixth = askTruth(all, IPV6);
  const only = (protocol: number): Formula => protocolStatement(single(protocol), source);
  const early = [source, target].map(earlyRules);
  // Both ends' namespaces are tied to each other whether or not a rule asks for it.
  const asked = all.or(askTruth(all, SAME_NAMESPACE), all.not(askTruth(all, SAME_NAMESPACE)));
  const statement = all.and(
    asked,
    all.not(all.and(...external)),
    all.not(all.and(...hosts, askTruth(all, SAME_NODE))),
    all.not(all.and(only(ICMP), sixth)),
    all.not(all.and(only(ICMPV6), all.not(sixth))),
    all.or(only(TCP), all.not(askTruth(all, REQUEST))),
    ...[PORT, SOURCE_PORT].map((name) => askNumber(all, {name, last: 65_535n}, [[1, 65_535]])),
    families.includes(4) ? tautology : sixth,
    families.includes(6) ? tautology : all.not(sixth),
    ...early.flatMap((rules) => rules.map(({holds}) => all.not(holds))),
  );
  const names = early.map((rules) => rules.map(({name}) => name));
  const leftOut = sortedUnique(names.flat()).filter((name) => !names.every((each) => each.includes(name)));
  return {statement, leftOut};
}

/** The rules of an engine that decide about kinds of packets before any policy, where they can hold at all. */
function earlyRules(set: SymbolicSet): readonly {readonly name: string; readonly holds: Formula}[] {
  return set.prepared.profile.builtIn
    .filter(isEarly)
    .map((rule) => ({name: rule.name, holds: beforePolicies(set, rule)}))
    .filter(({holds}) => holds !== contradiction);
}
