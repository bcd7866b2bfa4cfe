import {complement, intervals} from '../../src/base/intervals.ts';
import {SCTP, TCP, UDP} from '../../src/base/protocols.ts';
import {and, anything, isKind, sameNode} from '../../src/ir/match.ts';
import type {Policy} from '../../src/ir/policy.ts';
import {hostNetworkPodsAreNodes} from '../../src/ir/prepare.ts';
import type {BuiltInRule, Departure, Step} from '../../src/ir/profile.ts';
import {mapRules} from '../../src/ir/rewrite.ts';
import {box, protocolPorts, traffic} from '../../src/ir/traffic.ts';
import type {World} from '../../src/ir/world.ts';
import {addressesAreOutside, enforceDormantRules} from './adapt.ts';
import {filteredLabelsAreNone} from './filtered-labels.ts';
import {filterLabels} from './prepare.ts';

/** SCTP is dropped whatever policies say where its option is off (cilium.md 7 and 11 K6). */
export const sctpIsOff: BuiltInRule = {
  name: 'SCTP is off',
  rule: 'cilium.md 7, enable-sctp',
  when: 'before-stages',
  direction: 'both',
  subject: isKind('pod'),
  peer: anything,
  traffic: traffic([protocolPorts(SCTP)]),
  action: 'deny',
};

const ownNode: BuiltInRule = {
  name: 'the own node',
  rule: 'the text of NetworkPolicy',
  when: 'before-stages',
  direction: 'egress',
  subject: isKind('pod'),
  peer: and(isKind('host'), sameNode),
  action: 'allow',
};

const otherProtocols = complement(intervals([TCP, UDP, SCTP].map((each) => [each, each])), 0, 255);

/** Ports limit the protocols that have ports alone; the text does not say so, nor the opposite. */
const otherProtocolsPass: Step<Policy> = {
  name: 'ports leave other protocols alone',
  rule: 'cilium.md 11 K11',
  apply: (policy) =>
    isOrdinary(policy)
      ? mapRules(policy, (rule) =>
          rule.ports.length === 0
            ? rule
            : {...rule, traffic: traffic([...rule.traffic, box({protocols: otherProtocols})])},
        )
      : policy,
};

/**
 * Cilium's reading of NetworkPolicy against its text (cilium.md 11). K7 is a feature of old versions, K9 needs several
 * clusters, and K10 is refused by the API server, so that there is no verdict to differ.
 */
export const departures: readonly Departure[] = [
  {
    rule: 'cilium.md 11 K1',
    what: 'an ipBlock finds neither pods nor nodes by their addresses',
    undone: withoutStep(addressesAreOutside),
  },
  {
    rule: 'cilium.md 11 K2',
    what: 'a pod reaches its own node only where a rule allows it',
    undone: withBuiltIn(ownNode),
  },
  {
    rule: 'cilium.md 11 K3',
    what: 'rules of a direction that policyTypes leaves out are enforced and isolate',
    undone: withoutStep(enforceDormantRules),
  },
  {
    rule: 'cilium.md 11 K4',
    what: 'a selector sees only the labels that make the identity of a pod',
    undone: (profile) => withoutStep(filteredLabelsAreNone)(withoutPreparation(filterLabels)(profile)),
  },
  {
    rule: 'cilium.md 11 K5',
    what: 'a pod in the host network is its node, which pod selectors never find',
    undone: withoutPreparation(hostNetworkPodsAreNodes),
  },
  {
    rule: 'cilium.md 11 K6',
    what: 'SCTP is dropped, whatever policies say, unless it is switched on',
    option: 'enable-sctp',
    protocol: SCTP,
    undone: withBuiltIn(sctpIsOff),
  },
  {
    rule: 'cilium.md 11 K8',
    what: 'policies of Cilium decide beside those of Kubernetes',
    undone: (profile) => ({
      ...profile,
      place: (policy, world, settings) => (isOrdinary(policy) ? profile.place(policy, world, settings) : undefined),
    }),
  },
  {
    rule: 'cilium.md 11 K11',
    what: 'a rule with ports lets no other protocol through, such as ICMP, which Kubernetes leaves open',
    undone: (profile) => ({...profile, adapt: [...profile.adapt, otherProtocolsPass]}),
  },
];

function isOrdinary({group}: Policy): boolean {
  return group.group === 'networkpolicy';
}

function withBuiltIn(rule: BuiltInRule): Departure['undone'] {
  return (profile) => {
    const {underSettings, builtIn} = profile;
    return {
      ...profile,
      builtIn: [rule, ...builtIn],
      ...(underSettings && {
        underSettings: (settings) => {
          const switched = underSettings(settings);
          return {...switched, builtIn: [rule, ...(switched.builtIn ?? builtIn)]};
        },
      }),
    };
  };
}

function withoutPreparation(undone: Step<World>): Departure['undone'] {
  return (profile) => ({...profile, prepare: profile.prepare.filter((step) => step !== undone)});
}

/** What the step makes of policies of Cilium stays as it is. */
function withoutStep(undone: Step<Policy>): Departure['undone'] {
  const forOthers: Step<Policy> = {
    ...undone,
    apply: (policy, settings, world) => (isOrdinary(policy) ? policy : undone.apply(policy, settings, world)),
  };
  return (profile) => ({...profile, adapt: profile.adapt.map((step) => (step === undone ? forOthers : step))});
}
