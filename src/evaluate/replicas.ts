import type {EffectivePolicy} from './effective.ts';

/** What holds for several endpoints alike: the first of them, and how many pods they are. */
export interface ReplicaGroup {
  readonly effective: EffectivePolicy;
  /** Absent where a workload does not say how many. */
  readonly replicas?: number;
}

/** Pods of one owner for which the same holds are one item; everything else stays alone. The order is kept. */
export function groupReplicas(policies: readonly EffectivePolicy[]): readonly ReplicaGroup[] {
  const groups = new Map<string, EffectivePolicy[]>();
  for (const effective of policies) {
    const key = groupKey(effective);
    const group = groups.get(key);
    if (group) group.push(effective);
    else groups.set(key, [effective]);
  }
  return [...groups.values()].flatMap((group) => {
    const [effective] = group;
    if (!effective) return [];
    const counts = group.map(({endpoint}) => endpoint.replicas);
    const known = counts.filter((count) => count !== undefined);
    const replicas = known.reduce((sum, count) => sum + count, 0);
    return [{effective, ...(known.length === counts.length && {replicas})}];
  });
}

function groupKey({endpoint, exempt, ingress, egress, exposure}: EffectivePolicy): string {
  const {owner, namespace, name} = endpoint;
  const who = owner && namespace !== undefined ? [namespace, owner.kind, owner.name] : [name];
  return JSON.stringify([who, exempt ?? '', ingress, egress, exposure ?? '']);
}
