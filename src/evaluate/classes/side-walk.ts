import type {Family} from '../../base/cidr.ts';
import {every, isUnknown, type Truth} from '../../base/truth.ts';
import {hiddenKinds} from '../../ir/hidden-kinds.ts';
import type {Match} from '../../ir/match.ts';
import type {BuiltInRule} from '../../ir/profile.ts';
import type {Traffic} from '../../ir/traffic.ts';
import type {End} from '../end.ts';
import {type Assumptions, noAssumptions} from '../facts.ts';
import {evaluateMatch, type Reading} from '../match.ts';
import {MOST_OPEN_FACTS} from '../naive.ts';
import type {Prepared} from '../prepared.ts';
import {unpoliced} from '../unpoliced.ts';
import type {RuleTest, Which} from './policy-contents.ts';
import {rulesByRank, type SelectingPolicy, type SideRules, type StageRules} from './side-rules.ts';
import {lineOf} from './traffic-line.ts';
import {ALL, NONE, type TrafficId, type TrafficSets} from './traffic-sets.ts';

/** What one side lets pass, as sets: for sure, and perhaps (it hangs on facts nobody knows). The rest is denied. */
export interface SideTraffic {
  readonly allow: TrafficId;
  readonly unknown: TrafficId;
}

/** Two ends with the family and what else a connection of theirs has. */
export interface SideQuestion {
  readonly which: Which;
  readonly from: End;
  readonly to: End;
  readonly family: Family;
  readonly sourcePort: number;
  readonly viaService: boolean;
  /** Set where the ends only stand for many like them that have this relation (see `Reading`). */
  readonly relation?: Reading['relation'];
  /** Truths of the rules' peers that are settled before, by their numbers. */
  readonly peers?: ReadonlyMap<number, boolean>;
}

export const everything: SideTraffic = {allow: ALL, unknown: NONE};
const nothingKnown: SideTraffic = {allow: NONE, unknown: ALL};

/** Walks the stages for all traffic of two ends at once. */
export type SideWalk = (rules: SideRules, question: SideQuestion) => SideTraffic;

/**
 * The walk of design.md section 3 on sets of traffic: every step takes what it decides out of what is left. Where it
 * hangs on an open fact, the traffic that hangs on it is walked again with the fact and without; what comes out alike is
 * known (section 5).
 */
