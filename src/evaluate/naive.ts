import {every, isUnknown, type Truth} from '../base/truth.ts';
import {hiddenKinds} from '../ir/hidden-kinds.ts';
import type {Policy, Rule} from '../ir/policy.ts';
import type {BuiltInRule, Profile} from '../ir/profile.ts';
import type {World} from '../ir/world.ts';
import type {Decision, Evaluator, Reference, VerdictName} from './answer.ts';
import {caveats} from './caveats.ts';
import {connectionEnd} from './end.ts';
import {type Assumptions, noAssumptions} from './facts.ts';
import {permitsRequest} from './http.ts';
import {evaluateMatch} from './match.ts';
import {nearMisses} from './near-misses.ts';
import {compareRanks, endpointsAsSeen, type PlacedPolicy, type Prepared, prepare} from './prepared.ts';
import {redirected} from './redirect.ts';
import {policyReference, ruleReference} from './reference.ts';
import type {Side} from './side.ts';
import {stageSkippedPerEndpoint} from './skipped-stage.ts';
import {ambiguousPriority, tiesOf} from './tied-policies.ts';
import {matchesTraffic} from './traffic.ts';
import {unpoliced} from './unpoliced.ts';

/**
 * The reference evaluator: pods x policies x rules, straight from design.md section 3. It is slow and plain on purpose;
 * every faster one is held to it.
 */
export function naiveEvaluator(profile: Profile, world: World, policies: readonly Policy[]): Evaluator {
  return walkingEvaluator(prepare(profile, world, policies));
}

/** Walks all policies of a world that is prepared already. */
export function walkingEvaluator(prepared: Prepared): Evaluator {
  const asSeen = endpointsAsSeen(prepared);
  const ties = tiesOf(prepared);
  return {
    decide(connection, assumed = noAssumptions) {
      const from = connectionEnd(asSeen(connection.from), connection.family, prepared.world);
      const to = connectionEnd(asSeen(connection.to), connection.family, prepared.world);
      const ends = {from, to, connection, prepared};
      const sides = {
        egress: {direction: 'egress', subject: from, peer: to, ...ends} as const,
        ingress: {direction: 'ingress', subject: to, peer: from, ...ends} as const,
      };
      const egress = decideSide(sides.egress, assumed);
      const ingress = decideSide(sides.ingress, assumed);
      const verdict = both(egress, ingress);
      const judge = (egressPrepared: Prepared, ingressPrepared: Prepared): VerdictName =>
        both(
          decideSide({...sides.egress, prepared: egressPrepared}, assumed),
          decideSide({...sides.ingress, prepared: ingressPrepared}, assumed),
        );
      const twoSides = [sides.egress, sides.ingress] as const;
      const otherReadings = [
        ...ambiguousPriority(ties, twoSides, verdict, (other) => judge(other, other)),
        ...stageSkippedPerEndpoint(twoSides, verdict, judge),
      ];
      const remarks = [...caveats(sides, egress, ingress), ...otherReadings];
      return {connection, verdict, egress, ingress, caveats: remarks};
    },
  };
}

/** A connection needs both sides; a side that is under no policy does not object. */
function both(egress: Decision | null, ingress: Decision | null): VerdictName {
  const verdicts = [egress, ingress].map((side) => side?.verdict ?? 'allow');
  if (verdicts.includes('deny')) return 'deny';
  return verdicts.includes('unknown') ? 'unknown' : 'allow';
}

/** Null where the subject is under no policy of this engine. */
export function decideSide(side: Side, assumed: Assumptions = noAssumptions): Decision | null {
  const {profile} = side.prepared;
  if (unpoliced(side.prepared, side.subject, side.peer)) return null;
  const {enforces, ipv6, egress} = profile.capabilities;
  const sixth = side.connection.family === 6;
  if (!enforces || (egress === false && side.direction === 'egress')) return plain('allow', 'capability');
  if (!ipv6 && sixth) return plain('allow', 'capability');
  const hidden = hiddenKinds(side.prepared.world);
  if (hidden.length > 0) return openEnded(hidden);
  const decision = settle(side, assumed);
  const doubtful = ipv6 === 'unknown' && sixth && decision.verdict !== 'allow';
  return doubtful ? openEnded([`${profile.name} enforces policies for IPv6`, ...decision.unknowns]) : decision;
}

