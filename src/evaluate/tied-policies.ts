import {type Diagnostic, diagnostic} from '../diagnostics/diagnostic.ts';
import {printPolicyId} from '../ir/policy.ts';
import type {VerdictName} from './answer.ts';
import {noAssumptions} from './facts.ts';
import {evaluateMatch} from './match.ts';
import {ruleMatches} from './naive.ts';
import {compareRanks, type PlacedPolicy, type Prepared} from './prepared.ts';
import type {Side} from './side.ts';

/** The policies of one stage whose order the API leaves open, in the order that is taken. */
type Tie = readonly PlacedPolicy[];

/** More policies of equal priority than this are put first one by one, not in every sequence. */
const MOST_IN_SEQUENCES = 4;

/**
 * The verdict depends on the order of policies with equal priority: kubernetes.md B4. Every order is tried that can
 * make a difference (who comes first among the tied policies that match), on both sides together, since it is one
 * order. The policies of the tie and both answers are named.
 *
 * `judge` answers for the connection when both sides are prepared as given.
 */
export function ambiguousPriority(
  allTies: readonly Tie[],
  sides: readonly [Side, Side],
  verdict: VerdictName,
  judge: (prepared: Prepared) => VerdictName,
): readonly Diagnostic[] {
  const {prepared} = sides[0];
  const ties = allTies
    .map((tie) => tie.filter((placed) => sides.some((side) => mayMatch(placed, side))))
    .filter((tie) => tie.length > 1);
  for (const first of sequences(ties.flat())) {
    const other = judge(withFirst(prepared, first));
    if (other === verdict) continue;
    const tied = ties.filter((tie) => first.some((each) => tie.includes(each))).flat();
    const policies = tied.map(({policy}) => printPolicyId(policy.id));
    return [diagnostic('ambiguous-priority', first[0]?.policy.origin, {arguments: {policies, verdict, other}})];
  }
  return [];
}

/** Groups of equal rank but for what only breaks ties. */
export function tiesOf({stages}: Prepared): readonly Tie[] {
  return stages.flatMap(({policies}) => {
    const ties: PlacedPolicy[][] = [];
    for (const placed of policies) {
      const {tieFrom} = placed;
      if (tieFrom === undefined) continue;
      const before = ties.at(-1);
      const last = before?.[0];
      const equal = last && compareRanks(last.rank.slice(0, tieFrom), placed.rank.slice(0, tieFrom)) === 0;
      if (equal) before.push(placed);
      else ties.push([placed]);
    }
    return ties.filter((tie) => tie.length > 1);
  });
}

/** Does some rule of the policy decide this side, or may it, when no other policy comes before? */
function mayMatch({policy}: PlacedPolicy, side: Side): boolean {
  const direction = policy[side.direction];
  if (!direction || direction.dormant) return false;
  const reading = {end: side.subject, other: side.peer, world: side.prepared.world, assumptions: noAssumptions};
  if (evaluateMatch(policy.subject, reading) === false) return false;
  return direction.rules.some((rule) => rule.action !== 'log' && ruleMatches(rule, side, noAssumptions) !== false);
}

/**
 * Who may come first, shortest first. Of one tie only its first policy decides a side, so that sequences of as many
 * policies as there are sides and tied groups reach every answer.
 */
function sequences(tied: readonly PlacedPolicy[]): readonly (readonly PlacedPolicy[])[] {
  const found: (readonly PlacedPolicy[])[] = tied.map((each) => [each]);
  if (tied.length > MOST_IN_SEQUENCES) return found;
  for (let index = 0; index < found.length; index++) {
    const sequence = found[index] ?? [];
    for (const each of tied) if (!sequence.includes(each)) found.push([...sequence, each]);
  }
  return found;
}

/** Numbers stand before texts in a rank, so a small number in place of the name comes first. */
function withFirst(prepared: Prepared, first: readonly PlacedPolicy[]): Prepared {
  const placed = (each: PlacedPolicy): PlacedPolicy => {
    const position = first.indexOf(each);
    return position < 0 ? each : {...each, rank: [...each.rank.slice(0, each.tieFrom), position]};
  };
  return {
    ...prepared,
    stages: prepared.stages.map(({stage, policies}) => ({stage, policies: policies.map(placed)})),
  };
}
