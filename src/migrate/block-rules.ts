import type {Match} from '../ir/match.ts';
import type {Policy} from '../ir/policy.ts';
import {hasAtom} from '../ir/rewrite.ts';

/** A rule that lets in or out by addresses, as it was written. */
export interface BlockRule {
  readonly direction: 'ingress' | 'egress';
  /** Whom it is for. */
  readonly subject: Match;
  readonly peer: Match;
}

/** Every rule of these policies that allows by addresses. */
export function blockRules(policies: readonly Policy[]): readonly BlockRule[] {
  return policies.flatMap((policy) =>
    (['ingress', 'egress'] as const).flatMap((direction) =>
      (policy[direction]?.rules ?? []).flatMap(({action, peer}): readonly BlockRule[] => {
        const byAddress = action === 'allow' && hasAtom(peer, ({is}) => is === 'address');
        return byAddress ? [{direction, subject: policy.subject, peer}] : [];
      }),
    ),
  );
}
