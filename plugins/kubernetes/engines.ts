import {isBefore, type Version} from '../../src/base/version.ts';
import {type Features, withFeatures} from '../../src/ir/features.ts';
import {and, anything, isKind, type Match, not, sameNode} from '../../src/ir/match.ts';
import type {Policy} from '../../src/ir/policy.ts';
import type {Profile, Step} from '../../src/ir/profile.ts';
import type {World} from '../../src/ir/world.ts';
import {none, spec} from './profile.ts';

/**
 * Engines that enforce the APIs as they are written but for what their row says (cni.md sections 2 and 3). A row without
 * a version is about the newest one; what the specification marks as unverified is `unknown` here.
 */
interface Row {
  /** `false`: nothing is enforced at all, the rest does not count. */
  readonly enforces?: false;
  readonly egress?: false;
  readonly ipv6?: boolean | 'unknown';
  readonly features?: Features;
  /** What stands beside the rules of the API. */
  readonly change?: (profile: Profile) => Profile;
}

const noClusterWide: Features = {adminPolicies: 'no', clusterPolicies: 'no'};

const rows: Readonly<Record<string, (version: Version) => Row>> = {
  antrea: (version) => ({
    features: {
      blocksInsideCluster: 'unknown',
      ...(isBefore(version, 1, 13) && {adminPolicies: 'no'}),
      // Deprecated in 2.7, to go two releases later: nobody knows yet whether it went.
      ...(!isBefore(version, 2, 9) && version.length > 0 && {adminPolicies: 'unknown'}),
      // Behind a gate that is off by itself.
      clusterPolicies: isBefore(version, 2, 7) ? 'no' : 'unknown',
    },
  }),
  aws: (version) =>
    isBefore(version, 1, 14)
      ? {enforces: false}
      : {features: {...noClusterWide, sctp: 'unknown'}, change: sparesPodsWithoutOwner},
  'azure-npm': () => ({ipv6: false, features: {...noClusterWide, endPort: 'unknown'}, change: opensOwnNode}),
  'azure-npm-windows': () => ({
    ipv6: 'unknown',
    features: {...noClusterWide, endPort: 'unknown', sctp: 'refused', namedPorts: 'refused', except: 'refused'},
    change: opensOwnNode,
  }),
  flannel: () => ({enforces: false}),
  'flannel-netpol': () => ({features: {...noClusterWide, sctp: 'unknown'}}),
  k3s: () => ({ipv6: 'unknown', features: {...noClusterWide, sctp: 'unknown'}}),
  kindnet: (version) =>
    isBefore(version, 0, 24) ? {enforces: false} : {features: {...noClusterWide, sctp: 'unknown'}},
  'kube-router': () => ({ipv6: 'unknown', features: noClusterWide}),
  kubenet: () => ({enforces: false}),
  'ovn-kubernetes': () => ({features: {blocksInsideCluster: 'unknown', clusterPolicies: 'unknown'}}),
  romana: () => ({
    egress: false,
    features: {
      ...noClusterWide,
      ...{endPort: 'no', sctp: 'no', namedPorts: 'unknown', except: 'unknown', blocksInsideCluster: 'unknown'},
    },
  }),
  weave: (version) => ({
    ...(isBefore(version, 2, 4) && {egress: false}),
    features: {...noClusterWide, endPort: 'no', sctp: 'unknown', namedPorts: 'refused'},
  }),
};

function profileOf(name: string, {enforces, egress, ipv6 = true, features = {}, change}: Row): Profile {
  if (enforces === false) return {...none, name};
  const profile: Profile = {
    ...spec,
    capabilities: {enforces: true, ipv6, ...(egress === false && {egress})},
    // These engines look at addresses, so that a block finds what is inside it (cni.md 3.3), or the row says otherwise.
    leavesOpen: (spec.leavesOpen ?? []).filter((each) => each !== 'blocks-inside-cluster'),
  };
  return withFeatures(change ? change(profile) : profile, name, features);
}

/** What a pod sends to its own node passes (cni.md 3.1). */
function opensOwnNode(profile: Profile): Profile {
  return {
    ...profile,
    builtIn: [
      ...profile.builtIn,
      {
        name: 'pods to their own node',
        rule: 'cni.md 3.1',
        when: 'before-stages',
        direction: 'egress',
        subject: anything,
        peer: and(isKind('host'), sameNode),
        action: 'allow',
      },
    ],
    leavesOpen: (profile.leavesOpen ?? []).filter((each) => each !== 'own-node-egress'),
  };
}

const WITHOUT_OWNER: Match = {is: 'role', role: 'pod-without-owner'};

const markPodsWithoutOwner: Step<World> = {
  name: 'pods that no workload owns are marked',
  rule: 'cni.md 3.7',
  everywhere: () => [],
  apply: (world) => ({
    ...world,
    endpoints: world.endpoints.map((each) =>
      each.kind === 'pod' && !each.owner && !each.workload
        ? {...each, roles: [...each.roles, 'pod-without-owner']}
        : each,
    ),
  }),
};

const selectOwnedPods: Step<Policy> = {
  name: 'pods that no workload owns are not selected',
  rule: 'cni.md 3.7',
  everywhere: () => [],
  apply: (policy) => ({...policy, subject: and(policy.subject, not(WITHOUT_OWNER))}),
};

/** Pods without `metadata.ownerReferences` are not covered (cni.md 3.7). */
function sparesPodsWithoutOwner(profile: Profile): Profile {
  return {
    ...profile,
    prepare: [...profile.prepare, markPodsWithoutOwner],
    adapt: [...profile.adapt, selectOwnedPods],
    builtIn: [
      {
        name: 'pods that no workload owns are not covered',
        rule: 'cni.md 3.7',
        when: 'before-stages',
        direction: 'both',
        subject: WITHOUT_OWNER,
        peer: anything,
        action: 'allow',
      },
      ...profile.builtIn,
    ],
  };
}

/** By the names of `--cni`. */
export const engines: Readonly<Record<string, Profile>> = Object.fromEntries(
  Object.entries(rows).map(([name, row]) => [
    name,
    {...profileOf(name, row([])), atVersion: (version: Version) => profileOf(name, row(version))},
  ]),
);
