import {and, type Match, not, nothing, or} from '../../src/ir/match.ts';
import type {Policy} from '../../src/ir/policy.ts';
import type {Settings} from '../../src/ir/profile.ts';
import {mapPeers, mapRules} from '../../src/ir/rewrite.ts';
import type {World} from '../../src/ir/world.ts';
import {readings} from './adapt.ts';
import {asAnnotations} from './as-annotations.ts';
import {labelFilter} from './label-filter.ts';

/**
 * A policy by what this engine makes of it. It never sees pod labels that its filter drops: a selector on one matches
 * nothing, its negation everything (cilium.md 5.2). Another engine sees them, so for it they are folded away.
 */
export function spelledOut(policy: Policy, settings: Settings, world: World, steps = readings): Policy {
  const read = steps.reduce((each, step) => step.apply(each, settings, world), policy);
  const filter = labelFilter(settings);
  const fold = (match: Match): Match => foldPodLabels(match, (key) => filter.keeps(key));
  const ruled = mapRules(read, (rule) => {
    const folded = mapPeers(rule, fold);
    return rule.self ? {...folded, self: fold(rule.self)} : folded;
  });
  return asAnnotations({...ruled, subject: fold(read.subject)});
}

/** Labels of nodes and of address sets pass no filter. */
function foldPodLabels(match: Match, keeps: (key: string) => boolean): Match {
  switch (match.is) {
    case 'and': {
      const ofNode = match.of.some((part) => part.is === 'kind' && part.kind === 'host');
      return ofNode ? match : and(...match.of.map((part) => foldPodLabels(part, keeps)));
    }
    case 'or':
      return or(...match.of.map((part) => foldPodLabels(part, keeps)));
    case 'not':
      return not(foldPodLabels(match.of, keeps));
    case 'label':
      return keeps(match.key) ? match : nothing;
    default:
      return match;
  }
}
