import {type Diagnostic, diagnostic} from '../diagnostics/diagnostic.ts';
import type {VerdictName} from './answer.ts';
import {noAssumptions} from './facts.ts';
import {evaluateMatch} from './match.ts';
import type {Prepared} from './prepared.ts';
import type {Side} from './side.ts';

/**
 * The verdict depends on whether a stage is skipped for endpoints that another stage selects in the other direction:
 * the text of the API names no direction, and one implementation asks per pod (kubernetes.md B4). Both answers are named.
 *
 * `judge` answers for the connection when the two sides are prepared as given, egress first.
 */
export function stageSkippedPerEndpoint(
  sides: readonly [Side, Side],
  verdict: VerdictName,
  judge: (egress: Prepared, ingress: Prepared) => VerdictName,
): readonly Diagnostic[] {
  const [egress, ingress] = [skipping(sides[0]), skipping(sides[1])];
  if (!egress && !ingress) return [];
  const other = judge(egress ?? sides[0].prepared, ingress ?? sides[1].prepared);
  return other === verdict ? [] : [diagnostic('baseline-per-direction', undefined, {arguments: {verdict, other}})];
}

/** The stages as an engine walks them that skips per endpoint; undefined where it skips nothing. */
function skipping({subject, peer, prepared}: Side): Prepared | undefined {
  const reading = {end: subject, other: peer, world: prepared.world, assumptions: noAssumptions};
  const selectedIn = (name: string): boolean =>
    prepared.stages.some(
      ({stage, policies}) =>
        stage.name === name && policies.some(({policy}) => evaluateMatch(policy.subject, reading) !== false),
    );
  const skipped = prepared.stages.filter(
    ({stage: {mayBeSkippedFor}, policies}) =>
      mayBeSkippedFor !== undefined && policies.length > 0 && selectedIn(mayBeSkippedFor),
  );
  if (skipped.length === 0) return undefined;
  const stages = prepared.stages.map((each) => (skipped.includes(each) ? {...each, policies: []} : each));
  return {...prepared, stages};
}
