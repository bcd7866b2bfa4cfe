import type {JsonObject} from '../base/json.ts';
import {projectLabel} from './generated.ts';
import {admitted, marked, type TargetInput} from './target.ts';

const KIND = 'CiliumClusterwideNetworkPolicy';
/** Labels of namespaces are peers in the clusterwide kind alone (cni.md section 3.11). */
const key = `k8s:io.cilium.k8s.namespace.labels.${projectLabel}`;

/**
 * One clusterwide policy a project. Addresses never match nodes in Cilium, so `remote-node` takes the place of hn-nodes; a
 * pod's own node comes in anyway (migration.md 3b).
 */
export function ciliumIsolation({isolation, withNodes, freeName}: TargetInput): readonly JsonObject[] {
  return isolation.projects.isolated.map(
    ({id}): JsonObject => ({
      apiVersion: 'cilium.io/v2',
      kind: KIND,
      metadata: marked(freeName(KIND, undefined, `project-${id}`), id),
      spec: {
        endpointSelector: {matchLabels: {[key]: id}},
        ingress: [
          {fromEndpoints: admitted(id, isolation).map((each) => ({matchLabels: {[key]: each}}))},
          ...(withNodes ? [{fromEntities: ['remote-node']}] : []),
        ],
      },
    }),
  );
}
