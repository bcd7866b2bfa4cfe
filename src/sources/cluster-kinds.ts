/** One kind of object that a live cluster is asked for. */
export interface ClusterKind {
  /**
   * Full names (`plural.group`), since short ones are ambiguous (conformance/kubectl.md). Of several, which hold the
   * same objects, the first that can be read is taken.
   */
  readonly resources: readonly [string, ...string[]];
  readonly namespaced: boolean;
  /** Only this one object is asked for. */
  readonly object?: {readonly namespace: string; readonly name: string};
  /** Asked only where the cluster has a kind of this group. */
  readonly onlyWithGroup?: string;
}

/** Everything a live reading asks for, in the order its documents come in (cli.md section 2). */
export const clusterKinds: readonly ClusterKind[] = [
  global('namespaces'),
  global('nodes'),
  namespaced('serviceaccounts'),
  namespaced('pods'),
  namespaced('replicationcontrollers'),
  namespaced('deployments.apps'),
  namespaced('statefulsets.apps'),
  namespaced('daemonsets.apps'),
  namespaced('replicasets.apps'),
  namespaced('jobs.batch'),
  namespaced('cronjobs.batch'),
  namespaced('services'),
  namespaced('endpointslices.discovery.k8s.io'),
  {
    ...namespaced('configmaps'),
    object: {namespace: 'kube-system', name: 'cilium-config'},
    onlyWithGroup: 'cilium.io',
  },

  namespaced('networkpolicies.networking.k8s.io'),
  global('adminnetworkpolicies.policy.networking.k8s.io'),
  global('baselineadminnetworkpolicies.policy.networking.k8s.io'),
  global('clusternetworkpolicies.policy.networking.k8s.io'),

  ...calico(global, 'tiers', 'globalnetworkpolicies', 'globalnetworksets', 'hostendpoints'),
  ...calico(namespaced, 'networkpolicies', 'networksets', 'stagednetworkpolicies', 'stagedkubernetesnetworkpolicies'),
  ...calico(global, 'stagedglobalnetworkpolicies'),

  namespaced('ciliumnetworkpolicies.cilium.io'),
  global('ciliumclusterwidenetworkpolicies.cilium.io'),
  global('ciliumcidrgroups.cilium.io'),
];

function global(...resources: [string, ...string[]]): ClusterKind {
  return {resources, namespaced: false};
}

function namespaced(...resources: [string, ...string[]]): ClusterKind {
  return {resources, namespaced: true};
}

/** `crd.projectcalico.org` is where Calico's own API server stores the objects of `projectcalico.org` (calico.md). */
function calico(scope: typeof global, ...plurals: readonly string[]): readonly ClusterKind[] {
  return plurals.map((plural) => scope(`${plural}.projectcalico.org`, `${plural}.crd.projectcalico.org`));
}

/** The API group of a full resource name; the empty text for the core group. */
export function groupOf(resource: string): string {
  const dot = resource.indexOf('.');
  return dot < 0 ? '' : resource.slice(dot + 1);
}
