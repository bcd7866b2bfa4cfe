import {nearest} from '../../../src/base/near.ts';
import {resourceKinds} from './table.ts';

/** Types of the Kubernetes provider that say nothing of policies or pods; each ending in `?` also with `_v1`. */
const otherTypes = `
  annotations api_service? backend_tls_policy_v1 certificate_signing_request? cluster_role? cluster_role_binding?
  config_map? config_map_v1_data csi_driver? default_service_account? endpoint_slice_v1 endpoints? env gateway?
  gateway_class? grpc_route_v1 horizontal_pod_autoscaler? horizontal_pod_autoscaler_v2 horizontal_pod_autoscaler_v2beta2
  http_route_v1 ingress? ingress_class? limit_range? listener_set_v1 mutating_webhook_configuration? node_taint
  persistent_volume? persistent_volume_claim? pod_disruption_budget? pod_security_policy pod_security_policy_v1beta1
  priority_class? reference_grant_v1 resource_quota? role? role_binding? runtime_class_v1 secret? secret_v1_data
  storage_class? tls_route_v1 token_request_v1 validating_admission_policy_v1 validating_webhook_configuration?
`;

/** Every type that the providers of Kubernetes manifests are known to have, up to 3.x of the official one. */
const knownTypes: ReadonlySet<string> = new Set([
  ...Object.keys(resourceKinds),
  ...otherTypes
    .trim()
    .split(/\s+/)
    .flatMap((name) => (name.endsWith('?') ? [name.slice(0, -1), `${name.slice(0, -1)}_v1`] : [name]))
    .map((name) => `kubernetes_${name}`),
  'kubectl_server_version',
]);

/**
 * The known types that a type of these providers looks like, where no version of them is known to have it; undefined for
 * all other types. One that is mistyped must not be passed over: it may be a policy.
 */
export function mistypedAs(type: string): readonly string[] | undefined {
  return /^(kubernetes|kubectl)_/.test(type) && !knownTypes.has(type) ? nearest(type, knownTypes) : undefined;
}
