import {byIdentity} from '../../base/by-identity.ts';
import type {Family} from '../../base/cidr.ts';
import {pairInterner, sequenceInterner} from '../../base/interner.ts';
import type {Truth} from '../../base/truth.ts';
import type {Match} from '../../ir/match.ts';
import type {Stage} from '../../ir/profile.ts';
import {hasAtom} from '../../ir/rewrite.ts';
import type {Ports, Traffic} from '../../ir/traffic.ts';
import type {Endpoint} from '../../ir/world.ts';
import {connectionEnd} from '../end.ts';
import {noAssumptions} from '../facts.ts';
import {evaluateMatch} from '../match.ts';
import type {Prepared} from '../prepared.ts';
import type {DirectionTests, PolicyContents, RuleTest, Which} from './policy-contents.ts';
import {candidateFinder, type IndexedPolicy, type PolicyIndex} from './policy-index.ts';
import {relatesNamespaces} from './relates-namespaces.ts';
import {FEW} from './selector-index.ts';

export interface SelectingPolicy {
  /** Set where it is not known whether the policy selects the subject. */
  readonly open?: Match;
  readonly isolates: boolean;
  /** Policies of equal rank have equal numbers, smaller first. */
  readonly rank: number;
  readonly rules: readonly RuleTest[];
}

export interface StageRules {
  readonly stage: Stage;
  readonly policies: readonly SelectingPolicy[];
  /** The rules of equal rank together, in the order of evaluation; absent where some policy may not select. */
  readonly ranks?: readonly (readonly RuleTest[])[];
}

/** The rules of equal rank together, in the order of evaluation; what several policies say alike is there once. */
export function rulesByRank(policies: readonly SelectingPolicy[]): readonly (readonly RuleTest[])[] {
  const [only, ...others] = policies.filter(({rules}) => rules.length > 0);
  if (!only) return [];
  if (others.length === 0 && only.rules.length === 1) return [only.rules];
  const ranked = policies.flatMap(({rank, rules}) => rules.map((rule) => ({rank, rule})));
  ranked.sort((a, b) => a.rank - b.rank || a.rule.position - b.rule.position);
  const groups: Map<string, RuleTest>[] = [];
  ranked.forEach(({rank, rule}, at) => {
    const before = ranked[at - 1];
    const equal = before && before.rank === rank && before.rule.position === rule.position;
    const group = (equal && groups.at(-1)) || new Map<string, RuleTest>();
    if (!equal) groups.push(group);
    const {action, peerId, trafficId, self} = rule;
    group.set(self ? `${group.size}` : `${action} ${peerId} ${trafficId}`, rule);
  });
  return groups.map((group) => [...group.values()]);
}

/** What the policies say of one side of all endpoints they treat alike (design.md section 4, point 8). */
export interface SideRules {
  /** Equal for sides of which the same is said. */
  readonly id: number;
  /** The stages that have policies for the subject, in order; asked for by a walk alone. */
  readonly stages: () => readonly StageRules[];
  /** Names of ports and services speak of the receiver, of the sender where source ports have names. */
  readonly readsPortsOf: {readonly from: boolean; readonly to: boolean};
  /** Some rule looks at the source port. */
  readonly readsSourcePort: boolean;
  /** The answer may hang on more of the subject than what selects it: rules test it, or relate it to the peer. */
  readonly readsSubject: boolean;
  /** Equal for sides that do the same with equal traffic: stages and isolation, without the rules. */
  readonly shape: number;
  /** The different peers of all its rules. */
  readonly peers: readonly RulePeer[];
}

/** A peer with what its rules do: equal numbers for equal stages, ranks, actions and traffic. */
export interface RulePeer {
  readonly id: number;
  readonly match: Match;
  readonly does: number;
  /** See `relatesNamespaces`. */
  readonly relates: boolean;
  /** It compares the namespaces of the two ends at all. */
  readonly readsRelation: boolean;
}

