import type {Json} from '../../src/base/json.ts';
import type {Policy} from '../../src/ir/policy.ts';

/** What only tells about a policy, and the annotations that keep it where there is no such field (cilium.md 16.1). */
const keys: Readonly<Record<string, string>> = {
  description: 'cilium.io/policy-description',
  labels: 'cilium.io/policy-labels',
  log: 'cilium.io/policy-log',
};

/** The policy with its description, its own labels and its log entry as annotations; what is no text as JSON. */
export function asAnnotations(policy: Policy): Policy {
  const kept = policy.remainder.flatMap(({field, value}) => {
    const key = keyOf(field);
    return key === undefined ? [] : [[key, textOf(value)] as const];
  });
  if (kept.length === 0) return policy;
  const remainder = policy.remainder.filter(({field}) => keyOf(field) === undefined);
  return {...policy, remainder, annotations: {...policy.annotations, ...Object.fromEntries(kept)}};
}

function keyOf(field: string): string | undefined {
  return Object.hasOwn(keys, field) ? keys[field] : undefined;
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