/**
 * Walks with what is known. Where the walk hangs on an open fact, both possibilities are walked: one answer in both is
 * the answer, else it is unknown by exactly the facts that make a difference (design.md section 5).
 */
function settle(side: Side, assumptions: Assumptions): Decision {
  const walked = walk(side, assumptions);
  if ('verdict' in walked) return walked;
  const [key] = walked.unknown;
  if (key === undefined || assumptions.size >= MOST_OPEN_FACTS) return openEnded(walked.unknown);
  const yes = settle(side, new Map([...assumptions, [key, true]]));
  const no = settle(side, new Map([...assumptions, [key, false]]));
  if (yes.verdict === no.verdict && yes.verdict !== 'unknown') return yes;
  return openEnded([...(yes.verdict === no.verdict ? [] : [key]), ...yes.unknowns, ...no.unknowns]);
}

/** Beyond this many open facts for one side, two to the power of it walks, the answer is unknown without looking. */
export const MOST_OPEN_FACTS = 10;

type Open = Exclude<Truth, boolean>;

function walk(side: Side, assumptions: Assumptions): Decision | Open {
  const {profile, stages} = side.prepared;
  const before = builtIn(side, 'before-stages', assumptions, false);
  if (before) return before;

  const isolating: Reference[] = [];
  let selected = false;
  for (const {stage, policies} of stages) {
    const selecting = select(side, policies, assumptions);
    if (isUnknownList(selecting)) return selecting;
    if (selecting.length === 0) continue;
    selected = true;
    const judged = judge(side, stage.name, selecting, assumptions);
    if (isOpen(judged)) return judged;
    if (judged === 'pass') continue;
    const isolators = selecting.filter(({policy}) => policy[side.direction]?.isolates);
    if (judged) return isolating.length + isolators.length > 0 ? judged : unrestricted(judged, profile);
    isolating.push(...isolators.map(({policy}) => policyReference(policy)));
    const isolated = isolating.length > 0 || profile.finally === 'deny';
    const proxied = redirected(side, stage.name, selecting, isolated, assumptions);
    if (proxied) return proxied;
    if (isolators.length > 0 && stage.atEnd === 'deny-if-isolated') {
      const decidedBy = isolators.map(({policy}) => policyReference(policy));
      return denyAtEnd(side, stage.endReason, stage.name, decidedBy, selecting);
    }
  }

  const last = builtIn(side, 'before-finally', assumptions, selected);
  if (last) return last;
  if (profile.finally === 'deny') return plain('deny', 'default');
  if (profile.finally === 'deny-if-isolated' && isolating.length > 0) {
    return denyAtEnd(
      side,
      'isolated',
      undefined,
      isolating,
      stages.flatMap(({policies}) => policies),
    );
  }
  return plain('allow', selected ? profile.finallyReason : 'no-policy');
}

/** Where nothing isolates, the proxy lets every request pass that a rule speaks of (cilium.md 9, L7 with default deny off). */
function unrestricted(decision: Decision, {proxiesRequests, finally: last}: Profile): Decision {
  if (!proxiesRequests || last === 'deny' || !decision.http) return decision;
  const {http: _watched, ...rest} = decision;
  return rest;
}

/** The policies of a stage that govern the subject in this direction. Dormant rules govern nothing. */
function select(
  side: Side,
  policies: readonly PlacedPolicy[],
  assumptions: Assumptions,
): readonly PlacedPolicy[] | Open {
  const reading = {end: side.subject, other: side.peer, world: side.prepared.world, assumptions};
  const found: PlacedPolicy[] = [];
  for (const placed of policies) {
    const direction = placed.policy[side.direction];
    if (!direction || direction.dormant) continue;
    const selects = evaluateMatch(placed.policy.subject, reading);
    if (isUnknown(selects)) return selects;
    if (selects) found.push(placed);
  }
  return found;
}

interface RankedRule {
  readonly rank: readonly (number | string)[];
  readonly policy: Policy;
  readonly rule: Rule;
}

