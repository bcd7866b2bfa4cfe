import {argument, type PlainObject} from '../plain.ts';

/**
 * Why a resource of this type may add or change policies and workloads that nobody can see here; undefined for types
 * that do not (terraform.md section 3.1).
 */
export function unseenReason(type: string, values: PlainObject): string | undefined {
  if (type === 'helm_release') {
    const [chart, namespace] = ['chart', 'namespace'].map((name) => argument(values, name));
    const known = typeof chart === 'string' ? ` ${JSON.stringify(chart)}` : '';
    const where = typeof namespace === 'string' ? ` in namespace ${JSON.stringify(namespace)}` : '';
    return `the manifests of the chart${known}${where} are not in Terraform's files`;
  }
  if (type === 'kustomization_resource') return 'it may carry any manifest';
  if (/^(argocd|flux)_/.test(type)) return 'it installs what another repository holds';
  return undefined;
}
