import {TCP} from '../base/protocols.ts';
import type {Connection, Decision, Evaluator, Verdict} from '../evaluate/answer.ts';
import {naiveEvaluator} from '../evaluate/naive.ts';
import {type Prepared, prepare} from '../evaluate/prepared.ts';
import type {Policy} from '../ir/policy.ts';
import type {Profile} from '../ir/profile.ts';
import {type Endpoint, endpointKey, type World} from '../ir/world.ts';
import type {Certificate} from './certificate.ts';
import {type Compared, compareAnswers} from './compare-answers.ts';
import {type HttpRequests, httpRequests} from './http-requests.ts';
import {mentionsOf} from './mentions.ts';
import {pairTraffic} from './pair-traffic.ts';
import {partiesOf} from './parties.ts';
import type {TrafficQuestion} from './traffic-classes.ts';
import {type Findings, verdictOf} from './verdict-of.ts';
import {witnessOf} from './witness.ts';

/** A set of policies, the engine that reads it, and what exists in its cluster. */
export interface JudgedSet {
  readonly profile: Profile;
  readonly policies: readonly Policy[];
  /** With the named address sets that belong to these policies. Both sides hold the same endpoints. */
  readonly world: World;
}

export interface CompareOptions {
  /** How much work is done at most, counted in policies asked; a limit ends in `unproved` (design.md section 6). */
  readonly mostSteps?: number;
  /** How many distinct blocks of addresses are told apart at most. */
  readonly mostBlocks?: number;
}

const MOST_STEPS = 5_000_000;
const MOST_BLOCKS = 1_000;

/**
 * Compares two sets in one world: every ordered pair of its endpoints and of outside addresses, and every class of
 * traffic and of HTTP requests that some policy can tell apart. `equal` means that all answers are the same. Where they
 * are not, the witness is the first connection in a fixed order.
 */
export function compareInWorld(source: JudgedSet, target: JudgedSet, options: CompareOptions = {}): Certificate {
  const frame = {scope: 'this-world', source: {cni: source.profile.name}, target: {cni: target.profile.name}} as const;
  const comparison = comparisonOf(source, target);
  const refusal = refusalOf(comparison, options);
  if (refusal) return {...frame, result: 'unproved', assumptions: [refusal], witness: null};
  return {...frame, ...verdictOf(compareAll(comparison, options.mostSteps ?? MOST_STEPS))};
}

interface Comparison {
  readonly sides: readonly {readonly set: JudgedSet; readonly prepared: Prepared}[];
  readonly source: Evaluator;
  readonly target: Evaluator;
  readonly cidrs: readonly string[];
  readonly domains: readonly string[];
  readonly http: HttpRequests;
  /** False when no condition looks at addresses or families, so that one family stands for both. */
  readonly familiesMatter: boolean;
  /** How many policies one question is put to. */
  readonly cost: number;
}

function comparisonOf(source: JudgedSet, target: JudgedSet): Comparison {
  const read = [source, target].map((set) => {
    const prepared = prepare(set.profile, set.world, set.policies);
    return {set, prepared, mentions: mentionsOf(prepared)};
  });
  const all = read.map(({mentions}) => mentions);
  const cidrs = [...new Set(all.flatMap((each) => each.cidrs))].sort();
  const ipv6 = read.map(({prepared}) => prepared.profile.capabilities.ipv6);
  return {
    sides: read.map(({set, prepared}) => ({set, prepared})),
    source: naiveEvaluator(source.profile, source.world, source.policies),
    target: naiveEvaluator(target.profile, target.world, target.policies),
    cidrs,
    domains: [...new Set(all.flatMap((each) => each.domains))].sort(),
    http: httpRequests(all.flatMap((each) => each.requests)),
    familiesMatter: all.some(({addresses}) => addresses) || ipv6.some((holds) => holds !== true),
    cost: 1 + source.policies.length + target.policies.length,
  };
}

