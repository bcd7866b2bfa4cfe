import {isUnknown} from '../base/truth.ts';
import {type Diagnostic, diagnostic} from '../diagnostics/diagnostic.ts';
import {hiddenKinds} from '../ir/hidden-kinds.ts';
import type {Policy} from '../ir/policy.ts';
import type {BuiltInRule, Profile, Stage} from '../ir/profile.ts';
import type {Endpoint, World} from '../ir/world.ts';
import type {Reference, VerdictName} from './answer.ts';
import {ignoredPolicy} from './caveats.ts';
import {narrowedTo, policyIndex} from './classes/policy-index.ts';
import {type EffectiveRule, effectiveRules} from './effective-rules.ts';
import {connectionEnd} from './end.ts';
import {type Exposure, exposureOf, outwardServices} from './exposure.ts';
import {subjectReading} from './isolation.ts';
import {evaluateMatch} from './match.ts';
import {outsideAnswers} from './outside-traffic.ts';
import {endpointsAsSeen, type PlacedPolicy, type Prepared, prepare} from './prepared.ts';
import {policyReference} from './reference.ts';
import {shadowFinder} from './shadowed-rules.ts';
import {neverPoliced} from './unpoliced.ts';

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
  const shadows = shadowFinder();
  return endpoints.map((given) => {
    const endpoint = seen(given);
    const own = narrowedTo(prepared, index, [endpoint]);
    return describe(own, endpoint, exposureOf(own, endpoint, known, outward), shadows);
  });
}

type Shadows = ReturnType<typeof shadowFinder>;

/** `prepared` needs only the policies that can select the endpoint. */
function describe(
  prepared: Prepared,
  endpoint: Endpoint,
  exposure: Exposure | undefined,
  shadows: Shadows,
): EffectivePolicy {
  const exempt = exemption(prepared, endpoint);
  return {
    endpoint,
    ...(exempt && {exempt}),
    ingress: exempt ? untouched : directionOf(prepared, endpoint, 'ingress', shadows),
    egress:
      exempt || prepared.profile.capabilities.egress === false
        ? untouched
        : directionOf(prepared, endpoint, 'egress', shadows),
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

function directionOf(
  prepared: Prepared,
  endpoint: Endpoint,
  which: 'ingress' | 'egress',
  shadows: Shadows,
): EffectiveDirection {
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
  const hidden = hiddenKinds(world).length > 0;
  const doubtful = uncertain.length > 0 || hidden;
  const deniedLast = profile.finally === 'deny' || (profile.finally === 'deny-if-isolated' && isolatedBy.length > 0);
  const builtIn = profile.builtIn.filter(
    ({direction, subject}) =>
      (direction === which || direction === 'both') && evaluateMatch(subject, reading) !== false,
  );
  const final = builtIn.find(({when, peer, traffic}) => when === 'before-finally' && peer.is === 'true' && !traffic);
  const last: VerdictName = deniedLast ? 'deny' : doubtful ? 'unknown' : (final?.action ?? 'allow');
  const selected = found.filter(({selecting}) => selecting.length > 0);
  const walked = selected.map(({stage, selecting, judged}) => ({
    name: stage.name,
    atEnd: closes(stage, selecting, which) ? ('deny' as const) : ('continue' as const),
    policies: selecting,
    mayPass: hidden || judged.some(({placed, truth}) => isUnknown(truth) && passes(placed.policy, which)),
  }));
  const {rules, reachesEnd} = effectiveRules(walked, which, reading, shadows);
  const closed = walked.some(({atEnd}) => atEnd === 'deny');
  const watched = profile.proxiesRequests === true && last === 'allow';
  return {
    isolated: isolatedBy.length > 0,
    isolatedBy,
    uncertain,
    rules: watched ? rules.map(watchedOnly) : rules,
    stages: walked.map(({name, atEnd}) => ({name, atEnd})),
    ...(closed && reachesEnd && {passedOn: last}),
    otherwise: closed ? 'deny' : last,
    builtIn,
  };
}

/** HTTP rules restrict only where something isolates; else the proxy watches and lets every request pass (cilium.md 9). */
function watchedOnly(rule: EffectiveRule): EffectiveRule {
  if (!rule.application?.http) return rule;
  const {http: _http, shown = []} = rule.application;
  return {...rule, application: {shown: [...shown, 'HTTP requests are watched and all let through']}};
}

function passes(policy: Policy, which: 'ingress' | 'egress'): boolean {
  return policy[which]?.rules.some(({action}) => action === 'pass') === true;
}

function closes(stage: Stage, selecting: readonly PlacedPolicy[], which: 'ingress' | 'egress'): boolean {
  return stage.atEnd === 'deny-if-isolated' && selecting.some(({policy}) => policy[which]?.isolates === true);
}
