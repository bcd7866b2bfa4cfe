import type {JsonObject} from '../base/json.ts';
import {projectLabel} from './generated.ts';
import {admitted, marked, marks, type TargetInput} from './target.ts';

/** Where converted Kubernetes policies stand, so that those of namespace owners still add to it (migration.md 3a). */
const ORDER = 1000;
const KIND = 'GlobalNetworkPolicy';
const role = 'node-tunnel';

/**
 * One GlobalNetworkPolicy a project without any Deny: to be selected for ingress closes the rest. Nodes come in through a
 * set of their overlay addresses, which is left out with its rules where none is known.
 */
export function calicoIsolation({isolation, withNodes, freeName}: TargetInput): readonly JsonObject[] {
  const {projects, nodes} = isolation;
  const letsNodesIn = withNodes && nodes.cidrs.length > 0 && projects.isolated.length > 0;
  const policies = projects.isolated.map(({id}): JsonObject => {
    const from = admitted(id, isolation).map((each) => `'${each}'`);
    return {
      apiVersion: 'projectcalico.org/v3',
      kind: KIND,
      metadata: marked(freeName(KIND, undefined, `project-${id}`), id),
      spec: {
        order: ORDER,
        namespaceSelector: `${projectLabel} == '${id}'`,
        types: ['Ingress'],
        ingress: [
          {action: 'Allow', source: {namespaceSelector: `${projectLabel} in { ${from.join(', ')} }`}},
          // Without global() a pod that carries the label would come in too.
          ...(letsNodesIn
            ? [{action: 'Allow', source: {namespaceSelector: 'global()', selector: `role == '${role}'`}}]
            : []),
        ],
      },
    };
  });
  return [...(letsNodesIn ? [nodeSet(nodes.cidrs)] : []), ...policies];
}

function nodeSet(cidrs: readonly string[]): JsonObject {
  return {
    apiVersion: 'projectcalico.org/v3',
    kind: 'GlobalNetworkSet',
    metadata: {name: 'node-tunnels', labels: {...marks('nodes'), role}},
    spec: {nets: [...cidrs]},
  };
}
