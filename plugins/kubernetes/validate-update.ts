import {UnknownValue} from '../../src/base/unknown-value.ts';
import type {Metadata, NetworkPolicy, NetworkPolicySpec} from './schema.ts';
import {type Refusal, strictCidrRemarks, validatePolicy, validateSelector, writtenCidrs} from './validate.ts';

/**
 * What a server of 1.36 or later refuses of a changed NetworkPolicy (kubernetes.md A7, ratcheting): the rules for a new
 * one with strict CIDRs, but a CIDR text that stands anywhere in the old object may stay, and label values of
 * `matchExpressions` may be bad where the old subject selector already was. A name or namespace never changes.
 */
export function validateUpdate(old: NetworkPolicy, updated: NetworkPolicy): readonly Refusal[] {
  const [was, is] = [specOf(old), specOf(updated)];
  const known = new Set(writtenCidrs(was).map(([text]) => text));
  const lenient = validateSelector(was.podSelector, ['spec', 'podSelector']).length > 0;
  return [
    ...identityChanges(metadataOf(old), metadataOf(updated)),
    ...validatePolicy(metadataOf(updated), is).filter(
      ({rule, path}) => !(lenient && rule === 'V4' && path.includes('matchExpressions')),
    ),
    ...strictCidrRemarks(is).filter(({value}) => !(typeof value === 'string' && known.has(value))),
  ];
}

function identityChanges(old: Metadata, updated: Metadata): readonly Refusal[] {
  return (['name', 'namespace'] as const).flatMap((field) => {
    const [was, is] = [old[field], updated[field]];
    if (was === is || was instanceof UnknownValue || is instanceof UnknownValue) return [];
    const reason = 'it cannot be changed; make a new object and delete this one';
    return [{rule: 'V1', path: ['metadata', field], value: is ?? null, reason}];
  });
}

function specOf({spec}: NetworkPolicy): NetworkPolicySpec {
  return spec === undefined || spec instanceof UnknownValue ? {} : spec;
}

function metadataOf({metadata}: NetworkPolicy): Metadata {
  return metadata === undefined || metadata instanceof UnknownValue ? {} : metadata;
}
