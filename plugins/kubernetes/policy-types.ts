import {UnknownValue} from '../../src/base/unknown-value.ts';
import type {Open} from './schema.ts';

/** Does the policy isolate and rule this direction? `unknown` carries the reason. */
export type Typed = boolean | {readonly unknown: string};

/** What a spec says of its types itself, and its rules, of which only the count matters. */
interface Types {
  readonly policyTypes?: Open<readonly Open<string>[]>;
  readonly egress?: Open<readonly unknown[]>;
}

/**
 * The effective types (kubernetes.md A4): when none is listed, Ingress always, and Egress if and only if there is an
 * egress rule.
 */
export function policyTypes({policyTypes: types, egress}: Types): {
  readonly ingress: Typed;
  readonly egress: Typed;
} {
  if (types instanceof UnknownValue) {
    return {ingress: {unknown: types.reason}, egress: {unknown: types.reason}};
  }
  if (types === undefined || types.length === 0) {
    return {
      ingress: true,
      // Another fact than whether an unknown rule matches.
      egress:
        egress instanceof UnknownValue ? {unknown: `${egress.reason} (is there a rule?)`} : (egress ?? []).length > 0,
    };
  }
  const open = types.find((type) => type instanceof UnknownValue);
  const named = (type: string): Typed => types.includes(type) || (open ? {unknown: open.reason} : false);
  return {ingress: named('Ingress'), egress: named('Egress')};
}
