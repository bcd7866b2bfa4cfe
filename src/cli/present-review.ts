import type {Diagnostic} from '../diagnostics/diagnostic.ts';
import {reviewCounts} from '../report/review-answer.ts';
import type {FoundReview} from './ask-review.ts';
import {type ExitCode, worstCode} from './exit-code.ts';
import {
  incompleteText,
  presentJson,
  print,
  printDiagnostics,
  printPieces,
  readingText,
  setExitCode,
} from './present.ts';
import type {ReviewedPlan} from './reviewed-plan.ts';

/** What `--fail-on` takes. */
export const failWords = ['opened', 'closed', 'unknown', 'any'] as const;

export type FailOn = (typeof failWords)[number] | undefined;

/** The review of one cluster, with all it was made of. */
export interface AskedReview {
  readonly reviewed: ReviewedPlan;
  readonly found: FoundReview;
}

/** The reviews of all clusters in every format. Without workloads to ask about one is no whole answer. */
export async function presentReviews(
  reviews: readonly AskedReview[],
  {'fail-on': failOn}: {readonly 'fail-on': FailOn},
): Promise<void> {
  const [first] = reviews;
  if (!first) return;
  const {session} = first.reviewed;
  const {flags} = session;
  const diagnostics = withoutRepeats(reviews.flatMap(({found}) => found.diagnostics));
  const placed = reviews.map(({reviewed: {session: own}, found: {answer}}) => ({answer, places: own.input}));
  await printDiagnostics(session, diagnostics);
  if (flags.output === 'json' || flags.output === 'yaml') {
    const {reviewJson} = await import('../report/review-json.ts');
    await presentJson(session, {kind: 'PlanReview', diagnostics, body: reviewJson(placed)});
  } else if (flags.output === 'markdown') {
    const {reviewMarkdown} = await import('../report/review-markdown.ts');
    await print(reviewMarkdown(placed.map(({answer}) => answer)));
  } else if (flags.output === 'sarif') {
    const {reviewSarif} = await import('../report/review-sarif.ts');
    const {printJson} = await import('../report/json.ts');
    await print(`${printJson(reviewSarif(placed))}\n`);
  } else {
    const {reviewText} = await import('../report/review-text.ts');
    for (const [index, {answer}] of placed.entries()) {
      if (index > 0) await print('\n');
      await printPieces(reviewText(answer));
    }
    await printPieces([...readingText(session), ...incompleteText(session)].map((line) => `${line}\n`));
  }
  setExitCode(session, worstCode(...placed.map(({answer}) => exitCode(answer, failOn))), diagnostics);
}

function withoutRepeats(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...new Map(diagnostics.map((each) => [JSON.stringify(each), each] as const)).values()];
}

function exitCode(answer: FoundReview['answer'], failOn: FailOn): ExitCode {
  const counts = reviewCounts(answer);
  if (failOn === undefined) return 0;
  const isOpen = counts.unknown > 0 || answer.verdict === 'unknown';
  const {verdict} = answer;
  const found = {
    opened: counts.opened > 0 || verdict === 'wider' || verdict === 'mixed',
    closed: counts.closed > 0 || verdict === 'narrower' || verdict === 'mixed',
    unknown: isOpen,
  };
  return (failOn === 'any' ? Object.values(found).includes(true) : found[failOn]) ? 1 : 0;
}