/** The first rank that decides: among equal ranks deny, then allow, then pass. Log never decides. */
function judge(
  side: Side,
  stage: string,
  policies: readonly PlacedPolicy[],
  assumptions: Assumptions,
): Decision | Open | 'pass' | undefined {
  const rules = policies.flatMap(({policy, rank, rules: order}): RankedRule[] =>
    (policy[side.direction]?.rules ?? []).map((rule) => ({
      rank: order === 'in-order' ? [...rank, rule.index] : rank,
      policy,
      rule,
    })),
  );
  for (const group of byRank(rules)) {
    for (const action of ['deny', 'allow', 'pass'] as const) {
      const candidates = group.filter(({rule}) => rule.action === action);
      const truths = candidates.map(({rule}) => ruleMatches(rule, side, assumptions));
      const matching = candidates.filter((_, index) => truths[index] === true);
      if (matching.length > 0) return action === 'pass' ? 'pass' : decided(side, stage, action, matching, assumptions);
      const open = every(truths, (truth) => (truth === false ? true : truth));
      if (isUnknown(open)) return open;
    }
  }
  return undefined;
}

function byRank(rules: readonly RankedRule[]): readonly RankedRule[][] {
  const groups: RankedRule[][] = [];
  for (const each of [...rules].sort((a, b) => compareRanks(a.rank, b.rank))) {
    const last = groups.at(-1);
    if (last?.[0] && compareRanks(last[0].rank, each.rank) === 0) last.push(each);
    else groups.push([each]);
  }
  return groups;
}

/** Both ends, the traffic and the request of one rule. */
export function ruleMatches(rule: Rule, side: Side, assumptions: Assumptions): Truth {
  const {subject, peer, from, to, connection, prepared} = side;
  const {world} = prepared;
  if (!matchesTraffic(rule.traffic, connection, from, to, world)) return false;
  return every(
    [
      () => evaluateMatch(rule.peer, {end: peer, other: subject, world, assumptions}),
      () => (rule.self ? evaluateMatch(rule.self, {end: subject, other: peer, world, assumptions}) : true),
      () => permitsRequest(rule.application, connection.http, assumptions),
    ],
    (test) => test(),
  );
}

function decided(
  side: Side,
  stage: string,
  verdict: 'allow' | 'deny',
  matching: readonly RankedRule[],
  assumptions: Assumptions,
): Decision {
  const open = side.connection.http || matching.some(({rule}) => !rule.application?.http);
  const http = open ? [] : matching.flatMap(({rule}) => rule.application?.http ?? []);
  const application = matching.flatMap(({rule}) => rule.application?.shown ?? []);
  return {
    verdict,
    reason: 'rule',
    stage,
    decidedBy: matching.map(({policy, rule}) => ruleReference(policy, rule, side, assumptions)),
    considered: [],
    unknowns: [],
    ...(http.length > 0 && {http}),
    ...(application.length > 0 && {application}),
  };
}

function denyAtEnd(
  side: Side,
  reason: 'isolated' | 'end-of-tier',
  stage: string | undefined,
  decidedBy: readonly Reference[],
  policies: readonly PlacedPolicy[],
): Decision {
  return {
    verdict: 'deny',
    reason,
    ...(stage !== undefined && {stage}),
    decidedBy,
    considered: nearMisses(side, policies),
    unknowns: [],
  };
}

function builtIn(
  side: Side,
  when: BuiltInRule['when'],
  assumptions: Assumptions,
  selected: boolean,
): Decision | Open | undefined {
  const {subject, peer, from, to, connection, prepared} = side;
  const {world} = prepared;
  for (const each of prepared.profile.builtIn) {
    if (each.besidePolicies && !selected) continue;
    if (each.insidePod && connection.viaService) continue;
    if (each.when !== when || (each.direction !== 'both' && each.direction !== side.direction)) continue;
    const matches = every(
      [
        () => !each.traffic || matchesTraffic(each.traffic, connection, from, to, world),
        () => evaluateMatch(each.subject, {end: subject, other: peer, world, assumptions}),
        () => evaluateMatch(each.peer, {end: peer, other: subject, world, assumptions}),
      ],
      (test) => test(),
    );
    if (isUnknown(matches)) return matches;
    if (matches) return {...plain(each.action, 'built-in'), stage: each.name};
  }
  return undefined;
}

function plain(verdict: VerdictName, reason: Decision['reason']): Decision {
  return {verdict, reason, decidedBy: [], considered: [], unknowns: []};
}

function openEnded(unknowns: readonly string[]): Decision {
  return {...plain('unknown', 'default'), unknowns: [...new Set(unknowns)].sort()};
}

function isOpen(value: Decision | Open | 'pass' | undefined): value is Open {
  return typeof value === 'object' && 'unknown' in value;
}

function isUnknownList(value: readonly PlacedPolicy[] | Open): value is Open {
  return 'unknown' in value;
}
