import {conflict, type Item, list, oneOfTexts} from './fields.ts';
import {type PolicySpec, type PolicyType, policyTypes} from './schema.ts';
import {refuseMore, refuseRepeats} from './schema-rules.ts';

/** `types`: one or both, no repeats, not empty (calico.md 3.4 rule 1). */
export function readTypes(item: Item): readonly PolicyType[] | undefined {
  const items = list(item);
  if (!items) return undefined;
  if (items.length === 0) conflict(item, 'types must not be empty; leave it out or name Ingress, Egress', 'api-server');
  const found = items.flatMap((each) => oneOfTexts(each, policyTypes) ?? []);
  refuseMore(item, policyTypes.length, 'types');
  refuseRepeats(items);
  return found;
}

/**
 * The directions that a policy governs when it does not say so (calico.md 5.4). A `projectcalico.org/v3` object is
 * defaulted by the API; one of `crd.projectcalico.org/v1` never is, and the agent then governs both.
 */
export function defaultTypes(spec: PolicySpec, stored: boolean): readonly PolicyType[] {
  if (stored) return policyTypes;
  const ingress = (spec.ingress ?? []).length > 0;
  const egress = (spec.egress ?? []).length > 0;
  return policyTypes.filter((type) => (type === 'Egress' ? egress : ingress || !egress));
}