/** Finds the rules of both sides of an endpoint; those of one class have the same. */
export type SideRulesOf = (subject: Endpoint, family: Family) => Readonly<Record<Which, SideRules>>;

export function sideRules(prepared: Prepared, index: PolicyIndex, contents: PolicyContents): SideRulesOf {
  const {world, stages} = prepared;
  const [lists, shapes] = [sequenceInterner(), sequenceInterner()];
  const peersOf = peerGatherer();
  const portsRead = portReader();
  const known = new Map<number, SideRules>();
  const candidates = candidateFinder(index.local, distinct(index.global, contents), (own) => distinct(own, contents));
  const stagesOf = byIdentity((chosen: readonly ChosenPolicy[]): readonly StageRules[] =>
    stages.flatMap(({stage}, at): readonly StageRules[] => {
      const policies = chosen.filter(({policy}) => policy.stage === at).map(selectingPolicy);
      if (policies.length === 0) return [];
      return [policies.some(({open}) => open) ? {stage, policies} : {stage, policies, ranks: rulesByRank(policies)}];
    }),
  );

  return (subject, family) => {
    const end = connectionEnd(subject, family, world);
    const reading = {end, other: end, world, assumptions: noAssumptions};
    const selecting: Selecting[] = [];
    const found = candidates(subject);
    const rests = found.length > FEW ? new Map<number, Truth>() : undefined;
    for (const policy of found) {
      const {restId, rest} = policy;
      const truth = rests?.get(restId) ?? evaluateMatch(rest, reading);
      rests?.set(restId, truth);
      if (truth !== false) selecting.push({policy, sure: truth === true});
    }
    return {egress: rulesFor(selecting, 'egress'), ingress: rulesFor(selecting, 'ingress')};
  };

  /** Nearly always found by what was chosen: nothing is made before. */
  function rulesFor(selecting: readonly Selecting[], which: Which): SideRules {
    let list = lists(0, which === 'egress' ? 0 : 1);
    let last: IndexedPolicy | undefined;
    let rank = 0;
    for (const {policy, sure} of selecting) {
      const tests = contents.tests(policy, which);
      if (!tests) continue;
      rank = rankAfter(rank, last, policy);
      last = policy;
      list = lists(list, (rank * stages.length + policy.stage) * 2 + (sure ? 0 : 1));
      list = lists(list, tests.id);
      if (!sure) list = lists(list, policy.restId);
    }
    const before = known.get(list);
    if (before) return before;
    const made = assemble(list, chosenFrom(selecting, which));
    known.set(list, made);
    return made;
  }

  function chosenFrom(selecting: readonly Selecting[], which: Which): readonly ChosenPolicy[] {
    const chosen: ChosenPolicy[] = [];
    for (const {policy, sure} of selecting) {
      const tests = contents.tests(policy, which);
      const last = chosen.at(-1);
      if (tests) chosen.push({policy, sure, tests, rank: rankAfter(last?.rank ?? 0, last?.policy, policy)});
    }
    return chosen;
  }

  function assemble(id: number, chosen: readonly ChosenPolicy[]): SideRules {
    const peers = peersOf(chosen);
    const readsPortsOf = {from: false, to: false};
    let readsSourcePort = false;
    let readsSubject = peers.some(({relates}) => relates);
    for (const {sure, tests} of chosen) {
      if (!sure) readsSubject = true;
      for (const {traffic, trafficId, self} of tests.rules) {
        const reads = portsRead(traffic, trafficId);
        if (reads.from) readsPortsOf.from = true;
        if (reads.to) readsPortsOf.to = true;
        if (reads.source) readsSourcePort = true;
        if (self) readsSubject = true;
      }
    }
    const stages = (): readonly StageRules[] => stagesOf(chosen);
    return {id, stages, readsPortsOf, readsSourcePort, readsSubject, shape: shapeOf(chosen), peers};
  }

  /** The stages with policies, and which of them isolate. */
  function shapeOf(chosen: readonly ChosenPolicy[]): number {
    let shape = 0;
    chosen.forEach(({policy: {stage}}, at) => {
      if (chosen[at - 1]?.policy.stage === stage) return;
      const isolates = chosen.some(({policy, tests}) => policy.stage === stage && tests.isolates);
      shape = shapes(shape, stage * 2 + (isolates ? 1 : 0));
    });
    return shape;
  }
}

