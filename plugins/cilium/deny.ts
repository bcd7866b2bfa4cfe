import type {PolicyRule} from './schema.ts';

/**
 * Deny rules know no layer 7, no FQDN and no services: a `toServices` is never resolved there, so that alone it denies
 * nothing and beside ports it denies them to every peer (cilium.md 6.6).
 */
export function denyPart(rule: PolicyRule): PolicyRule {
  const {toServices: _, toFQDNs: __, authentication: ___, toPorts, ...rest} = rule;
  return {...rest, ...(toPorts && {toPorts: toPorts.map(({ports}) => (ports ? {ports} : {}))})};
}