export function sideWalk(prepared: Prepared, sets: TrafficSets): SideWalk {
  const {profile, world} = prepared;
  const {enforces, ipv6, egress} = profile.capabilities;
  const hidden = hiddenKinds(world).length > 0;
  const traffics = new Map<string, TrafficId>();

  return (rules, question) => {
    const {which, from, to, family} = question;
    const [subject, peer] = which === 'egress' ? [from, to] : [to, from];
    if (unpoliced(prepared, subject, peer)) return everything;
    if (!enforces || (egress === false && which === 'egress') || (!ipv6 && family === 6)) return everything;
    if (hidden) return nothingKnown;
    const found = settle(walkOf(rules, question), ALL, noAssumptions);
    if (ipv6 !== 'unknown' || family !== 6) return found;
    return {allow: found.allow, unknown: sets.difference(ALL, found.allow)};
  };

  function walkOf(rules: SideRules, question: SideQuestion): Walk {
    const {which, from, to, relation, peers} = question;
    const [subject, peer] = which === 'egress' ? [from, to] : [to, from];
    const shared = {world, ...(relation && {relation})};
    const ofPeer = (match: Match, assumptions: Assumptions): Truth =>
      evaluateMatch(match, {end: peer, other: subject, assumptions, ...shared});
    return {
      rules,
      question,
      ofSubject: (match, assumptions) => evaluateMatch(match, {end: subject, other: peer, assumptions, ...shared}),
      ofPeer,
      ofRule: (rule, assumptions) => peers?.get(rule.peerId) ?? ofPeer(rule.peer, assumptions),
      covered: (traffic, id) => coveredBy(rules, question, traffic, id),
    };
  }

  /** The traffic of a rule as a set; names of ports make it a matter of the ends. */
  function coveredBy(
    {readsPortsOf, readsSourcePort}: SideRules,
    question: SideQuestion,
    traffic: Traffic,
    id: number,
  ): TrafficId {
    const {family} = question;
    if (readsPortsOf.from || readsPortsOf.to || readsSourcePort)
      return sets.idOf(lineOf(traffic, {...question, world}));
    const key = `${family} ${id}`;
    const known = traffics.get(key) ?? sets.idOf(lineOf(traffic, {...question, world}));
    traffics.set(key, known);
    return known;
  }

  function settle(walk: Walk, all: TrafficId, assumptions: Assumptions): SideTraffic {
    let left = all;
    let allow: TrafficId = NONE;
    let unknown: TrafficId = NONE;
    /** Of what is left, what an earlier stage found isolated. */
    let isolated: TrafficId = NONE;
    const decide = (part: TrafficId, verdict: 'allow' | 'deny'): void => {
      const decided = sets.intersection(left, part);
      if (verdict === 'allow') allow = sets.union(allow, decided);
      left = sets.difference(left, decided);
    };
    const hangsOn = (key: string, part: TrafficId): void => {
      const hanging = sets.intersection(left, part);
      if (hanging === NONE) return;
      left = sets.difference(left, hanging);
      if (assumptions.size >= MOST_OPEN_FACTS) {
        unknown = sets.union(unknown, hanging);
        return;
      }
      const yes = settle(walk, hanging, new Map([...assumptions, [key, true]]));
      const no = settle(walk, hanging, new Map([...assumptions, [key, false]]));
      const both = sets.intersection(yes.allow, no.allow);
      const perhaps = sets.union(sets.union(yes.allow, no.allow), sets.union(yes.unknown, no.unknown));
      allow = sets.union(allow, both);
      unknown = sets.union(unknown, sets.difference(perhaps, both));
    };
    const builtIn = (when: BuiltInRule['when'], selected: boolean): void => {
      for (const each of profile.builtIn) {
        if (left === NONE) return;
        if (each.when !== when || (each.direction !== 'both' && each.direction !== walk.question.which)) continue;
        if ((each.besidePolicies && !selected) || (each.insidePod && walk.question.viaService)) continue;
        const part = each.traffic ? sets.idOf(lineOf(each.traffic, {...walk.question, world})) : ALL;
        const truth = every(
          [() => walk.ofSubject(each.subject, assumptions), () => walk.ofPeer(each.peer, assumptions)],
          (test) => test(),
        );
        if (isUnknown(truth)) hangsOn(firstOf(truth), part);
        else if (truth) decide(part, each.action);
      }
    };

    builtIn('before-stages', false);
    let selected = false;
    for (const stage of walk.rules.stages()) {
      if (left === NONE) break;
      const selecting = selectingIn(stage, walk, assumptions);
      if ('unknown' in selecting) {
        hangsOn(firstOf(selecting), left);
        break;
      }
      if (selecting.length === 0) continue;
      selected = true;
      let passed: TrafficId = NONE;
      for (const group of stage.ranks ?? rulesByRank(selecting)) {
        for (const action of ['deny', 'allow', 'pass'] as const) {
          const {sure, open} = matching(group, action, walk, assumptions);
          if (action === 'pass') {
            passed = sets.union(passed, sets.intersection(left, sure));
            left = sets.difference(left, sure);
          } else decide(sure, action);
          for (const [key, part] of open) hangsOn(key, part);
        }
      }
      if (selecting.some(({isolates}) => isolates)) {
        if (stage.stage.atEnd === 'deny-if-isolated') left = NONE;
        else isolated = sets.union(isolated, left);
      }
      left = sets.union(left, passed);
    }
    builtIn('before-finally', selected);
    if (profile.finally === 'deny') left = NONE;
    if (profile.finally === 'deny-if-isolated') left = sets.difference(left, isolated);
    return {allow: sets.union(allow, left), unknown};
  }

  /** What the rules of one action and rank cover for sure, and what more by each open fact, first facts first. */
  function matching(
    group: readonly RuleTest[],
    action: RuleTest['action'],
    walk: Walk,
    assumptions: Assumptions,
  ): {readonly sure: TrafficId; readonly open: readonly (readonly [key: string, part: TrafficId])[]} {
    let sure: TrafficId = NONE;
    const open = new Map<string, TrafficId>();
    for (const rule of group) {
      if (rule.action !== action) continue;
      const {self} = rule;
      const truth = every(
        [() => walk.ofRule(rule, assumptions), () => !self || walk.ofSubject(self, assumptions)],
        (test) => test(),
      );
      if (truth === false) continue;
      const part = walk.covered(rule.traffic, rule.trafficId);
      if (truth === true) sure = sets.union(sure, part);
      else open.set(firstOf(truth), sets.union(open.get(firstOf(truth)) ?? NONE, part));
    }
    return {sure, open: [...open].sort(([a], [b]) => (a < b ? -1 : 1))};
  }
}

interface Walk {
  readonly rules: SideRules;
  readonly question: SideQuestion;
  readonly ofSubject: (match: Match, assumptions: Assumptions) => Truth;
  readonly ofPeer: (match: Match, assumptions: Assumptions) => Truth;
  readonly ofRule: (rule: RuleTest, assumptions: Assumptions) => Truth;
  readonly covered: (traffic: Traffic, id: number) => TrafficId;
}

/** The policies of a stage that select the subject, or the facts on which the first open one hangs. */
function selectingIn(
  {policies}: StageRules,
  walk: Walk,
  assumptions: Assumptions,
): readonly SelectingPolicy[] | Exclude<Truth, boolean> {
  if (policies.every(({open}) => !open)) return policies;
  const found: SelectingPolicy[] = [];
  for (const each of policies) {
    const truth = each.open ? walk.ofSubject(each.open, assumptions) : true;
    if (isUnknown(truth)) return truth;
    if (truth) found.push(each);
  }
  return found;
}

function firstOf({unknown}: Exclude<Truth, boolean>): string {
  const [first] = unknown;
  if (first === undefined) throw new Error('an unknown truth names no fact');
  return first;
}
