import type {Decision, Verdict, VerdictName} from '../evaluate/answer.ts';
import type {ClassEvaluator} from '../evaluate/class-evaluator.ts';

/** How the verdict and the sides that classes give differ from a full answer, in words; undefined where they do not. */
export function classDifference(
  {connection, verdict, egress, ingress}: Verdict,
  fast: Pick<ClassEvaluator, 'verdict' | 'sides'>,
): string | undefined {
  const full = `${verdict} (egress ${sideOf(egress)}, ingress ${sideOf(ingress)})`;
  const sides = fast.sides(connection);
  const classes = `${fast.verdict(connection)} (egress ${sides.egress ?? '-'}, ingress ${sides.ingress ?? '-'})`;
  return classes === full ? undefined : `full answer ${full}, classes ${classes}`;
}

function sideOf(decision: Decision | null): VerdictName | '-' {
  return decision?.verdict ?? '-';
}
