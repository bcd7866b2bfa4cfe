import {labels} from './labels.ts';
import {kubectlManifest, kubernetesManifest} from './manifest.ts';
import {namespace} from './namespace.ts';
import {networkPolicy} from './network-policy.ts';
import type {ResourceKind} from './resource.ts';
import {service} from './service.ts';
import {serviceAccount} from './service-account.ts';
import {cronJob, pod, templated} from './workload.ts';

const daemonSet = templated('apps/v1', 'DaemonSet');

/** The resource types that stand for Kubernetes objects, by type name (terraform.md section 3). */
export const resourceKinds: Readonly<Record<string, ResourceKind>> = {
  ...bothNames('kubernetes_cron_job', cronJob),
  ...bothNames('kubernetes_deployment', templated('apps/v1', 'Deployment')),
  ...bothNames('kubernetes_job', templated('batch/v1', 'Job')),
  ...bothNames('kubernetes_namespace', namespace),
  ...bothNames('kubernetes_network_policy', networkPolicy),
  ...bothNames('kubernetes_pod', pod),
  ...bothNames('kubernetes_replication_controller', templated('v1', 'ReplicationController')),
  ...bothNames('kubernetes_service', service),
  ...bothNames('kubernetes_service_account', serviceAccount),
  ...bothNames('kubernetes_stateful_set', templated('apps/v1', 'StatefulSet')),
  kubectl_manifest: kubectlManifest,
  kubernetes_daemon_set_v1: daemonSet,
  kubernetes_daemonset: daemonSet,
  kubernetes_labels: labels,
  kubernetes_manifest: kubernetesManifest,
};

/** The provider has most types twice, since 3.0 with the plain name as the old one. */
function bothNames(name: string, kind: ResourceKind): Readonly<Record<string, ResourceKind>> {
  return {[name]: kind, [`${name}_v1`]: kind};
}
