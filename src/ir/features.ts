import {difference, single} from '../base/intervals.ts';
import {SCTP} from '../base/protocols.ts';
import {and, isKind, type Match, not, or, unknownMatch} from './match.ts';
import type {Policy, Rule} from './policy.ts';
import type {Profile, Step} from './profile.ts';
import {hasAtom, mapBoxes, mapPeers, splitRules} from './rewrite.ts';
import {ports, type TrafficBox} from './traffic.ts';

/**
 * What an engine lacks, or nobody could confirm, of what policies can say (cni.md section 2). Absent: it does it.
 * `refused`: a policy that uses the feature is dropped as a whole. `unknown` never becomes an answer: where the feature
 * decides, the verdict is unknown.
 */
export interface Features {
  /** `no`: only the first port of a range holds. */
  readonly endPort?: 'no' | 'unknown';
  /** `no`: what a rule says of SCTP is not enforced as open. */
  readonly sctp?: 'no' | 'unknown' | 'refused';
  readonly namedPorts?: 'unknown' | 'refused';
  readonly except?: 'unknown' | 'refused';
  /** Does a block of addresses find pods and nodes? */
  readonly blocksInsideCluster?: 'unknown';
  /** AdminNetworkPolicy and BaselineAdminNetworkPolicy. */
  readonly adminPolicies?: 'no' | 'unknown';
  readonly clusterPolicies?: 'no' | 'unknown';
}

/** The profile under the name of an engine that has these features alone. The evaluator never learns of them. */
export function withFeatures(profile: Profile, name: string, features: Features): Profile {
  const steps = [
    ...trafficSteps(name, features),
    ...blockSteps(name, features),
    ...(features.adminPolicies === 'unknown' ? [kindsOpen(name, adminKinds)] : []),
    ...(features.clusterPolicies === 'unknown' ? [kindsOpen(name, clusterKinds)] : []),
  ];
  return {
    ...profile,
    name,
    adapt: [...steps, ...profile.adapt],
    ignores: (policy) => ignored(policy, features) ?? profile.ignores?.(policy),
    ...(features.endPort === 'no' && {ignoresEndPort: true}),
  };
}

const adminKinds = ['AdminNetworkPolicy', 'BaselineAdminNetworkPolicy'];
const clusterKinds = ['ClusterNetworkPolicy'];

function ignored(policy: Policy, features: Features): string | undefined {
  const {kind} = policy.id;
  if (policy.group.group === 'admin') {
    const off = adminKinds.includes(kind) ? features.adminPolicies : features.clusterPolicies;
    if (off === 'no') return `it does not read ${kind}`;
  }
  if (features.namedPorts === 'refused' && someBox(policy, hasName)) return 'it knows no named ports';
  if (features.sctp === 'refused' && someBox(policy, isSctp)) return 'it knows no SCTP';
  if (features.except === 'refused' && rulesOf(policy).some(({peer}) => excepts(peer))) return 'it knows no except';
  return undefined;
}

/** A kind of which nobody knows whether the engine reads it: whom such a policy selects is open. */
function kindsOpen(name: string, kinds: readonly string[]): Step<Policy> {
  const open = unknownMatch(`${name} reads ${kinds.join(' and ')}`);
  return {
    name: `perhaps reads ${kinds.join(' and ')}`,
    rule: 'cni.md 2',
    everywhere: () => [],
    apply: (policy) => (kinds.includes(policy.id.kind) ? {...policy, subject: and(policy.subject, open)} : policy),
  };
}

/** One feature of traffic: which boxes use it, and what is left of them without it. */
interface BoxFeature {
  readonly name: string;
  readonly uses: (box: TrafficBox) => boolean;
  readonly without: (box: TrafficBox) => TrafficBox | undefined;
  readonly concerns: (policy: Policy) => boolean;
}

const endPortFeature: BoxFeature = {name: 'endPort', uses: isRange, without: firstPort, concerns: isOrdinary};
const sctpFeature: BoxFeature = {name: 'SCTP', uses: isSctp, without: withoutSctp, concerns: () => true};
const namesFeature: BoxFeature = {
  name: 'named ports',
  uses: hasName,
  without: () => undefined,
  concerns: isOrdinary,
};

function trafficSteps(name: string, {endPort, sctp, namedPorts}: Features): readonly Step<Policy>[] {
  return [
    ...(endPort ? [boxStep(endPortFeature, endPort, `${name} reads endPort`)] : []),
    ...(sctp && sctp !== 'refused' ? [boxStep(sctpFeature, sctp, `${name} enforces rules for SCTP`)] : []),
    ...(namedPorts === 'unknown' ? [boxStep(namesFeature, namedPorts, `${name} knows named ports`)] : []),
  ];
}

