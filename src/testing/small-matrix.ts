import type {Reference} from '../evaluate/answer.ts';
import type {ConnectivityMatrix, MatrixItem, Party} from '../evaluate/connectivity.ts';
import {numberedPorts, protocolPorts, type Traffic} from '../ir/traffic.ts';
import {origin} from './small-world.ts';

/** Hand-made matrices for tests of what only writes them down. */
export function deployment(name: string, parts: Partial<Party> = {}): Party {
  const [namespace = ''] = name.split('/');
  return {name, kind: 'workload', namespace, workload: 'Deployment', labels: {}, replicas: 1, ...parts};
}

export const world: Party = {name: 'external', kind: 'external', labels: {}};

export function tcp(...ports: readonly number[]): Traffic {
  return [protocolPorts(6, numberedPorts(ports.map((port) => [port, port] as const)))];
}

export function policyNamed(name: string, namespace = 'shop'): Reference {
  return {
    id: {dialect: 'kubernetes', apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', namespace, name},
    origin,
  };
}

export function itemOf(from: Party, to: Party, parts: Partial<MatrixItem> = {}): MatrixItem {
  const nobody = {reason: 'no-policy', by: []} as const;
  return {
    from,
    to,
    connections: tcp(80),
    unknown: [],
    unknowns: [],
    because: () => ({egress: nobody, ingress: nobody}),
    ...parts,
  };
}

export function matrixOf(parties: readonly Party[], items: readonly MatrixItem[]): ConnectivityMatrix {
  return {parties, count: items.length, items: () => items, cidrs: new Set(), reasons: () => undefined};
}
