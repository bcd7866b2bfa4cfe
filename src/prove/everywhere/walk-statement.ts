import {contradiction, type Formula, tautology} from '../../base/formulas.ts';
import {compareRanks, type PlacedPolicy, type Prepared} from '../../evaluate/prepared.ts';
import type {EndpointKind} from '../../ir/match.ts';
import type {Action, Rule} from '../../ir/policy.ts';
import type {BuiltInRule, Rank} from '../../ir/profile.ts';
import {bothEnds, builtInStatement, type DirectionName, type Ends, endsOf, isEarly} from './built-in-statement.ts';
import {kindStatement, matchStatement, within} from './match-statement.ts';
import {askTruth} from './question.ts';
import type {Reader} from './reader.ts';
import {IPV6, REQUEST} from './topics.ts';
import {requestStatement, trafficBoxes} from './traffic-statement.ts';

/** One set with what its engine sees, and the policies that are asked. */
export interface SymbolicSet extends Reader {
  readonly prepared: Prepared;
  /** What was made of rules already: a side is looked at in parts, and as a whole. */
  readonly made: WeakMap<Rule, MadeRule>;
}

interface MadeRule {
  readonly direction: DirectionName;
  /** Of the subject. */
  readonly kind: EndpointKind;
  /** Of its policy. */
  readonly selects: Formula;
  readonly boxes: readonly Formula[];
}

/** One side of connections whose subject is of a kind. */
interface Side extends SymbolicSet, Ends {
  readonly direction: DirectionName;
  readonly kind: EndpointKind;
}

/**
 * That one side of a connection does not object, in every possible cluster: the walk of the naive evaluator (design.md
 * section 3), step by step, with statements in place of truths. It is so of the connections that `domainOf` leaves, where
 * no early rule decides. `stages` are the walk's own with the policies that can select the subject where the statement is
 * asked. Each kind of subject is walked by itself, so that engines that look at the same kind say the same of it whatever
 * else they look at.
 */
export function sideStatement(
  set: SymbolicSet,
  direction: DirectionName,
  stages: Prepared['stages'] = set.prepared.stages,
): Formula {
  const [subject, peer] = endsOf(direction);
  const {all, prepared} = set;
  const {capabilities, subjects} = prepared.profile;
  if (!capabilities.enforces || (capabilities.egress === false && direction === 'egress')) return tautology;
  return all.and(
    ...subjects.map((kind) => {
      const side = {...set, direction, subject, peer, kind, known: {[subject]: kind}};
      const unpoliced = unpolicedStatement(side);
      if (unpoliced === tautology) return tautology;
      return all.or(all.not(kindStatement(kind, subject, set)), unpoliced, walk(side, stages));
    }),
  );
}

/** That no policy is asked, for what the engine does not look at. */
function unpolicedStatement(side: Side): Formula {
  const {unpoliced = []} = side.prepared.profile;
  return side.all.or(...unpoliced.map((each) => bothEnds(each, side)), unreadFamily(side));
}

/** That the connection is of a family of which the engine enforces nothing. */
export function unreadFamily(set: SymbolicSet): Formula {
  const {all, prepared} = set;
  const {ipv6} = prepared.profile.capabilities;
  return ipv6 === true ? contradiction : all.and(askTruth(all, IPV6), ipv6 ? doubtful(set) : tautology);
}

function doubtful({all, prepared}: SymbolicSet): Formula {
  return askTruth(all, `${prepared.profile.name} enforces nothing for IPv6`);
}

/** Where the walk still is, and what it has found on the way. */
interface State {
  /** Nothing has decided yet. */
  readonly open: Formula;
  readonly allowed: Formula;
  readonly isolated: Formula;
  /** Some policy of a stage selects the subject. */
  readonly selected: Formula;
}

function walk(side: Side, stages: Prepared['stages']): Formula {
  const {
    all,
    prepared: {profile},
  } = side;
  let state: State = {open: tautology, allowed: contradiction, isolated: contradiction, selected: contradiction};
  state = builtIn(state, 'before-stages', side);
  for (const {stage, policies} of stages) state = walkStage(state, policies, stage.atEnd, side);
  const {open, allowed, isolated} = builtIn(state, 'before-finally', side);
  if (profile.finally === 'deny') return allowed;
  const stays = profile.finally === 'deny-if-isolated' ? all.and(open, all.not(isolated)) : open;
  return all.or(allowed, stays);
}

function builtIn(state: State, when: BuiltInRule['when'], side: Side): State {
  const {all, prepared, direction} = side;
  return prepared.profile.builtIn
    .filter((rule) => rule.when === when && !isEarly(rule) && ['both', direction].includes(rule.direction))
    .reduce(({open, allowed, ...rest}, rule) => {
      const holds = all.and(open, rule.besidePolicies ? rest.selected : tautology, builtInStatement(rule, side));
      return {
        ...rest,
        open: all.and(open, all.not(holds)),
        allowed: rule.action === 'allow' ? all.or(allowed, holds) : allowed,
      };
    }, state);
}

/** A policy of a stage that says something about the direction, and whom it selects. */
interface Selecting extends PlacedPolicy {
  readonly selects: Formula;
}

