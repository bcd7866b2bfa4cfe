import {type Policy, printPolicyId} from '../../src/ir/policy.ts';
import {isPolicyName} from './metadata.ts';

/** Names given so far, by kind and namespace. Grows while a set of policies is written. */
export type NameTable = Map<string, Policy>;

/**
 * A name that Calico takes: one or two DNS labels (calico.md 3.4 rule 11), and not yet given to another policy. A global
 * policy that was namespaced keeps the namespace in its name. Two documents of one name keep it, as they do apply.
 */
export function writeName(
  policy: Policy,
  suffix: string,
  where: {readonly kind: string; readonly namespace: string | undefined},
  names: NameTable,
): string {
  const {id} = policy;
  const moved = where.namespace === undefined && id.namespace !== undefined;
  const wanted = `${moved ? `${id.namespace}.` : ''}${moved ? id.name.replaceAll('.', '-') : id.name}${suffix}`;
  const valid = isPolicyName(wanted, where.namespace === undefined) ? wanted : wanted.replaceAll('.', '-').slice(0, 63);
  for (let count = 1; ; count++) {
    const name = count === 1 ? valid : `${valid.slice(0, 58)}-${count}`;
    const key = `${where.kind}/${where.namespace ?? ''}/${name}`;
    const taken = names.get(key);
    if (taken && !isSameObject(taken, policy)) continue;
    names.set(key, policy);
    return name;
  }
}

/** Two documents of one name; of one document each policy is an object of its own. */
function isSameObject(one: Policy, other: Policy): boolean {
  if (one === other) return true;
  const together = one.origin.file === other.origin.file && one.origin.document === other.origin.document;
  return !together && printPolicyId(one.id) === printPolicyId(other.id);
}
