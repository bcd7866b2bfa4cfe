import {sortedUnique} from '../base/order.ts';
import {mentionedCidrs} from '../evaluate/outside.ts';
import type {Prepared} from '../evaluate/prepared.ts';
import type {Match} from '../ir/match.ts';
import type {HttpMatch, Policy, Rule} from '../ir/policy.ts';
import {hasAtom} from '../ir/rewrite.ts';

/** What a set of policies can tell apart beside traffic, as its engine reads it. */
export interface Mentions {
  /** Canonical blocks of rules, subjects and named address sets, sorted. */
  readonly cidrs: readonly string[];
  /** Patterns of domain names, sorted. */
  readonly domains: readonly string[];
  readonly requests: readonly HttpMatch[];
}

/** Gathers what the policies of a prepared side test beside traffic. */
export function mentionsOf({world, stages}: Prepared): Mentions {
  const policies = stages.flatMap((stage) => stage.policies.map(({policy}) => policy));
  const rules = policies.flatMap(rulesOf);
  const cidrs = [...mentionedCidrs(policies), ...world.addressSets.flatMap((set) => set.cidrs)];
  return {
    cidrs: sortedUnique(cidrs),
    domains: sortedUnique(rules.flatMap(({peer}) => domainsOf(peer))),
    requests: rules.flatMap(({application}) => application?.http ?? []),
  };
}

function rulesOf({ingress, egress}: Policy): readonly Rule[] {
  return [...(ingress?.rules ?? []), ...(egress?.rules ?? [])];
}

function domainsOf(peer: Match): readonly string[] {
  const found: string[] = [];
  hasAtom(peer, (atom) => {
    if (atom.is === 'domain') found.push(atom.pattern);
    return false;
  });
  return found;
}
