import {byIdentity} from '../../src/base/by-identity.ts';
import {single} from '../../src/base/intervals.ts';
import {protocolNumbers, UDP} from '../../src/base/protocols.ts';
import {and, anything, isKind, sameNode} from '../../src/ir/match.ts';
import type {Policy} from '../../src/ir/policy.ts';
import {hostNetworkPodsAreNodes} from '../../src/ir/prepare.ts';
import type {BuiltInRule, Placement, Profile, Stage, Step} from '../../src/ir/profile.ts';
import {numberedPorts, protocolPorts} from '../../src/ir/traffic.ts';
import type {Endpoint, World} from '../../src/ir/world.ts';
import {hiddenServicesAreOpen, namespacePeersWiden, setsImitateNamespaces} from './adapt.ts';
import {orderedTiers, tierName} from './tiers.ts';

/** Before any policy (calico.md 1.1). */
const builtIn: readonly BuiltInRule[] = [
  {
    name: 'own node',
    rule: 'calico.md 1.1',
    when: 'before-stages',
    direction: 'ingress',
    subject: isKind('pod'),
    peer: and(isKind('host'), sameNode),
    action: 'allow',
  },
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

function stages(world: World, policies: readonly Policy[]): readonly Stage[] {
  return orderedTiers(world.tiers, policies).map(({name, defaultAction, missing}) => ({
    name,
    atEnd: defaultAction === 'deny' ? 'deny-if-isolated' : 'continue',
    endReason: 'end-of-tier',
    ...(missing && {missing}),
  }));
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
        stage: tierName(group.tier),
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

/** Calico as policy engine; Canal is the same without IPv6 (calico.md 8). */
function engine(name: string, ipv6: boolean): Profile {
  return {
    name,
    settings: () => ({}),
    prepare: [hostNetworkPodsAreNodes, stripImitations],
    adapt: [namespacePeersWiden, setsImitateNamespaces, hiddenServicesAreOpen],
    stages,
    place,
    subjects: ['pod'],
    builtIn,
    finally: 'allow',
    finallyReason: 'endpoint-profile',
    capabilities: {enforces: true, ipv6},
  };
}

export const calicoProfile: Profile = engine('calico', true);
export const canalProfile: Profile = engine('canal', false);