/** Why the comparison is not even begun. */
function refusalOf({sides, cidrs}: Comparison, {mostBlocks = MOST_BLOCKS}: CompareOptions): string | undefined {
  if (!sides.every(({set}) => set.world.endpoints.some(({kind}) => kind === 'pod'))) {
    return 'not proved: no pods or workloads are given to compare on';
  }
  if (cidrs.length > mostBlocks) return `not proved: too many blocks of addresses (more than ${mostBlocks})`;
  return undefined;
}

function compareAll(comparison: Comparison, mostSteps: number): Findings {
  const {sides, cidrs, domains, http, cost} = comparison;
  const world = sides[0]?.set.world;
  const policies = sides.flatMap(({set}) => set.policies);
  const parties = world ? partiesOf(world, policies, cidrs, domains) : {endpoints: [], likeOthers: 0};
  const findings: Findings = {
    compared: 0,
    asked: 0,
    narrower: 'no',
    wider: 'no',
    facts: new Set(),
    leftOut: new Set(),
    idle: sides.flatMap(({prepared: {profile}}) => (profile.capabilities.enforces ? [] : [profile.name])),
    likeOthers: parties.likeOthers,
    missedPatterns: http.missed,
    outOfReach: false,
    witnesses: {},
  };
  const classes = pairTraffic(
    sides.map(({prepared}) => prepared),
    comparison.familiesMatter,
  );
  for (const from of parties.endpoints) {
    for (const to of parties.endpoints) {
      if (!isPair(from, to)) continue;
      for (const question of classes(from, to)) {
        for (const connection of connections(question, from, to, http)) {
          if (findings.asked * cost >= mostSteps) return {...findings, outOfReach: true};
          note(findings, compareAnswers(comparison.source, comparison.target, connection), comparison);
        }
      }
    }
  }
  return findings;
}

/** A pod never leaves itself, and two outside parties are nobody's business; replicas of a workload are two pods. */
function isPair(from: Endpoint, to: Endpoint): boolean {
  if (from.kind === 'external' && to.kind === 'external') return false;
  return endpointKey(from) !== endpointKey(to) || (from.workload !== undefined && from.replicas !== 1);
}

/** The connection itself, and over TCP every request that is worth asking. */
function connections(
  question: TrafficQuestion,
  from: Endpoint,
  to: Endpoint,
  http: HttpRequests,
): readonly Connection[] {
  const plain = {...question, from, to};
  return question.protocol === TCP ? [plain, ...http.requests.map((request) => ({...plain, http: request}))] : [plain];
}

function note(findings: Findings, compared: Compared, {sides}: Comparison): void {
  findings.compared++;
  findings.asked += compared.asked;
  if (compared.narrower === 'no' && compared.wider === 'no') return;
  const early = [compared.source, compared.target].map((verdict, index) =>
    beforePolicies(verdict, sides[index]?.prepared),
  );
  if (early.some((names) => names.length > 0)) {
    for (const name of early.flat()) findings.leftOut.add(name);
    return;
  }
  for (const fact of compared.facts) findings.facts.add(fact);
  for (const way of ['narrower', 'wider'] as const) {
    if (compared[way] === 'yes' || (compared[way] === 'perhaps' && findings[way] === 'no'))
      findings[way] = compared[way];
    if (compared[way] === 'yes') findings.witnesses[way] ??= witnessOf(compared.source, compared.target);
  }
}

/** The engine's own rules about kinds of packets that decided; they are no part of what a policy says. */
function beforePolicies({egress, ingress}: Verdict, prepared: Prepared | undefined): readonly string[] {
  const about = (decision: Decision | null): readonly string[] =>
    decision?.reason === 'built-in'
      ? (prepared?.profile.builtIn ?? []).flatMap(({name, traffic}) =>
          traffic && name === decision.stage ? [name] : [],
        )
      : [];
  return [...about(egress), ...about(ingress)];
}
