import {sortedUnique} from '../base/order.ts';
import type {Connection, Evaluator, Verdict} from '../evaluate/answer.ts';

/** How the answers of two sides to one connection compare. */
export interface Compared {
  /** The target denies what the source allows: surely, or for some turn of facts that nobody knows. */
  readonly narrower: 'yes' | 'perhaps' | 'no';
  readonly wider: 'yes' | 'perhaps' | 'no';
  /** The open facts by which an answer could differ. */
  readonly facts: readonly string[];
  /** How often each side was asked. */
  readonly asked: number;
  readonly source: Verdict;
  readonly target: Verdict;
}

/** How many open facts are taken both ways for one connection; beyond it the answers stay open. */
const MOST_FACTS = 6;

/**
 * Asks both sides the same. Where an answer hangs on open facts, both sides are asked again with each of them taken
 * either way: they agree when they agree in every case (design.md section 5).
 */
export function compareAnswers(source: Evaluator, target: Evaluator, connection: Connection): Compared {
  return compare(source, target, connection, new Map());
}

function compare(
  source: Evaluator,
  target: Evaluator,
  connection: Connection,
  assumed: ReadonlyMap<string, boolean>,
): Compared {
  const [ours, theirs] = [source.decide(connection, assumed), target.decide(connection, assumed)];
  const answers = {asked: 1, source: ours, target: theirs};
  const open = sortedUnique([...openFacts(ours), ...openFacts(theirs)]);
  if (ours.verdict !== 'unknown' && theirs.verdict !== 'unknown') {
    const found = assumed.size > 0 ? 'perhaps' : 'yes';
    const facts = ours.verdict === theirs.verdict ? [] : [...assumed.keys()];
    return {
      narrower: ours.verdict === 'allow' && theirs.verdict === 'deny' ? found : 'no',
      wider: ours.verdict === 'deny' && theirs.verdict === 'allow' ? found : 'no',
      facts,
      ...answers,
    };
  }
  const fact = open.find((each) => !assumed.has(each));
  if (fact === undefined || assumed.size >= MOST_FACTS) return undecided(ours, theirs, open);
  const cases = [true, false].map((value) => compare(source, target, connection, new Map([...assumed, [fact, value]])));
  return {
    narrower: cases.some((each) => each.narrower !== 'no') ? 'perhaps' : 'no',
    wider: cases.some((each) => each.wider !== 'no') ? 'perhaps' : 'no',
    facts: sortedUnique(cases.flatMap((each) => each.facts)),
    ...answers,
    asked: cases.reduce((sum, each) => sum + each.asked, 1),
  };
}

/** A side that surely denies cannot be narrower than the other, one that surely allows not wider. */
function undecided(source: Verdict, target: Verdict, facts: readonly string[]): Compared {
  return {
    narrower: source.verdict !== 'deny' && target.verdict !== 'allow' ? 'perhaps' : 'no',
    wider: source.verdict !== 'allow' && target.verdict !== 'deny' ? 'perhaps' : 'no',
    facts,
    asked: 1,
    source,
    target,
  };
}

function openFacts({verdict, egress, ingress}: Verdict): readonly string[] {
  return verdict === 'unknown' ? [...(egress?.unknowns ?? []), ...(ingress?.unknowns ?? [])] : [];
}
