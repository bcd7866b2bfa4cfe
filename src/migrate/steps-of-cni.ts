import type {MigrationStep} from './migration.ts';

const rebuild =
  'RKE2 changes no CNI of a running cluster, and RKE1 fixes it at creation: there, make a new cluster, apply the files of this plan to it and move the workloads.';

/** Canal to Calico without a stop, node by node; `again` makes the result once more (migration.md section 5.2). */
export function moveToCalico(again: string): readonly MigrationStep[] {
  return [
    {
      title: 'Move the network from Canal to Calico',
      files: [],
      commands: [
        'kubectl -n kube-system get configmap canal-config -o yaml',
        'kubectl apply -f flannel-migration/calico.yaml',
        'kubectl apply -f flannel-migration/migration-job.yaml',
        'kubectl -n kube-system get jobs flannel-migration -w',
      ],
      check: 'the job is complete, and every node has the label of Calico and no flannel device',
      undo: 'per node: remove the label, restart Canal on it; the migration page of Calico tells how',
      notes: [
        'Needs: VXLAN back end without DirectRouting, flannel configured in the Kubernetes API, Canal 3.7 or later, no add-on manager for the DaemonSet.',
        'Set FLANNEL_DAEMONSET_NAMESPACE=kube-system in the job: it looks for a DaemonSet canal in kube-flannel otherwise, and ends with nothing to migrate.',
        rebuild,
      ],
    },
    {
      title: 'Renew the addresses of the nodes',
      files: [],
      commands: [again, 'kubectl apply -f DIR/01-globalnetworkset-node-tunnels.yaml'],
      check: "the set lists each node's projectcalico.org/IPv4VXLANTunnelAddr",
      undo: 'kubectl apply the set of the first run',
      notes: [
        'Rancher goes on writing the addresses of flannel into hn-nodes, which cuts host-network ingress controllers.',
      ],
    },
  ];
}

/** To Cilium over a second overlay, the policies applied while nothing is enforced (migration.md section 5.3). */
export function moveToCilium(apply: readonly MigrationStep[]): readonly MigrationStep[] {
  return [
    {
      title: 'Install Cilium beside the old network',
      files: [],
      commands: [
        'helm install cilium cilium/cilium -n kube-system --set ipam.mode=cluster-pool --set tunnelPort=8473 --set cni.customConf=true --set operator.unmanagedPodWatcher.restart=false --set policyEnforcementMode=never --set bpf.hostLegacyRouting=true',
      ],
      check: 'kubectl -n kube-system rollout status ds/cilium ends well',
      undo: 'helm uninstall cilium -n kube-system',
      notes: [
        'Another pod range and another port than 8472, which both networks use by default.',
        'From the first migrated node to the last step an open window: nothing is enforced for pods on Cilium.',
        rebuild,
      ],
    },
    ...apply,
    {
      title: 'Move the nodes one by one',
      files: [],
      commands: [
        'kubectl cordon NODE',
        'kubectl drain NODE --ignore-daemonsets --delete-emptydir-data',
        'kubectl label node NODE io.cilium.migration/cilium-default=true',
        'kubectl -n kube-system delete pod --field-selector spec.nodeName=NODE -l k8s-app=cilium',
        'reboot NODE, then: kubectl uncordon NODE',
      ],
      check: 'pods of the node have addresses of the new range and reach those of the others',
      undo: 'remove the label, drain and reboot the node again',
      notes: ['Addresses of pods change: blocks over the old pod range, hn-nodes and allow lists outside go stale.'],
    },
    {
      title: 'Enforce, and remove the old network',
      files: [],
      commands: [
        'helm upgrade cilium cilium/cilium -n kube-system --reuse-values --set policyEnforcementMode=default --set cni.customConf=false',
        'kubectl -n kube-system delete daemonset canal',
      ],
      check: 'kubectl -n kube-system get configmap cilium-config -o yaml says enable-policy: default',
      undo: 'helm upgrade with policyEnforcementMode=never',
      notes: [],
    },
  ];
}
