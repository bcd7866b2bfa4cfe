import {byIdentity} from '../../base/by-identity.ts';
import type {Family} from '../../base/cidr.ts';
import type {Truth} from '../../base/truth.ts';
import type {Match} from '../../ir/match.ts';
import type {Stage} from '../../ir/profile.ts';
import type {Ports, Traffic} from '../../ir/traffic.ts';
import type {Endpoint} from '../../ir/world.ts';
import {connectionEnd} from '../end.ts';
import {noAssumptions} from '../facts.ts';
import {evaluateMatch} from '../match.ts';
import type {Prepared} from '../prepared.ts';
import {interner} from './interner.ts';
import type {DirectionTests, PolicyContents, RuleTest, Which} from './policy-contents.ts';
import {candidateFinder, type IndexedPolicy, type PolicyIndex} from './policy-index.ts';
import {relatesNamespaces} from './relates-namespaces.ts';

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
  /** The stages that have policies for the subject, in order. */
  readonly stages: readonly StageRules[];
  /** Names of ports and services speak of the receiver, of the sender where source ports have names. */
  readonly readsPortsOf: {readonly from: boolean; readonly to: boolean};
  /** Some rule looks at the source port. */
  readonly readsSourcePort: boolean;
  /** The answer may hang on more of the subject than what selects it: rules test it, or relate it to the peer. */
  readonly readsSubject: boolean;
  /** Equal for sides that do the same with equal traffic: stages and isolation, without the rules. */
  readonly shape: string;
  /** The different peers of all its rules. */
  readonly peers: readonly RulePeer[];
}

/** A peer with what its rules do: by stage, rank, action and traffic, as a text that is equal for equal rules. */
export interface RulePeer {
  readonly id: number;
  readonly match: Match;
  readonly does: string;
  /** See `relatesNamespaces`. */
  readonly relates: boolean;
}

/** Finds the rules of both sides of an endpoint; those of one class have the same. */
export type SideRulesOf = (subject: Endpoint, family: Family) => Readonly<Record<Which, SideRules>>;

export function sideRules(prepared: Prepared, index: PolicyIndex, contents: PolicyContents): SideRulesOf {
  const {world, stages} = prepared;
  const ids = interner<string>();
  const known = new Map<string, SideRules>();
  const candidates = candidateFinder(
    {get: (namespace) => distinct(index.local.get(namespace) ?? [], contents)},
    distinct(index.global, contents),
  );

  return (subject, family) => {
    const end = connectionEnd(subject, family, world);
    const reading = {end, other: end, world, assumptions: noAssumptions};
    const rests = new Map<number, Truth>();
    const selecting = candidates(subject).flatMap((policy): readonly Selecting[] => {
      const {restId, rest} = policy;
      const truth = rests.get(restId) ?? evaluateMatch(rest, reading);
      rests.set(restId, truth);
      return truth === false ? [] : [{policy, sure: truth === true}];
    });
    return {egress: rulesFor(selecting, 'egress'), ingress: rulesFor(selecting, 'ingress')};
  };

  /** Nearly always found by its text alone: nothing else is made before. */
  function rulesFor(selecting: readonly Selecting[], which: Which): SideRules {
    let text: string = which;
    let last: IndexedPolicy | undefined;
    let rank = 0;
    for (const {policy, sure} of selecting) {
      const tests = contents.tests(policy, which);
      if (!tests) continue;
      rank = rankAfter(last, rank, policy);
      last = policy;
      text += `,${policy.stage}.${rank}.${tests.id}${sure ? '' : `?${policy.restId}`}`;
    }
    const before = known.get(text);
    if (before) return before;
    const made = assemble(text, chosenFrom(selecting, which));
    known.set(text, made);
    return made;
  }

  function chosenFrom(selecting: readonly Selecting[], which: Which): readonly ChosenPolicy[] {
    let last: IndexedPolicy | undefined;
    let rank = 0;
    return selecting.flatMap(({policy, sure}) => {
      const tests = contents.tests(policy, which);
      if (!tests) return [];
      rank = rankAfter(last, rank, policy);
      last = policy;
      return [{policy, sure, tests, rank}];
    });
  }

  function assemble(text: string, chosen: readonly ChosenPolicy[]): SideRules {
    const selecting = chosen.map(({policy: {stage, rest}, tests: {isolates, rules}, sure, rank}) => {
      const policy = {isolates, rank, rules};
      return {stage, policy: sure ? policy : {...policy, open: rest}};
    });
    const found = stages.flatMap(({stage}, at): readonly StageRules[] => {
      const policies: SelectingPolicy[] = [];
      for (const each of selecting) if (each.stage === at) policies.push(each.policy);
      if (policies.length === 0) return [];
      return [policies.some((each) => each.open) ? {stage, policies} : {stage, policies, ranks: rulesByRank(policies)}];
    });
    const peers = peersOf(found);
    const rules = selecting.flatMap(({policy}) => policy.rules);
    const reads = [...new Set(rules.map(({traffic}) => traffic))].map(portsRead);
    const open = chosen.some(({sure}) => !sure);
    return {
      id: ids.idOf(text),
      stages: found,
      readsPortsOf: {
        to: reads.some(({to}) => to),
        from: reads.some(({from}) => from),
      },
      readsSourcePort: reads.some(({source}) => source),
      shape: found.map(({stage, policies}) => `${stage.name} ${policies.some(({isolates}) => isolates)}`).join(),
      peers,
      readsSubject: open || peers.some(({relates}) => relates) || rules.some(({self}) => self !== undefined),
    };
  }
}

function peersOf(stages: readonly StageRules[]): readonly RulePeer[] {
  const found = new Map<number, {readonly match: Match; readonly does: string[]}>();
  stages.forEach(({policies}, stage) => {
    for (const {rank, rules} of policies) {
      for (const {peer, peerId, action, trafficId, position} of rules) {
        const known = found.get(peerId) ?? {match: peer, does: []};
        known.does.push(`${stage}.${rank}.${position}${action}${trafficId}`);
        found.set(peerId, known);
      }
    }
  });
  return [...found].map(([id, {match, does}]) => ({
    ...{id, match, relates: relatesNamespaces(match)},
    does: does.length === 1 ? `${does[0]}` : [...new Set(does)].sort().join('+'),
  }));
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
function rankAfter(before: IndexedPolicy | undefined, rank: number, {stage, group}: IndexedPolicy): number {
  if (!before || before.stage !== stage) return 0;
  return before.group === group ? rank : rank + 1;
}

/** Whether a traffic names ports of the receiver, ports of the sender, and looks at source ports at all. */
const portsRead = byIdentity((traffic: Traffic) => ({
  to: traffic.some(({ports}) => ports && isNamed(ports)),
  from: traffic.some(({sourcePorts}) => sourcePorts && isNamed(sourcePorts)),
  source: traffic.some(({sourcePorts}) => sourcePorts !== undefined),
}));

function isNamed({names, services, exceptNames}: Ports): boolean {
  return names.length + services.length + exceptNames.length > 0;
}
