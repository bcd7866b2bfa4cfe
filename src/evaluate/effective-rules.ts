import {isUnknown} from '../base/truth.ts';
import type {Match} from '../ir/match.ts';
import {type Action, type Application, type Policy, type Rule, writtenAt} from '../ir/policy.ts';
import type {Rank} from '../ir/profile.ts';
import type {Traffic} from '../ir/traffic.ts';
import type {Reference} from './answer.ts';
import {evaluateMatch, type Reading} from './match.ts';
import {compareRanks, type PlacedPolicy} from './prepared.ts';
import type {shadowFinder, WalkedStage} from './shadowed-rules.ts';

/** One rule that holds for an endpoint, in the order of evaluation. */
export interface EffectiveRule {
  readonly stage: string;
  readonly action: Action;
  readonly peer: Match;
  readonly self?: Match;
  readonly traffic: Traffic;
  readonly application?: Application;
  /** It is never reached: these rules, or the ends of these stages, decide everything that it could match. */
  readonly shadowedBy?: {readonly rules: readonly Reference[]; readonly ends: readonly string[]};
  readonly by: readonly Reference[];
}

/** A stage with the policies that select the endpoint. */
export interface SelectingStage extends Pick<WalkedStage, 'name' | 'atEnd' | 'mayPass'> {
  readonly policies: readonly PlacedPolicy[];
}

export interface EffectiveRules {
  readonly rules: readonly EffectiveRule[];
  /** Something may get through all stages undecided. */
  readonly reachesEnd: boolean;
}

/**
 * The rules of all stages in the order in which they are asked, and which of them can never be. Behind a stage that denies
 * the rest only what a rule passed on goes further.
 */
export function effectiveRules(
  stages: readonly SelectingStage[],
  which: 'ingress' | 'egress',
  reading: Reading,
  shadows: ReturnType<typeof shadowFinder>,
): EffectiveRules {
  const all: (RankedRule & {readonly stage: string})[] = [];
  const walked = stages.map(({policies, ...stage}): WalkedStage => {
    const {ranked, behind, openPass} = inOrder(policies, which, reading);
    const rules = ranked.map(({rule}, index) => ({rule, position: all.length + index, behind: behind[index] ?? 0}));
    for (const each of ranked) all.push({...each, stage: stage.name});
    return {...stage, rules, mayPass: stage.mayPass || openPass};
  });
  const shadowed = shadows(walked, reading.end.endpoint.namespace);
  const references = all.map(({policy, rule}) => reference(policy, rule));
  return {
    rules: all.map(({stage, rule}, position) => {
      const shadow = shadowed.get(position);
      const rules = shadow?.rules.flatMap((each) => references[each] ?? []) ?? [];
      return {
        ...{stage, action: rule.action, peer: rule.peer},
        ...(rule.self && {self: rule.self}),
        traffic: rule.traffic,
        ...(rule.application && {application: rule.application}),
        ...(shadow && {shadowedBy: {rules, ends: shadow.ends}}),
        by: references.slice(position, position + 1),
      };
    }),
    reachesEnd: walked.every(
      ({atEnd, rules}) =>
        atEnd === 'continue' || rules.some(({rule, position}) => rule.action === 'pass' && !shadowed.has(position)),
    ),
  };
}

function reference({id, origin}: Policy, rule: Rule): Reference {
  return {id, rule: rule.index, action: rule.action, origin: writtenAt({origin}, rule)};
}

interface RankedRule {
  readonly policy: Policy;
  readonly rule: Rule;
  readonly rank: Rank;
  /** The part of the rank that is documented, where the rest only breaks ties. */
  readonly tie: Rank | undefined;
}

const actionOrder: readonly Action[] = ['deny', 'allow', 'pass', 'log'];

/**
 * The rules of a stage in order, and for each how many are certain to come before it. Rules of equal rank and action
 * decide alike; where the API leaves the order of policies open, none comes first.
 */
function inOrder(policies: readonly PlacedPolicy[], which: 'ingress' | 'egress', reading: Reading) {
  const ranked = policies.flatMap(({policy, rank, tieFrom, rules: order}) =>
    (policy[which]?.rules ?? []).flatMap((written): RankedRule[] => {
      const rule = narrowed(written, reading);
      const own = order === 'in-order' ? [...rank, written.index] : rank;
      return rule ? [{policy, rule, rank: own, tie: tieFrom === undefined ? undefined : rank.slice(0, tieFrom)}] : [];
    }),
  );
  ranked.sort(
    (a, b) => compareRanks(a.rank, b.rank) || actionOrder.indexOf(a.rule.action) - actionOrder.indexOf(b.rule.action),
  );
  const tied = runs(ranked, (a, b) => a.tie !== undefined && b.tie !== undefined && compareRanks(a.tie, b.tie) === 0);
  const equal = runs(ranked, (a, b) => compareRanks(a.rank, b.rank) === 0);
  const alike = runs(ranked, (a, b) => compareRanks(a.rank, b.rank) === 0 && a.rule.action === b.rule.action);
  const open = new Set(ranked.flatMap(({policy}, at) => (policy !== ranked[tied[at] ?? at]?.policy ? [tied[at]] : [])));
  return {
    ranked,
    behind: ranked.map(({rule}, at) => (open.has(tied[at]) ? tied : rule.action === 'log' ? equal : alike)[at]),
    openPass: ranked.some(({rule}, at) => rule.action === 'pass' && open.has(tied[at])),
  };
}

/** For each item where the run of neighbours begins that belong together. */
function runs<T>(items: readonly T[], together: (a: T, b: T) => boolean): readonly number[] {
  const starts: number[] = [];
  items.forEach((item, index) => {
    const before = items[index - 1];
    starts.push(before !== undefined && together(before, item) ? (starts[index - 1] ?? index) : index);
  });
  return starts;
}

/** A rule that narrows the subject holds for this endpoint or not at all, unless it is the peer that settles it. */
function narrowed(rule: Rule, reading: Reading): Rule | undefined {
  if (!rule.self || dependsOnPeer(rule.self)) return rule;
  const truth = evaluateMatch(rule.self, reading);
  if (isUnknown(truth)) return rule;
  const {self: _, ...open} = rule;
  return truth ? open : undefined;
}

/** Relations need both ends; which address of a pod is tested, the family of the connection says. */
function dependsOnPeer(match: Match): boolean {
  switch (match.is) {
    case 'and':
    case 'or':
      return match.of.some(dependsOnPeer);
    case 'not':
    case 'some':
      return dependsOnPeer(match.of);
    case 'sameNamespace':
    case 'sameNamespaceLabel':
    case 'sameNode':
    case 'sameEndpoint':
    case 'address':
      return true;
    default:
      return false;
  }
}
