import {isObject} from '../src/base/json.ts';
import type {Content} from '../src/sources/document.ts';
import type {Dialect} from './dialect.ts';

export interface DialectEntry {
  readonly name: string;
  /** Further forms that it can be written in, by the names of `convert --to`. */
  readonly forms?: readonly string[];
  /** Its tools record connections, which it can read. */
  readonly records?: true;
  /** The names of `--cni` that this dialect's profiles answer to. */
  readonly profiles: readonly string[];
  /** The profile that judges policies of this dialect when nothing else is said. */
  readonly engine: string;
  /** The policy kinds of this dialect with the versions it reads; another version is an error, not a foreign object. */
  readonly policyKinds: Readonly<Record<string, readonly string[]>>;
  /**
   * Cheap test on the content alone, so that no dialect is loaded that is not needed. Of an object that has a kind and an
   * apiVersion only these two are looked at.
   */
  readonly claims: (content: Content) => boolean;
  readonly load: () => Promise<Dialect>;
}

const calicoVersions = ['projectcalico.org/v3', 'crd.projectcalico.org/v1'];

/** The only list of dialects. A document goes to the first that claims it. */
export const dialects: readonly DialectEntry[] = [
  {
    name: 'terraform',
    profiles: [],
    engine: 'spec',
    policyKinds: {},
    claims: (content) =>
      content.syntax === 'terraform-module' || (content.syntax === 'value' && isTerraformJson(content.value)),
    load: async () => (await import('./terraform/index.ts')).terraform,
  },
  {
    name: 'calico',
    records: true,
    profiles: ['calico', 'canal', 'gke-legacy'],
    engine: 'calico',
    policyKinds: {
      NetworkPolicy: calicoVersions,
      GlobalNetworkPolicy: calicoVersions,
      StagedNetworkPolicy: calicoVersions,
      StagedGlobalNetworkPolicy: calicoVersions,
      StagedKubernetesNetworkPolicy: calicoVersions,
    },
    claims: (content) => hasGroup(content, 'projectcalico.org', 'crd.projectcalico.org'),
    load: async () => (await import('./calico/index.ts')).calico,
  },
  {
    name: 'cilium',
    records: true,
    profiles: ['cilium', 'azure-cilium', 'gke-dataplane-v2'],
    engine: 'cilium',
    policyKinds: {CiliumNetworkPolicy: ['cilium.io/v2'], CiliumClusterwideNetworkPolicy: ['cilium.io/v2']},
    claims: (content) => hasGroup(content, 'cilium.io'),
    load: async () => (await import('./cilium/index.ts')).cilium,
  },
  {
    name: 'kubernetes',
    forms: ['admin'],
    profiles: [
      ...['spec', 'none', 'antrea', 'aws', 'azure-npm', 'azure-npm-windows', 'flannel', 'flannel-netpol', 'k3s'],
      ...['kindnet', 'kube-router', 'kubenet', 'ovn-kubernetes', 'romana', 'weave'],
    ],
    engine: 'spec',
    policyKinds: {
      NetworkPolicy: ['networking.k8s.io/v1', 'extensions/v1beta1'],
      AdminNetworkPolicy: ['policy.networking.k8s.io/v1alpha1'],
      BaselineAdminNetworkPolicy: ['policy.networking.k8s.io/v1alpha1'],
      ClusterNetworkPolicy: ['policy.networking.k8s.io/v1alpha2'],
    },
    claims: (content) => content.syntax === 'value' && isObject(content.value) && 'kind' in content.value,
    load: async () => (await import('./kubernetes/index.ts')).kubernetes,
  },
];

/** Everything that `convert --to` can name. */
export function targetNames(entries: readonly DialectEntry[] = dialects): readonly string[] {
  return entries.flatMap(({name, forms = []}) => [name, ...forms]);
}

function hasGroup(content: Content, ...groups: readonly string[]): boolean {
  if (content.syntax !== 'value' || !isObject(content.value)) return false;
  const {apiVersion} = content.value;
  if (typeof apiVersion !== 'string') return false;
  const slash = apiVersion.indexOf('/');
  return groups.includes(slash < 0 ? apiVersion : apiVersion.slice(0, slash));
}

/** A plan, a state, or a raw state file (terraform.md section 1). */
function isTerraformJson(value: unknown): boolean {
  if (!isObject(value) || 'kind' in value) return false;
  return 'format_version' in value || ('terraform_version' in value && Array.isArray(value['resources']));
}
