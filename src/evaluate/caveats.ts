import {hasPorts} from '../base/protocols.ts';
import {type Diagnostic, diagnostic} from '../diagnostics/diagnostic.ts';
import type {Match} from '../ir/match.ts';
import type {Policy} from '../ir/policy.ts';
import {hasAtom} from '../ir/rewrite.ts';
import type {Decision} from './answer.ts';
import type {End} from './end.ts';
import {noAssumptions} from './facts.ts';
import {evaluateMatch} from './match.ts';
import {portCaveats} from './port-caveats.ts';
import type {Side} from './side.ts';
import {unpoliced} from './unpoliced.ts';

/** Remarks without which a verdict would mislead: what the API leaves open, and layer 7 restrictions. */
export function caveats(
  sides: {readonly egress: Side; readonly ingress: Side},
  egress: Decision | null,
  ingress: Decision | null,
): readonly Diagnostic[] {
  return [...sideCaveats(sides.egress, egress), ...sideCaveats(sides.ingress, ingress)];
}

function sideCaveats(side: Side, decision: Decision | null): readonly Diagnostic[] {
  if (!decision) return unpolicedCaveats(side);
  const found: Diagnostic[] = [];
  const decides = decision.reason === 'rule' || decision.reason === 'isolated';
  const open = side.prepared.profile.leavesOpen ?? [];
  if (decides && open.includes('protocols-without-ports') && !hasPorts(side.connection.protocol)) {
    found.push(diagnostic('undefined-by-api', undefined, {arguments: {what: 'protocols without ports'}}));
  }
  if (decides && open.includes('own-node-egress') && side.direction === 'egress' && isOwnNode(side)) {
    found.push(diagnostic('undefined-by-api', undefined, {arguments: {what: 'traffic from a pod to its own node'}}));
  }
  if (decision.reason === 'rule' && open.includes('blocks-inside-cluster') && blockFindsInside(side, decision)) {
    const {name} = side.peer.endpoint;
    found.push(diagnostic('blocks-inside-cluster', decision.decidedBy[0]?.origin, {arguments: {name}}));
  }
  if (decision.reason === 'isolated') found.push(...portCaveats(side));
  if (decision.reason !== 'capability') found.push(...ignoredCaveats(side), ...dataplaneCaveats(side, decision));
  if (decision.http) {
    found.push(diagnostic('http-restricted', decision.decidedBy[0]?.origin, {arguments: {side: side.direction}}));
  }
  return found;
}

/** Policy of this end that the engine has and nobody can evaluate from what is known here. */
function unpolicedCaveats({prepared, subject, peer}: Side): readonly Diagnostic[] {
  const why = unpoliced(prepared, subject, peer);
  if (!why || why === 'kind' || why.caveat === undefined) return [];
  const {name} = subject.endpoint;
  return [diagnostic('policy-not-evaluated', undefined, {arguments: {name, what: why.caveat}})];
}

/** Where the dataplane decides otherwise than the policies do. */
function dataplaneCaveats({direction, subject, peer, prepared}: Side, {verdict}: Decision): readonly Diagnostic[] {
  const {profile, world} = prepared;
  const holds = (match: Match, end: End, other: End): boolean =>
    evaluateMatch(match, {end, other, world, assumptions: noAssumptions}) === true;
  return (profile.dataplane ?? []).flatMap((rule) => {
    const own = rule.direction === direction || rule.direction === 'both';
    const differs =
      own && rule.action !== verdict && holds(rule.subject, subject, peer) && holds(rule.peer, peer, subject);
    return differs
      ? [diagnostic('dataplane-differs', undefined, {arguments: {name: rule.name, action: rule.action}})]
      : [];
  });
}

function isOwnNode({subject, peer, prepared}: Side): boolean {
  if (peer.endpoint.kind !== 'host') return false;
  const reading = {end: peer, other: subject, world: prepared.world, assumptions: noAssumptions};
  return evaluateMatch({is: 'sameNode'}, reading) === true;
}

/** The NetworkPolicies that decided did so by blocks of addresses alone, and the address is that of a pod or node. */
function blockFindsInside(side: Side, {decidedBy}: Decision): boolean {
  const {peer, subject, prepared} = side;
  if (peer.endpoint.kind === 'external') return false;
  const reading = {end: peer, other: subject, world: prepared.world, assumptions: noAssumptions};
  const placed = prepared.stages.flatMap(({policies}) => policies);
  return decidedBy.every(({id, rule: index}) => {
    const found = placed.find(({policy}) => policy.id === id)?.policy;
    const rules = found?.group.group === 'networkpolicy' ? (found[side.direction]?.rules ?? []) : [];
    const matching = rules
      .filter((rule) => rule.index === index)
      .flatMap(({peers}) => peers.filter(({value}) => evaluateMatch(value, reading) === true));
    return matching.length > 0 && matching.every(({value}) => hasAtom(value, ({is}) => is === 'address'));
  });
}

/** Policies for this end that the engine drops: without them an answer would seem to overlook what is written. */
function ignoredCaveats({direction, subject, peer, prepared}: Side): readonly Diagnostic[] {
  const reading = {end: subject, other: peer, world: prepared.world, assumptions: noAssumptions};
  return prepared.ignored.flatMap(({policy, why}) => {
    if (!policy[direction] || policy[direction].dormant || evaluateMatch(policy.subject, reading) === false) return [];
    return [ignoredPolicy(prepared.profile.name, policy, why)];
  });
}

/** The caveat that a policy is dropped as a whole. */
export function ignoredPolicy(engine: string, {id, origin}: Policy, why: string): Diagnostic {
  return diagnostic('policy-ignored', origin, {arguments: {engine, kind: id.kind, name: id.name, why}});
}
