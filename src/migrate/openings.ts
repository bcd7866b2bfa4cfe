import type {Policy} from '../ir/policy.ts';
import {ownLabel, projectLabel} from './generated.ts';
import {type FreeName, marks, type TargetInput} from './target.ts';

const prefixes = {service: 'open-', 'host-port': 'open-host-'} as const;

/**
 * The policies that open a Service with a node port, or a Pod with a host port, to anyone: Rancher's, under names and marks
 * of their own, and those of an earlier run whose original is gone (migration.md sections 1.3 and 3a).
 */
export function openings(
  {isolation: {generated, ours}, world, freeName}: TargetInput,
  kind: string,
): readonly Policy[] {
  const projectOf = (namespace: string): string =>
    world.namespaces.find(({name}) => name === namespace)?.labels[projectLabel] ?? 'openings';
  const found = new Map<string, Policy>();
  for (const policy of ours) {
    if (policy.id.name.startsWith(prefixes.service)) found.set(`${policy.id.namespace}/${policy.id.name}`, policy);
  }
  for (const {policy, role, namespace} of generated) {
    if (role !== 'service' && role !== 'host-port') continue;
    const name = `${prefixes[role]}${policy.id.name.slice('np-'.length)}`;
    found.set(`${namespace}/${name}`, {...policy, id: {...policy.id, name}});
  }
  const sorted = [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, policy]) => policy);
  return sorted.map((policy) => renamed(policy, kind, freeName, projectOf(policy.id.namespace ?? '')));
}

function renamed(policy: Policy, kind: string, freeName: FreeName, project: string): Policy {
  const {id, labels} = policy;
  const name = freeName(kind, id.namespace, id.name);
  return {...policy, id: {...id, name}, annotations: {}, labels: marks(labels[ownLabel] ?? project)};
}
