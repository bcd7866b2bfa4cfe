import {intervals} from '../../../src/base/intervals.ts';
import {TCP, UDP} from '../../../src/base/protocols.ts';
import {and, anything, isKind, not, unknownMatch} from '../../../src/ir/match.ts';
import type {BuiltInRule, Unpoliced} from '../../../src/ir/profile.ts';
import {numberedPorts, protocolPorts, type Traffic} from '../../../src/ir/traffic.ts';
import {governedRole, hasRole, openInterfaceRole} from './roles.ts';

/** Connections of nodes that no policy of host endpoints is asked about. */
export const unpolicedHosts: readonly Unpoliced[] = [
  {
    name: 'no host endpoint',
    rule: 'calico.md 1',
    subject: and(isKind('host'), not(hasRole(governedRole))),
    peer: anything,
  },
  {
    name: 'pods and nodes',
    rule: 'calico.md 8',
    subject: isKind('host'),
    peer: isKind('pod'),
    caveat: 'policy of host endpoints for connections between pods and nodes: it depends on the interface they take',
  },
];

function ports(protocol: number, ...numbers: readonly number[]): Traffic {
  return [protocolPorts(protocol, numberedPorts(intervals(numbers.map((port) => [port, port] as const))))];
}

/** The failsafe ports as the agent is configured by default (calico.md 8). */
const failsafes = {
  ingress: [...ports(TCP, 22, 179, 2379, 2380, 5473, 6443, 6666, 6667), ...ports(UDP, 68)],
  egress: [...ports(TCP, 179, 2379, 2380, 5473, 6443, 6666, 6667), ...ports(UDP, 53, 67)],
};

const which = unknownMatch('which of its host endpoints an interface of the node has');

/** Beside all policies of host endpoints: failsafe ports before them, and at the end no profile that matched. */
export const builtInOfHosts: readonly BuiltInRule[] = [
  ...(['ingress', 'egress'] as const).map(
    (direction): BuiltInRule => ({
      name: 'failsafe ports',
      rule: 'calico.md 8',
      when: 'before-stages',
      direction,
      subject: hasRole(governedRole),
      peer: anything,
      traffic: failsafes[direction],
      action: 'allow',
    }),
  ),
  // Nobody knows then which policies hold: what one of two rules decides, the other would decide otherwise.
  ...(['deny', 'allow'] as const).map(
    (action): BuiltInRule => ({
      name: 'unknown interface',
      rule: 'calico.md 8',
      when: 'before-stages',
      direction: 'both',
      subject: action === 'deny' ? and(hasRole(openInterfaceRole), which) : hasRole(openInterfaceRole),
      peer: anything,
      action,
    }),
  ),
  {
    name: 'no profile matched',
    rule: 'calico.md 1.1',
    when: 'before-finally',
    direction: 'both',
    subject: hasRole(governedRole),
    peer: anything,
    action: 'deny',
  },
];
