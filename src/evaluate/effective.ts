import {isUnknown} from '../base/truth.ts';
import {type Diagnostic, diagnostic} from '../diagnostics/diagnostic.ts';
import {hiddenKinds} from '../ir/hidden-kinds.ts';
import type {Match} from '../ir/match.ts';
import {type Action, type Application, type Policy, type Rule, writtenAt} from '../ir/policy.ts';
import type {BuiltInRule, Profile, Stage} from '../ir/profile.ts';
import {allTraffic, type Traffic} from '../ir/traffic.ts';
import type {Endpoint, World} from '../ir/world.ts';
import type {Reference, VerdictName} from './answer.ts';
import {ignoredPolicy} from './caveats.ts';
import {narrowedTo, policyIndex} from './classes/policy-index.ts';
import {connectionEnd} from './end.ts';
import {type Exposure, exposureOf, outwardServices} from './exposure.ts';
import {noAssumptions} from './facts.ts';
import {evaluateMatch, type Reading} from './match.ts';
import {outsideAnswers} from './outside-traffic.ts';
import {compareRanks, endpointsAsSeen, type PlacedPolicy, type Prepared, prepare} from './prepared.ts';
import {policyReference} from './reference.ts';
import {neverPoliced} from './unpoliced.ts';

/** One rule that holds for an endpoint, in the order of evaluation. */
export interface EffectiveRule {
  readonly stage: string;
  readonly action: Action;
  readonly peer: Match;
  readonly self?: Match;
  readonly traffic: Traffic;
  readonly application?: Application;
  /** An earlier rule, or the end of an earlier stage, decides everything this one could match. */
  readonly unreachable?: true;
  readonly by: readonly Reference[];
}

export interface EffectiveDirection {
  /** False: no policy selects the endpoint in this direction, so everything passes. */
  readonly isolated: boolean;
  readonly isolatedBy: readonly Reference[];
  /** Policies of which it is not known whether they select the endpoint, with the open facts. */
  readonly uncertain: readonly {readonly policy: Reference; readonly unknowns: readonly string[]}[];
  readonly rules: readonly EffectiveRule[];
  /** The stages whose policies select the endpoint, in order, and what becomes of traffic they do not decide. */
  readonly stages: readonly {readonly name: string; readonly atEnd: 'deny' | 'continue'}[];
  /** What happens to traffic that a rule passed on behind a stage that denies the rest, and that nothing decides then. */
  readonly passedOn?: VerdictName;
  /** What happens to traffic that no rule decides; unknown where a policy may isolate that is not known for sure. */
  readonly otherwise: VerdictName;
  /** What the engine itself adds for this direction. */
  readonly builtIn: readonly BuiltInRule[];
}

export interface EffectivePolicy {
  readonly endpoint: Endpoint;
  /** Why no policy can hold: the endpoint is no subject, or the engine enforces nothing. */
  readonly exempt?: 'not-a-subject' | 'not-enforced';
  readonly ingress: EffectiveDirection;
  readonly egress: EffectiveDirection;
  /** Undefined for what is itself outside. */
  readonly exposure?: Exposure;
  readonly caveats: readonly Diagnostic[];
}

/** What really holds for each endpoint, both directions, from all policies of all dialects together. */
export function describeEffective(
  profile: Profile,
  world: World,
  policies: readonly Policy[],
  endpoints: readonly Endpoint[],
): readonly EffectivePolicy[] {
  const prepared = prepare(profile, world, policies);
  const index = policyIndex(prepared);
  const seen = endpointsAsSeen(prepared);
  const known = outsideAnswers();
  const outward = outwardServices(prepared.world);
  return endpoints.map((given) => {
    const endpoint = seen(given);
    const own = narrowedTo(prepared, index, [endpoint]);
    return describe(own, endpoint, exposureOf(own, endpoint, known, outward));
  });
}

/** `prepared` needs only the policies that can select the endpoint. */
function describe(prepared: Prepared, endpoint: Endpoint, exposure: Exposure | undefined): EffectivePolicy {
  const exempt = exemption(prepared, endpoint);
  return {
    endpoint,
    ...(exempt && {exempt}),
    ingress: exempt ? untouched : directionOf(prepared, endpoint, 'ingress'),
    egress:
      exempt || prepared.profile.capabilities.egress === false ? untouched : directionOf(prepared, endpoint, 'egress'),
    ...(exposure && {exposure}),
    caveats: exempt ? [] : remarks(prepared, endpoint),
  };
}

/** What could not be listed, and what is written for this endpoint but dropped by the engine. */
function remarks({profile, world, ignored}: Prepared, endpoint: Endpoint): readonly Diagnostic[] {
  const reading = subjectReading(endpoint, world);
  return [
    ...hiddenKinds(world).map((what) => diagnostic('kinds-hidden', undefined, {arguments: {what}})),
    ...ignored
      .filter(({policy}) => evaluateMatch(policy.subject, reading) !== false)
      .map(({policy, why}) => ignoredPolicy(profile.name, policy, why)),
  ];
}

/** A subject never depends on the peer, so the endpoint stands for both ends while it is matched. */
function subjectReading(endpoint: Endpoint, world: World): Reading {
  const end = connectionEnd(endpoint, 4, world);
  return {end, other: end, world, assumptions: noAssumptions};
}

const untouched: EffectiveDirection = {
  isolated: false,
  isolatedBy: [],
  uncertain: [],
  rules: [],
  stages: [],
  otherwise: 'allow',
  builtIn: [],
};

