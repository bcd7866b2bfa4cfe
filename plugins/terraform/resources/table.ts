import {namespace} from './namespace.ts';
import {networkPolicy} from './network-policy.ts';
import type {ResourceKind} from './resource.ts';

/** The resource types that stand for Kubernetes objects, by type name. */
export const resourceKinds: Readonly<Record<string, ResourceKind>> = {
  kubernetes_namespace: namespace,
  kubernetes_namespace_v1: namespace,
  kubernetes_network_policy: networkPolicy,
  kubernetes_network_policy_v1: networkPolicy,
};
