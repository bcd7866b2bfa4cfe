import {valueAt} from '../../src/base/json.ts';
import type {Agent} from '../../src/ir/world.ts';

/** What Calico's agents note of the cluster that they run in: its types, such as `k8s` and `canal` (cni.md section 4). */
export function clusterInformation(object: unknown): readonly Agent[] {
  const types = valueAt(object, ['spec', 'clusterType']);
  return typeof types === 'string' ? [{kind: 'ClusterInformation', name: 'calico-node', words: types.split(',')}] : [];
}
