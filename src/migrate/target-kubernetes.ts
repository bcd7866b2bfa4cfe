import type {JsonObject} from '../base/json.ts';
import {projectLabel} from './generated.ts';
import {admitted, marked, type TargetInput} from './target.ts';

const KIND = 'NetworkPolicy';

/**
 * What Rancher's controller kept, under names and marks of its own in each namespace of a project, so that switching
 * isolation off does not delete it (migration.md 3c). Without a known node address there is no policy for nodes: one
 * without a source would let everyone in.
 */
export function kubernetesIsolation({isolation, withNodes, freeName}: TargetInput): readonly JsonObject[] {
  const {projects, nodes} = isolation;
  const letsNodesIn = withNodes && nodes.cidrs.length > 0;
  return projects.isolated.flatMap(({id, namespaces}) =>
    namespaces.flatMap((namespace): readonly JsonObject[] => {
      const made = (name: string, from: readonly JsonObject[]): JsonObject => ({
        apiVersion: 'networking.k8s.io/v1',
        kind: KIND,
        metadata: marked(freeName(KIND, namespace, name), id, namespace),
        spec: {podSelector: {}, policyTypes: ['Ingress'], ingress: [{from}]},
      });
      const projectPeers = admitted(id, isolation).map((each) => ({
        namespaceSelector: {matchLabels: {[projectLabel]: each}},
      }));
      return [
        made('project-ingress', projectPeers),
        ...(letsNodesIn
          ? [
              made(
                'from-nodes',
                nodes.cidrs.map((cidr) => ({ipBlock: {cidr}})),
              ),
            ]
          : []),
      ];
    }),
  );
}
