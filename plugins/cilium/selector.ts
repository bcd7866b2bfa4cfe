import type {Selector} from './schema.ts';

export type Operator = 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';

/** One condition of a selector: `source` is the part of the key before `:`, `any` where there is none (cilium.md 5.1). */
export interface Requirement {
  readonly source: string;
  readonly key: string;
  readonly operator: Operator;
  readonly values: readonly string[];
}

export const NAMESPACE_KEY = 'io.kubernetes.pod.namespace';
export const NAMESPACE_LABELS_PREFIX = 'io.cilium.k8s.namespace.labels.';
export const SERVICE_ACCOUNT_KEY = 'io.cilium.k8s.policy.serviceaccount';
export const CLUSTER_KEY = 'io.cilium.k8s.policy.cluster';

const operators: readonly string[] = ['In', 'NotIn', 'Exists', 'DoesNotExist'];

export function isOperator(text: string | undefined): text is Operator {
  return text !== undefined && operators.includes(text);
}

export function splitKey(key: string): {readonly source: string; readonly key: string} {
  const colon = key.indexOf(':');
  return colon < 0 ? {source: 'any', key} : {source: key.slice(0, colon), key: key.slice(colon + 1)};
}

/** The conditions of a selector that has passed `validate.ts`, in the order they are written. */
export function requirements(selector: Selector): readonly Requirement[] {
  const labels = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => ({
    ...splitKey(key),
    operator: 'In' as const,
    values: [value],
  }));
  const expressions = (selector.matchExpressions ?? []).flatMap(({key = '', operator, values = []}) =>
    isOperator(operator) ? [{...splitKey(key), operator, values}] : [],
  );
  return [...labels, ...expressions];
}

/** True for conditions that a missing label fulfils. */
export function isNegative({operator}: Requirement): boolean {
  return operator === 'NotIn' || operator === 'DoesNotExist';
}
