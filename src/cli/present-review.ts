import {reviewCounts} from '../report/review-answer.ts';
import type {FoundReview} from './ask-review.ts';
import type {ExitCode} from './exit-code.ts';
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

/** A review in every format. Without workloads to ask about it is no whole answer. */
export async function presentReview(
  {session}: ReviewedPlan,
  {answer, diagnostics}: FoundReview,
  {'fail-on': failOn}: {readonly 'fail-on': FailOn},
): Promise<void> {
  const {input, flags} = session;
  await printDiagnostics(session, diagnostics);
  if (flags.output === 'json' || flags.output === 'yaml') {
    const {reviewJson} = await import('../report/review-json.ts');
    await presentJson(session, {kind: 'PlanReview', diagnostics, body: reviewJson(answer, input)});
  } else if (flags.output === 'markdown') {
    await printPieces((await import('../report/review-markdown.ts')).reviewMarkdown(answer));
  } else if (flags.output === 'sarif') {
    const {reviewSarif} = await import('../report/review-sarif.ts');
    const {printJson} = await import('../report/json.ts');
    await print(`${printJson(reviewSarif(answer, input))}\n`);
  } else {
    await printPieces((await import('../report/review-text.ts')).reviewText(answer));
    await printPieces([...readingText(session), ...incompleteText(session)].map((line) => `${line}\n`));
  }
  setExitCode(session, exitCode(answer, failOn), diagnostics);
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
