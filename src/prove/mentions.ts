import {sortedUnique} from '../base/order.ts';
import type {Prepared} from '../evaluate/prepared.ts';
import type {Atom} from '../ir/match.ts';
import type {HttpMatch, Policy, Rule} from '../ir/policy.ts';
import {hasAtom} from '../ir/rewrite.ts';

/** What a set of policies can tell apart beside traffic, as its engine reads it. */
export interface Mentions {
  /** Canonical blocks of rules, subjects and named address sets, sorted. */
  readonly cidrs: readonly string[];
  /** Patterns of domain names, sorted. */
  readonly domains: readonly string[];
  readonly requests: readonly HttpMatch[];
  /** Some condition looks at the address of a connection, so that its two families may answer differently. */
  readonly addresses: boolean;
}

/** Gathers what the policies of a prepared side test beside traffic. */
export function mentionsOf({profile, world, stages}: Prepared): Mentions {
  const policies = stages.flatMap((stage) => stage.policies.map(({policy}) => policy));
  const rules = policies.flatMap(rulesOf);
  const matches = [
    ...policies.map(({subject}) => subject),
    ...[...rules, ...profile.builtIn].map(({peer}) => peer),
    ...rules.flatMap(({self}) => self ?? []),
  ];
  const atoms: Atom[] = [];
  for (const match of matches) hasAtom(match, (atom) => atoms.push(atom) < 0);
  const sets = world.addressSets.flatMap((set) => set.cidrs);
  return {
    cidrs: sortedUnique([...atoms.flatMap((atom) => (atom.is === 'address' ? [atom.cidr] : [])), ...sets]),
    domains: sortedUnique(atoms.flatMap((atom) => (atom.is === 'domain' ? [atom.pattern] : []))),
    requests: rules.flatMap(({application}) => application?.http ?? []),
    addresses: sets.length > 0 || atoms.some(({is}) => is === 'address' || is === 'domain' || is === 'backendOf'),
  };
}

function rulesOf({ingress, egress}: Policy): readonly Rule[] {
  return [...(ingress?.rules ?? []), ...(egress?.rules ?? [])];
}
