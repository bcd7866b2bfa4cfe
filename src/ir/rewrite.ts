import {type Atom, and, type Match, not, or, someIdentity} from './match.ts';
import type {Direction, Policy, Rule} from './policy.ts';
import {type Traffic, type TrafficBox, traffic} from './traffic.ts';

/** The tree with every atom replaced, normalised again; the same object where nothing changes. For steps that adapt a policy to an engine. */
export function mapAtoms(match: Match, replace: (atom: Atom) => Match): Match {
  switch (match.is) {
    case 'true':
    case 'false':
      return match;
    case 'and':
    case 'or': {
      const parts = match.of.map((part) => mapAtoms(part, replace));
      if (parts.every((part, index) => part === match.of[index])) return match;
      return match.is === 'and' ? and(...parts) : or(...parts);
    }
    case 'not':
    case 'some': {
      const part = mapAtoms(match.of, replace);
      if (part === match.of) return match;
      return match.is === 'not' ? not(part) : someIdentity(match.identities, part);
    }
    default:
      return replace(match);
  }
}

/** True when some atom of the tree fulfils the test. */
export function hasAtom(match: Match, test: (atom: Atom) => boolean): boolean {
  switch (match.is) {
    case 'true':
    case 'false':
      return false;
    case 'and':
    case 'or':
      return match.of.some((part) => hasAtom(part, test));
    case 'not':
    case 'some':
      return hasAtom(match.of, test);
    default:
      return test(match);
  }
}

/** The policy with each rule of both directions replaced by what `change` makes of it. */
export function mapRules(policy: Policy, change: (rule: Rule, direction: 'ingress' | 'egress') => Rule): Policy {
  return splitRules(policy, (each, direction) => [change(each, direction)]);
}

/**
 * The policy with each rule of both directions replaced by the rules that `change` makes of it. What does not change stays
 * the same object, so that equal policies go on sharing it.
 */
export function splitRules(
  policy: Policy,
  change: (rule: Rule, direction: 'ingress' | 'egress') => readonly Rule[],
): Policy {
  const both = (name: 'ingress' | 'egress'): Direction | undefined => {
    const direction = policy[name];
    if (!direction) return undefined;
    const rules = direction.rules.flatMap((each) => change(each, name));
    const same = rules.length === direction.rules.length && rules.every((each, at) => each === direction.rules[at]);
    return same ? direction : {...direction, rules};
  };
  const ingress = both('ingress');
  const egress = both('egress');
  if (ingress === policy.ingress && egress === policy.egress) return policy;
  return {...policy, ...(ingress && {ingress}), ...(egress && {egress})};
}

/** The rule with each box of its traffic replaced, as written and as united; undefined: the box is left out. */
export function mapBoxes(rule: Rule, change: (box: TrafficBox) => TrafficBox | undefined): Rule {
  const changed = (boxes: Traffic): Traffic => traffic(boxes.flatMap((each) => change(each) ?? []));
  const ports = rule.ports.map((each) => ({...each, value: changed(each.value)}));
  return {...rule, traffic: changed(rule.traffic), ports};
}

/** The rule with each written alternative of its peer replaced. A rule for any peer stays one. */
export function mapPeers(rule: Rule, change: (peer: Match, path: readonly (string | number)[]) => Match): Rule {
  if (rule.peers.length === 0) return rule;
  const peers = rule.peers.map((each) => ({...each, value: change(each.value, each.path)}));
  if (peers.every(({value}, index) => value === rule.peers[index]?.value)) return rule;
  return {...rule, peers, peer: or(...peers.map(({value}) => value))};
}
