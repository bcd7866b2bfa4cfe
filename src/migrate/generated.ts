import type {Direction, Policy} from '../ir/policy.ts';
import {atomsOf} from './atoms.ts';

/** What Rancher's controller makes in a cluster with project isolation (migration.md section 1.3). */
export type GeneratedRole = 'project' | 'nodes' | 'service' | 'host-port' | 'allow-all';

export interface GeneratedPolicy {
  readonly policy: Policy;
  readonly role: GeneratedRole;
  readonly namespace: string;
}

/** What Rancher puts on pods with a host port (migration.md section 1.2). */
export const podNameLabel = 'field.cattle.io/podName';
export const projectLabel = 'field.cattle.io/projectId';
/** The label by which our own objects are known again: the project they stand for, or `openings`. */
export const ownLabel = 'netpol/generated-for';

const creatorLabel = 'cattle.io/creator';
const roles: readonly (readonly [RegExp, GeneratedRole])[] = [
  [/^np-default$/, 'project'],
  [/^hn-nodes$/, 'nodes'],
  [/^np-default-allow-all$/, 'allow-all'],
  [/^np-./, 'service'],
  [/^hp-./, 'host-port'],
];

/**
 * The policies that Rancher's controller made, by name and by the creator label where it is given: manifests that were
 * cleaned of metadata have the fixed names alone, and `np-` and `hp-` policies then count only with the form Rancher
 * gives them (anyone may come in, on some ports).
 */
export function generatedPolicies(policies: readonly Policy[]): readonly GeneratedPolicy[] {
  return policies.flatMap((policy): readonly GeneratedPolicy[] => {
    const role = roleOf(policy);
    const {namespace} = policy.id;
    return role && namespace !== undefined ? [{policy, role, namespace}] : [];
  });
}

function roleOf(policy: Policy): GeneratedRole | undefined {
  const {id, labels} = policy;
  if (id.kind !== 'NetworkPolicy' || id.dialect !== 'kubernetes') return undefined;
  const named = roles.find(([pattern]) => pattern.test(id.name))?.[1];
  if (!named) return undefined;
  // A Service named `default` gives its policy the name of the project's (migration.md section 1.3).
  if (named === 'project' && isOpening(policy)) return 'service';
  const sure = isCreatedByRancher(policy) || named === 'project' || named === 'nodes' || named === 'allow-all';
  return sure || (Object.keys(labels).length === 0 && isOpening(policy)) ? named : undefined;
}

/** Switching isolation off deletes every policy with this label, whoever made it. */
export function isCreatedByRancher({labels}: Policy): boolean {
  return labels[creatorLabel] === 'norman';
}

/** What an earlier run of this tool wrote. */
export function isOurs({labels}: Policy): boolean {
  return Object.hasOwn(labels, ownLabel);
}

/** Anyone may come in, on some ports. */
function isOpening({ingress, egress}: Policy): boolean {
  return egress === undefined && opens(ingress);
}

function opens(ingress: Direction | undefined): boolean {
  const rules = ingress?.rules ?? [];
  return rules.length > 0 && rules.every(({peer, traffic}) => peer.is === 'true' && traffic.every(({ports}) => ports));
}

/** The projects whose namespaces an `np-default` lets in. */
export function projectsLetIn({ingress}: Policy): readonly string[] {
  const values = (ingress?.rules ?? []).flatMap(({peer}) =>
    atomsOf(peer).flatMap((atom) =>
      atom.is === 'namespaceLabel' && atom.key === projectLabel && atom.value.test === 'in' ? atom.value.values : [],
    ),
  );
  return [...new Set(values)];
}

/** The addresses that an `hn-nodes` lists, in canonical text with their prefix. */
export function addressesListed({ingress}: Policy): readonly string[] {
  return (ingress?.rules ?? []).flatMap(({peer}) =>
    atomsOf(peer).flatMap((atom) => (atom.is === 'address' ? [atom.cidr] : [])),
  );
}

/** An `hn-nodes` without a source lets everyone in (migration.md section 1.3). */
export function letsEveryoneIn({ingress}: Policy): boolean {
  return (ingress?.rules ?? []).some(({peer}) => peer.is === 'true');
}