function exemption(prepared: Prepared, endpoint: Endpoint): EffectivePolicy['exempt'] {
  if (!prepared.profile.capabilities.enforces) return 'not-enforced';
  return neverPoliced(prepared, connectionEnd(endpoint, 4, prepared.world)) ? 'not-a-subject' : undefined;
}

function directionOf(prepared: Prepared, endpoint: Endpoint, which: 'ingress' | 'egress'): EffectiveDirection {
  const {world, profile, stages} = prepared;
  const reading = subjectReading(endpoint, world);
  const found = stages.map(({stage, policies}) => {
    const judged = policies
      .filter(({policy}) => policy[which] && !policy[which].dormant)
      .map((placed) => ({placed, truth: evaluateMatch(placed.policy.subject, reading)}));
    return {stage, judged, selecting: judged.flatMap(({placed, truth}) => (truth === true ? [placed] : []))};
  });
  const isolatedBy = found.flatMap(({selecting}) =>
    selecting.flatMap(({policy}) => (policy[which]?.isolates ? [policyReference(policy)] : [])),
  );
  const uncertain = found.flatMap(({judged}) =>
    judged.flatMap(({placed, truth}) =>
      isUnknown(truth) ? [{policy: policyReference(placed.policy), unknowns: truth.unknown}] : [],
    ),
  );
  const doubtful = uncertain.length > 0 || hiddenKinds(world).length > 0;
  const deniedLast = profile.finally === 'deny' || (profile.finally === 'deny-if-isolated' && isolatedBy.length > 0);
  const builtIn = profile.builtIn.filter(
    ({direction, subject}) =>
      (direction === which || direction === 'both') && evaluateMatch(subject, reading) !== false,
  );
  const final = builtIn.find(({when, peer, traffic}) => when === 'before-finally' && peer.is === 'true' && !traffic);
  const last: VerdictName = deniedLast ? 'deny' : doubtful ? 'unknown' : (final?.action ?? 'allow');
  const selected = found.filter(({selecting}) => selecting.length > 0);
  const walked = walk(
    selected.map(({stage, selecting}) => ({
      name: stage.name,
      atEnd: closes(stage, selecting, which) ? 'deny' : 'continue',
      rules: rulesInOrder(stage.name, selecting, which, reading),
    })),
  );
  const closed = walked.stages.some(({atEnd}) => atEnd === 'deny');
  return {
    isolated: isolatedBy.length > 0,
    isolatedBy,
    uncertain,
    rules: walked.rules,
    stages: walked.stages,
    ...(closed && walked.reachesEnd && {passedOn: last}),
    otherwise: closed ? 'deny' : last,
    builtIn,
  };
}

function closes(stage: Stage, selecting: readonly PlacedPolicy[], which: 'ingress' | 'egress'): boolean {
  return stage.atEnd === 'deny-if-isolated' && selecting.some(({policy}) => policy[which]?.isolates === true);
}

interface WalkedStage {
  readonly name: string;
  readonly atEnd: 'deny' | 'continue';
  readonly rules: readonly EffectiveRule[];
}

/** Behind a stage that denies the rest only what a rule passed on goes further. */
function walk(found: readonly WalkedStage[]): {
  readonly rules: readonly EffectiveRule[];
  readonly stages: EffectiveDirection['stages'];
  readonly reachesEnd: boolean;
} {
  let reached = true;
  const rules = found.flatMap((stage): readonly EffectiveRule[] => {
    if (!reached) return stage.rules.map((rule) => ({...rule, unreachable: true}));
    reached =
      stage.atEnd === 'continue' || stage.rules.some(({action, unreachable}) => action === 'pass' && !unreachable);
    return stage.rules;
  });
  return {rules, stages: found.map(({name, atEnd}) => ({name, atEnd})), reachesEnd: reached};
}

const actionOrder: readonly Action[] = ['deny', 'allow', 'pass', 'log'];

function rulesInOrder(
  stage: string,
  policies: readonly PlacedPolicy[],
  which: 'ingress' | 'egress',
  reading: Reading,
): EffectiveRule[] {
  const ranked = policies.flatMap(({policy, rank, rules: order}) =>
    (policy[which]?.rules ?? []).flatMap((written) => {
      const rule = narrowed(written, reading);
      return rule ? [{policy, rule, rank: order === 'in-order' ? [...rank, rule.index] : rank}] : [];
    }),
  );
  ranked.sort(
    (a, b) => compareRanks(a.rank, b.rank) || actionOrder.indexOf(a.rule.action) - actionOrder.indexOf(b.rule.action),
  );
  let closedBy: (typeof ranked)[number] | undefined;
  return ranked.map((each) => {
    const unreachable = closedBy !== undefined && compareRanks(closedBy.rank, each.rank) !== 0;
    if (!closedBy && decidesEverything(each.rule)) closedBy = each;
    return effectiveRule(stage, each.policy, each.rule, unreachable);
  });
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

function decidesEverything({action, peer, self, traffic, application}: Rule): boolean {
  return action !== 'log' && peer.is === 'true' && !self && traffic === allTraffic && !application?.http;
}

function effectiveRule(stage: string, policy: Policy, rule: Rule, unreachable: boolean): EffectiveRule {
  return {
    stage,
    action: rule.action,
    peer: rule.peer,
    ...(rule.self && {self: rule.self}),
    traffic: rule.traffic,
    ...(rule.application && {application: rule.application}),
    ...(unreachable && {unreachable}),
    by: [{id: policy.id, rule: rule.index, action: rule.action, origin: writtenAt(policy, rule)}],
  };
}
