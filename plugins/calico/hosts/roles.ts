import type {Match} from '../../../src/ir/match.ts';

/**
 * What a node is to this engine's policies, as roles of its endpoint: nothing unless a host endpoint is for one of its
 * interfaces (calico.md 8).
 */
const roles = {
  governed: 'host-endpoint',
  /** By a host endpoint for every interface, `interfaceName: "*"`. */
  everyInterface: 'host-endpoint-of-every-interface',
  /** By one of several host endpoints, and nothing tells by which. */
  openInterface: 'host-endpoint-of-unknown-interface',
} as const;

export const governedRole: string = roles.governed;
export const everyInterfaceRole: string = roles.everyInterface;
export const openInterfaceRole: string = roles.openInterface;

/** The host endpoint names this profile at a position of its list, from 0. */
export function profileRole(name: string, at: number): string {
  return `profile ${at} ${name}`;
}

export function hasRole(role: string): Match {
  return Object.freeze({is: 'role', role});
}
