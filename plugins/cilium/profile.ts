import {isBefore, type Version} from '../../src/base/version.ts';
import {and, isKind, sameEndpoint, sameNode} from '../../src/ir/match.ts';
import {type Action, fieldOf, type Policy} from '../../src/ir/policy.ts';
import type {BuiltInRule, Placement, Profile, Settings, Step} from '../../src/ir/profile.ts';
import {adaptSteps, readings} from './adapt.ts';
import {CIDR_GROUP_KIND} from './cidr-group.ts';
import {departures, sctpIsOff} from './departures.ts';
import {EXTENDED_PROTOCOLS} from './ports.ts';
import {prepareSteps} from './prepare.ts';
import {NODE_PEERS} from './remainder.ts';
import {spelledOut} from './spelled-out.ts';
import {negativeSelectorsMatchAll} from './unscoped-selectors.ts';

/** The options that decide, with the defaults of 1.20 (cilium.md 10). ClusterNetworkPolicy is taken as on where given. */
const defaults: Settings = {
  'enable-policy': 'default',
  'allow-localhost': 'auto',
  'enable-host-firewall': 'false',
  'policy-audit-mode': 'false',
  'policy-cidr-match-mode': '',
  'policy-default-local-cluster': 'true',
  'enable-non-default-deny-policies': 'true',
  'enable-node-selector-labels': 'false',
  'enable-l7-proxy': 'true',
  'enable-icmp-rules': 'true',
  [EXTENDED_PROTOCOLS]: 'false',
  'enable-k8s-networkpolicy': 'true',
  'enable-cilium-network-policy': 'true',
  'enable-cilium-clusterwide-network-policy': 'true',
  'enable-k8s-cluster-network-policy': 'true',
};

/** A pod reaches itself whatever the rules say (cilium.md 10). */
const itself: BuiltInRule = {
  name: 'a pod itself',
  rule: 'cilium.md 10',
  when: 'before-stages',
  direction: 'both',
  subject: isKind('pod'),
  peer: sameEndpoint,
  action: 'allow',
};

/** The node of a pod reaches it, unless a rule denies it: probes of the kubelet (cilium.md 9, step 8). */
const localHost: BuiltInRule = {
  name: 'the own node',
  rule: 'cilium.md 9 step 8, allow-localhost',
  when: 'before-finally',
  direction: 'ingress',
  subject: isKind('pod'),
  peer: and(isKind('host'), sameNode),
  action: 'allow',
};

/**
 * Cilium 1.20: Admin policies in order, then Kubernetes and Cilium policies together (deny, then allow), then Baseline,
 * then the own node, then default deny (design.md section 3; cilium.md 9, 10 and 12).
 */
export const ciliumProfile: Profile = {
  name: 'cilium',
  settings: (world) => ({...defaults, ...world.settings}),
  prepare: prepareSteps,
  adapt: adaptSteps,
  stages: () => [
    {name: 'admin', atEnd: 'continue', endReason: 'isolated'},
    {name: 'policy', atEnd: 'continue', endReason: 'isolated'},
    {name: 'baseline', atEnd: 'continue', endReason: 'isolated'},
  ],
  place: (policy, _world, settings) => place(policy, settings),
  ignores,
  subjects: ['pod'],
  builtIn: [itself, localHost],
  finally: 'deny-if-isolated',
  finallyReason: 'default',
  capabilities: {enforces: true, ipv6: true},
  proxiesRequests: true,
  departures,
  addressSets: {cluster: CIDR_GROUP_KIND},
  spelledOut,
  underSettings,
};

/** The same in another version: what came later, options among it, or whose default changed (cilium.md 10 and 12). */
export function ciliumAt(version: Version): Profile {
  const older: Settings = isBefore(version, 1, 19) ? {'policy-default-local-cluster': 'false'} : {};
  const modes = [...(isBefore(version, 1, 15) ? ['nodes'] : []), ...(isBefore(version, 1, 20) ? ['pods'] : [])];
  if (modes.length === 0) return ciliumProfile;
  // Identities that stand for whole groups of peers came with 1.20 (cilium.md 5.4, last remark, and 15, case 22).
  const isThere = (step: Step<Policy>): boolean => step !== negativeSelectorsMatchAll;
  const read = readings.filter(isThere);
  return {
    ...ciliumProfile,
    adapt: adaptSteps.filter(isThere),
    spelledOut: (policy, settings, world) => spelledOut(policy, settings, world, read),
    settings: (world) => {
      const settings = {...defaults, ...older, ...world.settings};
      const known = (settings['policy-cidr-match-mode'] ?? '').split(/[\s,]+/).filter((mode) => !modes.includes(mode));
      return {...settings, 'policy-cidr-match-mode': known.join(',')};
    },
  };
}