function selectingPolicy({policy: {rest}, tests: {isolates, rules}, sure, rank}: ChosenPolicy): SelectingPolicy {
  return {isolates, rank, rules, ...(!sure && {open: rest})};
}

/** Finds the different peers of the rules of policies. */
function peerGatherer(): (chosen: readonly ChosenPolicy[]) => readonly RulePeer[] {
  const [deeds, lists] = [pairInterner(), sequenceInterner()];
  const actions = ['allow', 'deny', 'pass'];
  return (chosen) => {
    const found = new Map<number, {readonly match: Match; readonly does: number[]}>();
    for (const {policy, rank, tests} of chosen) {
      for (const {peer, peerId, action, trafficId, position} of tests.rules) {
        const place = deeds(deeds(policy.stage, rank), position + 1);
        const deed = deeds(place, trafficId * actions.length + actions.indexOf(action));
        const known = found.get(peerId);
        if (known) known.does.push(deed);
        else found.set(peerId, {match: peer, does: [deed]});
      }
    }
    return [...found].map(([id, {match, does}]) => {
      const together = does.length === 1 ? does : [...new Set(does)].sort((a, b) => a - b);
      const all = together.reduce((list, deed) => lists(list, deed), 0);
      const readsRelation = hasAtom(match, ({is}) => is === 'sameNamespace' || is === 'sameNamespaceLabel');
      return {id, match, does: all, readsRelation, relates: readsRelation && relatesNamespaces(match)};
    });
  };
}

/** One of several policies of equal rank that say the same: the others decide nothing more. */
function distinct(policies: readonly IndexedPolicy[], contents: PolicyContents): readonly IndexedPolicy[] {
  if (policies.length < 2) return policies;
  const found = new Map<string, IndexedPolicy>();
  for (const policy of policies) {
    const key = `${policy.stage}.${policy.group}.${contents.idOf(policy)}`;
    if (!found.has(key)) found.set(key, policy);
  }
  return found.size === policies.length ? policies : [...found.values()];
}

/** A policy that selects the subject, or may. */
interface Selecting {
  readonly policy: IndexedPolicy;
  readonly sure: boolean;
}

interface ChosenPolicy extends Selecting {
  readonly tests: DirectionTests;
  readonly rank: number;
}

/** The number of a policy's rank within its stage, from 0, by that of the policy before it: equal for equal ranks. */
function rankAfter(rank: number, before: IndexedPolicy | undefined, {stage, group}: IndexedPolicy): number {
  if (!before || before.stage !== stage) return 0;
  return before.group === group ? rank : rank + 1;
}

/** What a traffic says of ports: does it name those of the receiver or the sender, look at source ports at all? */
interface PortsRead {
  readonly to: boolean;
  readonly from: boolean;
  readonly source: boolean;
}

/** By the number of the traffic, since equal ones abound. */
function portReader(): (traffic: Traffic, id: number) => PortsRead {
  const known: PortsRead[] = [];
  return (traffic, id) => {
    const reads = known[id] ?? {
      to: traffic.some(({ports}) => ports && isNamed(ports)),
      from: traffic.some(({sourcePorts}) => sourcePorts && isNamed(sourcePorts)),
      source: traffic.some(({sourcePorts}) => sourcePorts !== undefined),
    };
    known[id] = reads;
    return reads;
  };
}

function isNamed({names, services, exceptNames}: Ports): boolean {
  return names.length + services.length + exceptNames.length > 0;
}
