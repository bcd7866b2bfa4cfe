import {type Diagram, type DiagramLimits, never} from '../../base/decision-diagram.ts';
import type {Formula} from '../../base/formulas.ts';
import {type Path, printPath} from '../../base/json.ts';
import {sortedUnique} from '../../base/order.ts';
import type {PlacedPolicy, Prepared} from '../../evaluate/prepared.ts';
import {matchesApart} from '../../ir/apart.ts';
import type {Action, Direction, Policy, Rule} from '../../ir/policy.ts';
import type {JudgedSet} from '../this-world.ts';
import {type DirectionName, endsOf} from './built-in-statement.ts';
import {domainOf} from './domain.ts';
import {matchStatement} from './match-statement.ts';
import {charged, spaceOf} from './space.ts';
import {type SymbolicPair, symbolicPairs} from './symbolic-sets.ts';
import {sideStatement} from './walk-statement.ts';

/** What a set says in vain, in every possible cluster. */
export interface WithoutEffect {
  readonly policy: Policy;
  /** Absent: the whole policy. */
  readonly rule?: Rule;
  /** `unreachable`: others decide all that the rule could match before it is asked; else without it all stays the same. */
  readonly is: 'unreachable' | 'redundant';
  /** What is taken for granted of every cluster, in words. */
  readonly assumes: readonly string[];
}

const directions = ['ingress', 'egress'] as const;
const MOST_POLICIES = 1_000;
const MOST_BESIDE = 100;
const MOST_STEPS = 300_000;
const SMALL: DiagramLimits = {mostNodes: 20_000, mostSteps: 100_000};

/**
 * Finds policies, and rules of the others, that change nothing whatever the cluster holds: of two that say the same each
 * is found, since each can go alone. It is certain of what it finds, and looks no further than its limits.
 */
export function withoutEffect(set: JudgedSet, asked: readonly Policy[]): readonly WithoutEffect[] {
  if (set.policies.length > MOST_POLICIES) return [];
  const pairs = symbolicPairs(set, set);
  if ('refused' in pairs) return [];
  const budget = {left: MOST_STEPS};
  const worlds = pairs.map((pair): Place => ({pair, budget}));
  const assumes = sortedUnique(pairs.flatMap(({assumptions}) => assumptions));
  return asked.flatMap((policy): readonly WithoutEffect[] => {
    const places = worlds.map((world) => neighboursOf(world, policy));
    if (!directions.some((which) => isAsked(policy[which]))) return [];
    const stays = (change: Change): boolean =>
      places.every((place) => place && directions.every((which) => staysSame(place, which, change)));
    if (stays(() => undefined)) return [{policy, is: 'redundant', assumes}];
    const isOrdered = places.every((place) => place?.own.rules === 'in-order');
    return rulesOf(policy).flatMap(({which, rule, isSole}): readonly WithoutEffect[] => {
      // Without its last rule a direction may not isolate any more.
      if (isSole && !isOrdered) return [];
      const staysAs = (action?: Action): boolean => stays(withAction(which, rule, action));
      if (!staysAs()) return [];
      const others = (['allow', 'deny', 'pass'] as const).filter((action) => action !== rule.action);
      // One that the engine drops would be read again with another action.
      const isRead = places.every((place) => place && hasRule(place.own.policy[which], rule));
      if (isOrdered && isRead && others.every(staysAs)) return [{policy, rule, is: 'unreachable', assumes}];
      return isSole ? [] : [{policy, rule, is: 'redundant', assumes}];
    });
  });
}

function rulesOf(policy: Policy) {
  return directions.flatMap((which) => {
    const direction = policy[which];
    if (!direction || !isAsked(direction)) return [];
    const {rules} = direction;
    return rules.flatMap((rule) => (rule.action === 'log' ? [] : [{which, rule, isSole: rules.length === 1}]));
  });
}

function isAsked(direction: Direction | undefined): boolean {
  return direction !== undefined && !direction.dormant;
}

/** What becomes of a policy as its engine reads it; undefined: it goes. */
type Change = (policy: Policy) => Policy | undefined;

function hasRule(direction: Direction | undefined, {path}: Rule): boolean {
  return direction?.rules.some((each) => isAt(each, path)) ?? false;
}

function isAt(rule: Rule, path: Path): boolean {
  return printPath(rule.path) === printPath(path);
}

/** The rule without its action: it goes where there is none. */
function withAction(which: DirectionName, {path}: Rule, action: Action | undefined): Change {
  return (policy) => {
    const direction = policy[which];
    if (!direction) return policy;
    const rules = direction.rules.flatMap((each): readonly Rule[] => {
      if (!isAt(each, path)) return [each];
      return action ? [{...each, action}] : [];
    });
    return {...policy, [which]: {...direction, rules}};
  };
}

/** One kind of clusters. */
interface Place {
  readonly pair: SymbolicPair;
  readonly budget: {left: number};
}

/** A policy with those that may select what it selects; for everybody else nothing changes with it. */
interface Neighbours extends Place {
  readonly own: PlacedPolicy;
  readonly stages: Prepared['stages'];
  readonly before: Readonly<Record<DirectionName, Formula>>;
}

/** Undefined where there are too many, or the engine does not ask the policy. */
function neighboursOf(place: Place, policy: Policy): Neighbours | undefined {
  const {source} = place.pair;
  const {budget} = place;
  const all = source.prepared.stages;
  const own = all.flatMap(({policies}) => policies).find(({written}) => written === policy);
  if (!own || budget.left <= 0) return undefined;
  const {subject} = own.policy;
  const stages = all.map((stage) => ({
    ...stage,
    policies: stage.policies.filter((each) => !matchesApart(each.policy.subject, subject)),
  }));
  const beside = stages.reduce((sum, {policies}) => sum + policies.length, 0);
  budget.left -= beside;
  if (beside > MOST_BESIDE) return undefined;
  const before = {ingress: sideStatement(source, 'ingress', stages), egress: sideStatement(source, 'egress', stages)};
  return {...place, own, stages, before};
}

/** Whether one side answers alike with the change, for everybody that the policy selects. */
function staysSame({pair, budget, own, stages, before}: Neighbours, which: DirectionName, change: Change): boolean {
  const changed = change(own.policy);
  if (changed?.[which] === own.policy[which]) return true;
  if (budget.left <= 0) return false;
  const other = stages.map((stage) => ({
    ...stage,
    policies: stage.policies.flatMap((each) => {
      if (each !== own) return [each];
      return changed ? [{...each, policy: changed}] : [];
    }),
  }));
  const {all, source} = pair;
  const after = sideStatement(source, which, other);
  if (before[which] === after) return true;
  const limits = {...SMALL, budget};
  const where = matchStatement(own.policy.subject, endsOf(which)[0], source);
  const space = spaceOf(all, [before[which], after, where, domainOf(pair)], limits);
  if (!space) return false;
  const {diagram, made, facts} = space;
  const [one = never, two = never, ...rest] = made;
  const differ = (): Diagram =>
    [...rest, ...facts].reduce((sum, each) => diagram.and(sum, each), diagram.differ(one, two));
  return charged(diagram, limits, differ) === never;
}
