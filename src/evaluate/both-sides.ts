import type {VerdictName} from './answer.ts';

/**
 * A connection needs both sides; null: a side that is under no policy does not object. The naive evaluator, which others
 * are held to, says this for itself.
 */
export function bothSides(egress: VerdictName | null, ingress: VerdictName | null): VerdictName {
  if (egress === 'deny' || ingress === 'deny') return 'deny';
  return egress === 'unknown' || ingress === 'unknown' ? 'unknown' : 'allow';
}
