import {byIdentity} from '../../src/base/by-identity.ts';
import {single} from '../../src/base/intervals.ts';
import {protocolNumbers, UDP} from '../../src/base/protocols.ts';
import {and, anything, isKind, sameNode} from '../../src/ir/match.ts';
import type {Policy} from '../../src/ir/policy.ts';
import {hostNetworkPodsAreNodes} from '../../src/ir/prepare.ts';
import type {BuiltInRule, Placement, Profile, Stage, Step} from '../../src/ir/profile.ts';
import {numberedPorts, protocolPorts} from '../../src/ir/traffic.ts';
import type {Endpoint, World} from '../../src/ir/world.ts';
import {hiddenServicesAreOpen, namespacePeersWiden, setsImitateNamespaces, untrackedNeedAnInterface} from './adapt.ts';
import {unconvertedRulesFailClosed} from './fail-closed.ts';
import {builtInOfHosts, unpolicedHosts} from './hosts/built-in.ts';
import {governHosts} from './hosts/govern.ts';
import {profilePolicies} from './hosts/profiles.ts';
import {hasRole, plainNodeRole} from './hosts/roles.ts';
import {orderedTiers, tierName} from './tiers.ts';

/**
 * A process of a node gets to the pods there without a word of policy, but for IPVS (calico.md 1.1). The recorded verdicts
 * judge host endpoints and pods in the host network by policy all the same.
 */
const ownNode: BuiltInRule = {
  name: 'own node',
  rule: 'calico.md 1.1',
  when: 'before-stages',
  direction: 'ingress',
  subject: isKind('pod'),
  peer: and(isKind('host'), sameNode),
  action: 'allow',
};

/** Before any policy (calico.md 1.1). */
const builtIn: readonly BuiltInRule[] = [
  ...builtInOfHosts,
  {...ownNode, peer: and(ownNode.peer, hasRole(plainNodeRole))},
  {
    name: 'no encapsulation by pods',
    rule: 'calico.md 1.1',
    when: 'before-stages',
    direction: 'egress',
    subject: isKind('pod'),
    peer: anything,
    traffic: [protocolPorts(UDP, numberedPorts(single(4789))), protocolPorts(protocolNumbers.IPIP)],
    action: 'deny',
  },
];

/** The agent drops the keys that stand for labels of namespaces and service accounts (calico.md 4, C67). */
const stripImitations: Step<World> = {
  name: 'pods cannot imitate labels of namespaces and service accounts',
  rule: 'calico.md 4',
  everywhere: () => [],
  apply: (world) => ({...world, endpoints: world.endpoints.map(withoutImitations)}),
};

function withoutImitations(endpoint: Endpoint): Endpoint {
  if (endpoint.kind !== 'pod') return endpoint;
  const labels = ownLabels(endpoint.labels);
  return labels === endpoint.labels ? endpoint : {...endpoint, labels};
}

const ownLabels = byIdentity((labels: Endpoint['labels']): Endpoint['labels'] => {
  const entries = Object.entries(labels);
  const kept = entries.filter(([key]) => !key.startsWith('pcns.') && !key.startsWith('pcsa.'));
  return kept.length === entries.length ? labels : Object.fromEntries(kept);
});

/**
 * The tiers in their order. Host endpoints have all of them twice more in front, for untracked and for pre-DNAT policies,
 * whose ends never drop, and profiles behind (calico.md 8); for nobody else a policy is there.
 */
function stages(world: World, policies: readonly Policy[]): readonly Stage[] {
  const before = (['untracked', 'pre-dnat'] as const).flatMap((list) => {
    const own = policies.filter(({group}) => group.group === 'tier' && group.list === list);
    return own.length === 0 ? [] : orderedTiers(world.tiers, own).map(({name}) => passing(listStage(list, name)));
  });
  const profiles = policies.some(({group}) => group.group === 'tier' && group.list === 'profile');
  return [
    ...before,
    ...orderedTiers(world.tiers, policies).map(
      ({name, defaultAction, missing}): Stage => ({
        name,
        atEnd: defaultAction === 'deny' ? 'deny-if-isolated' : 'continue',
        endReason: 'end-of-tier',
        ...(missing && {missing}),
      }),
    ),
    ...(profiles ? [passing(PROFILES)] : []),
  ];
}

function passing(name: string): Stage {
  return {name, atEnd: 'continue', endReason: 'end-of-tier'};
}

const PROFILES = 'profiles';

function listStage(list: 'untracked' | 'pre-dnat', tier: string): string {
  return `${list} ${tier}`;
}

function stageOf({tier, list}: Extract<Policy['group'], {group: 'tier'}>): string {
  if (list === 'profile') return PROFILES;
  return list ? listStage(list, tierName(tier)) : tierName(tier);
}

/**
 * The tier of a policy and its position there: by order, absent last, then by `name/namespace/kind` (calico.md 7.2).
 * Kubernetes policies stand where the engine's own conversion puts them (9.1, 9.2).
 */
function place(policy: Policy): Placement | undefined {
  const {group, id, staged} = policy;
  if (staged) return undefined;
  const key = (kind: string): string => `${id.name}/${id.namespace ?? ''}/${kind}`;
  switch (group.group) {
    case 'tier':
      return {
        stage: stageOf(group),
        rank: [group.order ?? Number.POSITIVE_INFINITY, key(id.kind.replace(/^Staged/, ''))],
        rules: 'in-order',
        nameFrom: 1,
      };
    case 'networkpolicy':
      return {stage: 'default', rank: [1000, key('KubernetesNetworkPolicy')], rules: 'in-order', nameFrom: 1};
    case 'admin':
      return {
        stage: group.tier === 'Admin' ? 'kube-admin' : 'kube-baseline',
        rank: [group.priority, key('KubernetesClusterNetworkPolicy')],
        rules: 'in-order',
        nameFrom: 1,
      };
    default:
      return undefined;
  }
}

/** What becomes of cluster-wide policies of Kubernetes (calico.md 9.2, 9.3). */
const convertedAsTheEngineDoes: readonly Step<Policy>[] = [unconvertedRulesFailClosed, namespacePeersWiden];

/** Calico as policy engine; Canal is the same without IPv6 (calico.md 8). */
function engine(name: string, ipv6: boolean): Profile {
  return {
    name,
    settings: () => ({}),
    prepare: [hostNetworkPodsAreNodes, stripImitations, governHosts],
    adapt: [...convertedAsTheEngineDoes, setsImitateNamespaces, untrackedNeedAnInterface, hiddenServicesAreOpen],
    spelledOut: (policy, settings, world) =>
      convertedAsTheEngineDoes.reduce((changed, step) => step.apply(changed, settings, world), policy),
    ownPolicies: profilePolicies,
    stages,
    place,
    subjects: ['pod', 'host'],
    unpoliced: unpolicedHosts,
    builtIn,
    dataplane: [ownNode],
    finally: 'allow',
    finallyReason: 'endpoint-profile',
    addressSets: {cluster: 'GlobalNetworkSet', namespaced: 'NetworkSet'},
    capabilities: {enforces: true, ipv6},
  };
}

export const calicoProfile: Profile = engine('calico', true);
export const canalProfile: Profile = engine('canal', false);
