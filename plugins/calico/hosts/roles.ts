import type {Match} from '../../../src/ir/match.ts';

/*
 * What a node is to this engine, as roles of its endpoint (calico.md 8).
 */

/** A node, and none of its interfaces has a host endpoint. */
export const plainNodeRole = 'node';
/** A host endpoint is for this interface: policies govern it. */
export const governedRole = 'host-endpoint';
/** It is the one for every interface, `interfaceName: "*"`. */
export const everyInterfaceRole = 'host-endpoint-of-every-interface';
/** It is one of several, and nothing tells which. */
export const openInterfaceRole = 'host-endpoint-of-unknown-interface';

/** The host endpoint names this profile at a position of its list, from 0. */
export function profileRole(name: string, at: number): string {
  return `profile ${at} ${name}`;
}

export function hasRole(role: string): Match {
  return Object.freeze({is: 'role', role});
}
