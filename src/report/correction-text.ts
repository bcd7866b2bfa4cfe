import type {Migration} from '../migrate/migration.ts';
import {policyName} from './reference-text.ts';
import {connectionText} from './verdict-text.ts';

/** One mistake in the users' own policies, and what shows it. */
export interface CorrectionText {
  /** How many policies make it, and what it is. */
  readonly mistake: string;
  readonly policies: readonly string[];
  /** A connection that the corrected policies answer otherwise; absent: none on these workloads. */
  readonly witness?: string;
}

/** What the users' own policies say otherwise than they mean; none where nothing was found. */
export function correctionTexts({corrections, everyone}: Migration): readonly CorrectionText[] {
  return [
    ...correctionText(corrections, 'looking for labels of namespaces on pods'),
    ...correctionText(everyone, 'selecting every pod, those of the System project too'),
  ];
}

function correctionText({items, witness}: Migration['corrections'], mistake: string): readonly CorrectionText[] {
  if (items.length === 0) return [];
  const words = {allow: 'allowed', deny: 'denied'};
  const shown =
    witness &&
    `${connectionText(witness)}: ${words[witness.source]} now, ${words[witness.target]} by the corrected ones`;
  return [
    {
      mistake: `${items.length} ${items.length === 1 ? 'policy' : 'policies'} ${mistake}`,
      policies: items.map(({policy}) => policyName(policy.id)),
      ...(shown && {witness: shown}),
    },
  ];
}