function place(policy: Policy, settings: Settings): Placement | undefined {
  const {group, id} = policy;
  if (!isOn(settings, switchOf(id.kind))) return undefined;
  switch (group.group) {
    case 'admin':
      // AdminNetworkPolicy and BaselineAdminNetworkPolicy are not read (cilium.md 12).
      if (id.kind !== 'ClusterNetworkPolicy') return undefined;
      if (hasEgressPeer(policy, 'nodes') && !isOn(settings, 'enable-node-selector-labels')) return undefined;
      return {stage: group.tier === 'Admin' ? 'admin' : 'baseline', rank: [group.priority], rules: 'in-order'};
    case 'networkpolicy':
      return {stage: 'policy', rank: [], rules: 'together'};
    case 'cilium':
      return optionsOf(policy).every((option) => isOn(settings, option))
        ? {stage: 'policy', rank: [], rules: 'together'}
        : undefined;
    case 'tier':
      return undefined;
  }
}

/** The options without which the agent refuses the whole object, by what it says (cilium.md 4, V07, V15 and V16). */
function optionsOf({remainder, ingress, egress}: Policy): readonly string[] {
  const rules = [...(ingress?.rules ?? []), ...(egress?.rules ?? [])];
  const fields = remainder.map(({field}) => field);
  const asksRequests = rules.some(({application}) => application?.http !== undefined) || fields.includes('rules.dns');
  return [
    ...(fields.includes(NODE_PEERS) ? ['enable-node-selector-labels'] : []),
    ...(asksRequests ? ['enable-l7-proxy'] : []),
    ...(rules.some(({ports}) => ports.some(({path}) => path.includes('icmps'))) ? ['enable-icmp-rules'] : []),
  ];
}

/** Of ClusterNetworkPolicy the agent refuses a whole object too: node peers without the option, names that are denied. */
function hasEgressPeer(
  {egress}: Policy,
  field: string,
  actions: readonly Action[] = ['allow', 'deny', 'pass'],
): boolean {
  const rules = (egress?.rules ?? []).filter(({action}) => actions.includes(action));
  return rules.some(({peers}) => peers.some(({path}) => fieldOf(path) === field));
}

function ignores(policy: Policy): string | undefined {
  if (policy.id.kind !== 'ClusterNetworkPolicy') return undefined;
  return hasEgressPeer(policy, 'domainNames', ['deny', 'pass'])
    ? 'it takes domainNames in Accept rules alone'
    : undefined;
}

function switchOf(kind: string): string | undefined {
  const switches: Readonly<Record<string, string>> = {
    NetworkPolicy: 'enable-k8s-networkpolicy',
    ClusterNetworkPolicy: 'enable-k8s-cluster-network-policy',
    CiliumNetworkPolicy: 'enable-cilium-network-policy',
    CiliumClusterwideNetworkPolicy: 'enable-cilium-clusterwide-network-policy',
  };
  return Object.hasOwn(switches, kind) ? switches[kind] : undefined;
}

function isOn(settings: Settings, option: string | undefined): boolean {
  return option === undefined || settings[option] === 'true';
}

/** What the options of the agent change (cilium.md 10). */
function underSettings(settings: Settings): ReturnType<NonNullable<Profile['underSettings']>> {
  const mode = settings['enable-policy'];
  const always = mode === 'always';
  const off = mode === 'never' || settings['policy-audit-mode'] === 'true';
  const local =
    settings['allow-localhost'] === 'policy'
      ? []
      : [always ? {...localHost, besidePolicies: true as const} : localHost];
  return {
    builtIn: [...(settings['enable-sctp'] === 'false' ? [sctpIsOff] : []), itself, ...local],
    finally: always ? 'deny' : 'deny-if-isolated',
    capabilities: {enforces: !off, ipv6: true},
    subjects: settings['enable-host-firewall'] === 'true' ? ['pod', 'host'] : ['pod'],
  };
}