/**
 * What a rule says with the feature is reduced to what holds without it. Where it is not known whether the engine has
 * it, a second rule holds the whole, on the condition that it does.
 */
function boxStep(
  {name, uses, without, concerns}: BoxFeature,
  state: 'no' | 'unknown',
  condition: string,
): Step<Policy> {
  const open = unknownMatch(condition);
  const change = (rule: Rule): readonly Rule[] => {
    if (!rule.traffic.some(uses)) return [rule];
    const sure = mapBoxes(rule, (box) => (uses(box) ? without(box) : box));
    if (state === 'no') return [sure];
    return [
      sure,
      provided(
        mapBoxes(rule, (box) => (uses(box) ? box : undefined)),
        open,
      ),
    ];
  };
  return {
    name: state === 'no' ? `${name} is ignored` : `${name} may be ignored`,
    rule: 'cni.md 2, kubernetes.md A9.9',
    everywhere: () => [],
    apply: (policy) => (concerns(policy) ? splitRules(policy, change) : policy),
  };
}

/** The kinds whose ports are those of NetworkPolicy. Others write ranges of their own, which no engine of theirs lacks. */
function isOrdinary({group}: Policy): boolean {
  return group.group === 'networkpolicy' || group.group === 'cilium';
}

function provided(rule: Rule, condition: Match): Rule {
  const open = mapPeers(rule, (peer) => and(peer, condition));
  return rule.peers.length === 0 ? {...open, peer: and(rule.peer, condition)} : open;
}

function blockSteps(name: string, {except, blocksInsideCluster}: Features): readonly Step<Policy>[] {
  const readsExcept = unknownMatch(`${name} reads except`);
  const findsInside = unknownMatch(`${name} finds pods and nodes by ipBlock`);
  return [
    ...(except === 'unknown'
      ? [peerStep('except may be ignored', (peer) => (excepts(peer) ? exceptOpen(peer, readsExcept) : peer))]
      : []),
    ...(blocksInsideCluster
      ? [
          peerStep('ipBlock may not find what is inside', (peer) =>
            hasAtom(peer, ({is}) => is === 'address') ? and(peer, or(isKind('external'), findsInside)) : peer,
          ),
        ]
      : []),
  ];
}

function peerStep(name: string, change: (peer: Match) => Match): Step<Policy> {
  return {
    name,
    rule: 'cni.md 2 and 3.3',
    everywhere: () => [],
    apply: (policy) =>
      policy.group.group === 'networkpolicy' ? splitRules(policy, (rule) => [mapPeers(rule, change)]) : policy,
  };
}

/** An ipBlock is a conjunction of the block and of what is not excepted. */
function excepts(match: Match): boolean {
  if (match.is === 'or') return match.of.some(excepts);
  return match.is === 'and' && match.of.some(isException);
}

function isException(part: Match): boolean {
  return part.is === 'not' && part.of.is === 'address';
}

function exceptOpen(peer: Match, read: Match): Match {
  if (peer.is !== 'and') return peer;
  return and(...peer.of.map((part) => (isException(part) ? or(part, not(read)) : part)));
}

/** A box that lists SCTP, alone or among others; one for all protocols does not speak of it. */
function isSctp({protocols}: TrafficBox): boolean {
  return protocols?.some(([low, high]) => low === SCTP && high === SCTP) ?? false;
}

function withoutSctp(box: TrafficBox): TrafficBox | undefined {
  const protocols = difference(box.protocols ?? [], single(SCTP));
  return protocols.length > 0 ? {...box, protocols} : undefined;
}

function hasName(box: TrafficBox): boolean {
  return (box.ports?.names.length ?? 0) > 0;
}

function isRange({ports: which}: TrafficBox): boolean {
  return which?.numbers.some(([low, high]) => low < high) ?? false;
}

function firstPort(box: TrafficBox): TrafficBox {
  if (!box.ports) return box;
  const numbers = box.ports.numbers.flatMap(([low]) => single(low));
  return {...box, ports: ports({...box.ports, numbers})};
}

function rulesOf({ingress, egress}: Policy): readonly Rule[] {
  return [...(ingress?.rules ?? []), ...(egress?.rules ?? [])];
}

function someBox(policy: Policy, test: (box: TrafficBox) => boolean): boolean {
  return isOrdinary(policy) && rulesOf(policy).some((rule) => rule.traffic.some(test));
}
