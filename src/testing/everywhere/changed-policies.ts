import type {Direction, Policy, Rule} from '../../ir/policy.ts';
import type {Chooser} from '../laws/chooser.ts';

/** The policies with one thing changed, or said in another way: what a comparison has to find, or to see through. */
export function changedPolicies(policies: readonly Policy[], choose: Chooser): readonly Policy[] {
  const policy = choose.pick(policies);
  if (!policy) return policies;
  const replaced = (...others: readonly Policy[]): readonly Policy[] =>
    policies.flatMap((each) => (each === policy ? others : [each]));
  switch (choose.below(8)) {
    case 0:
      return replaced();
    case 1:
      return choose.shuffled(policies);
    case 2:
      return replaced(policy, {...policy, id: {...policy.id, name: `${policy.id.name}-copy`}});
    case 3:
      return replaced(inOneDirection(policy, choose, (rules) => rules.filter((each) => each !== choose.pick(rules))));
    case 4:
      return replaced(inOneDirection(policy, choose, (rules) => renumbered(choose.shuffled(rules))));
    case 5: {
      const other = choose.pick(policies) ?? policy;
      return replaced({...policy, subject: other.subject});
    }
    case 6:
      return replaced(
        inOneDirection(policy, choose, (rules) => {
          const one = choose.pick(rules);
          return rules.map((each) => (each === one ? {...each, traffic: each.traffic.slice(1)} : each));
        }),
      );
    default: {
      const first = inOneDirection(policy, choose, (rules) => rules.slice(0, 1));
      const rest = {...policy, id: {...policy.id, name: `${policy.id.name}-rest`}};
      return replaced(first, rest);
    }
  }
}

function inOneDirection(policy: Policy, choose: Chooser, change: (rules: readonly Rule[]) => readonly Rule[]): Policy {
  const name = choose.pick((['ingress', 'egress'] as const).filter((each) => policy[each]));
  const direction = name && policy[name];
  if (!direction) return policy;
  const changed: Direction = {...direction, rules: change(direction.rules)};
  return {...policy, [name]: changed};
}

function renumbered(rules: readonly Rule[]): readonly Rule[] {
  return rules.map((each, index) => ({...each, index}));
}
