import {sortedUnique} from '../base/order.ts';
import type {World} from '../ir/world.ts';
import {enginesNamed} from '../sources/cluster-engine.ts';

/**
 * The engines whose agents run in a world, by their names for `--cni`, the one that counts first (cni.md section 4): by
 * the names of DaemonSets and of the pods they own, so that manifests say it as well as a cluster. Several are told, so
 * that none is chosen in silence. Names alone cannot tell whether flannel runs with its policy container.
 */
export function runningEngines({endpoints}: World): readonly string[] {
  const names = endpoints.flatMap(({name, namespace = '', workload, owner}) => {
    const of = workload ?? owner;
    if (of?.kind !== 'DaemonSet') return [];
    return [workload ? name.slice(namespace.length + 1) : of.name];
  });
  return enginesNamed(sortedUnique(names));
}