function walkStage(
  {open, allowed, isolated, selected}: State,
  policies: readonly PlacedPolicy[],
  atEnd: 'deny-if-isolated' | 'continue',
  side: Side,
): State {
  const {all, direction, prepared} = side;
  const selecting = policies.flatMap((placed): Selecting[] => {
    const asked = placed.policy[direction];
    if (!asked || asked.dormant) return [];
    const selects = matchStatement(placed.policy.subject, side.subject, side);
    return selects === contradiction ? [] : [{...placed, selects}];
  });
  const judged = judge(selecting, side);
  const isolators = selecting.filter(({policy}) => policy[direction]?.isolates).map(({selects}) => selects);
  const isolates = all.or(...isolators);
  const unmatched = all.and(open, judged.undecided);
  const isolatedHere = all.or(isolated, all.and(unmatched, isolates));
  const proxied = all.and(unmatched, proxies(selecting, side));
  const letPass = prepared.profile.finally === 'deny' ? contradiction : all.and(proxied, all.not(isolatedHere));
  const left = all.and(unmatched, all.not(proxied), atEnd === 'deny-if-isolated' ? all.not(isolates) : tautology);
  return {
    open: all.or(left, all.and(open, judged.passes)),
    allowed: all.or(allowed, all.and(open, judged.allows), letPass),
    isolated: isolatedHere,
    selected: all.or(selected, ...selecting.map(({selects}) => selects)),
  };
}

interface Judged {
  readonly allows: Formula;
  readonly passes: Formula;
  readonly undecided: Formula;
}

/** First match by rank; of equal ranks deny, then allow, then pass. */
function judge(selecting: readonly Selecting[], side: Side): Judged {
  const {all, direction} = side;
  const rules = selecting.flatMap((selected) => {
    const {policy, rank, rules: order} = selected;
    return (policy[direction]?.rules ?? [])
      .filter(({action}) => action !== 'log')
      .map((rule) => ({
        rank: order === 'in-order' ? [...rank, rule.index] : rank,
        action: rule.action,
        holds: knownBoxes(rule, selected, side),
      }));
  });
  rules.sort((a, b) => compareRanks(a.rank, b.rank));
  let judged: Judged = {allows: contradiction, passes: contradiction, undecided: tautology};
  for (const group of runs(rules).reverse()) {
    const of = (action: string): Formula =>
      all.or(...group.filter((each) => each.action === action).flatMap(({holds}) => holds));
    const [denies, allows, passes] = [of('deny'), of('allow'), of('pass')];
    const [notDenied, neither] = [all.not(denies), all.not(all.or(denies, allows))];
    judged = {
      allows: all.and(notDenied, all.or(allows, all.and(all.not(passes), judged.allows))),
      passes: all.and(neither, all.or(passes, judged.passes)),
      undecided: all.and(neither, all.not(passes), judged.undecided),
    };
  }
  return judged;
}

interface RankedBoxes {
  readonly rank: Rank;
  readonly action: Action;
  /** Any of these. */
  readonly holds: readonly Formula[];
}

/** Rules of one rank, and of ranks in a row that all do the same: which of those comes first makes no difference. */
function runs(rules: readonly RankedBoxes[]): RankedBoxes[][] {
  const groups: RankedBoxes[][] = [];
  for (const each of rules) {
    const last = groups.at(-1);
    const isTied = last?.[0] && compareRanks(last[0].rank, each.rank) === 0;
    if (last && isTied) last.push(each);
    else groups.push([each]);
  }
  const merged: {readonly action: Action | undefined; readonly rules: RankedBoxes[]}[] = [];
  for (const group of groups) {
    const first = group[0]?.action;
    const action = group.every((each) => each.action === first) ? first : undefined;
    const last = merged.at(-1);
    if (action !== undefined && last?.action === action) last.rules.push(...group);
    else merged.push({action, rules: [...group]});
  }
  return merged.map((each) => each.rules);
}

function knownBoxes(rule: Rule, selected: Selecting, side: Side): readonly Formula[] {
  const {direction, kind, made} = side;
  const {selects} = selected;
  const known = made.get(rule);
  if (known?.direction === direction && known.kind === kind && known.selects === selects) return known.boxes;
  const boxes = ruleBoxes(rule, selected, side);
  made.set(rule, {direction, kind, selects, boxes});
  return boxes;
}

/** The rule for each alternative of its peer and each kind of traffic: what two engines write alike is then the same. */
function ruleBoxes(rule: Rule, {policy, selects}: Selecting, side: Side): readonly Formula[] {
  const {all, subject, peer: end} = side;
  const here = within(policy.subject, subject, side);
  const common = [
    selects,
    rule.self ? matchStatement(rule.self, subject, here) : tautology,
    requestStatement(rule.application, side),
  ];
  const peers = rule.peer.is === 'or' ? rule.peer.of : [rule.peer];
  const boxes = new Map<string | undefined, readonly Formula[]>();
  return peers.flatMap((peer) => {
    const from = matchStatement(peer, end, here);
    const there = within(peer, end, here);
    const kind = there.known?.[end];
    const own = boxes.get(kind) ?? trafficBoxes(rule.traffic, there);
    boxes.set(kind, own);
    return own.map((box) => all.and(...common, from, box));
  });
}

/** The proxy of an HTTP rule has the last word on a request that the rule does not permit (`redirected`). */
function proxies(selecting: readonly Selecting[], side: Side): Formula {
  const {all, direction, prepared} = side;
  if (!prepared.profile.proxiesRequests) return contradiction;
  const rules = selecting.flatMap((selected) =>
    (selected.policy[direction]?.rules ?? [])
      .filter(({action, application}) => action === 'allow' && application?.http !== undefined)
      .flatMap(({application: _asked, ...rule}) => ruleBoxes(rule, selected, side)),
  );
  return all.and(askTruth(all, REQUEST), all.or(...rules));
}
