import {message} from '../diagnostics/message.ts';
import {certificateText} from './certificate-text.ts';
import type {ReviewAnswer, ReviewedConnection, ReviewHead} from './review-answer.ts';
import {reviewHeads} from './review-answer.ts';
import {actionSign, causesWords, changeWords, headWords, reviewSummary} from './review-words.ts';
import {escapeUntrusted, type Paint} from './terminal.ts';

/** Of the facts that nobody knows at most this many are told. */
const MOST_FACTS = 3;

/** What the two sets of a certificate are called. */
const sides = {source: 'the cluster before', target: 'the plan'};

/** The witness is among the connections, if there are any. */
function shownBelow({diff, connections}: ReviewAnswer, paint: Paint): readonly string[] {
  const {certificate} = diff;
  if (!certificate) return [];
  return certificateText({...certificate, witness: connections.length > 0 ? null : certificate.witness}, sides, paint);
}

/** A review for people: what Terraform does, what that does to connections and because of what, and the risks. */
export function* reviewText(answer: ReviewAnswer): Generator<string> {
  const {changes, diff, risks, cluster} = answer;
  const {paint} = diff.context.after;
  if (cluster !== undefined) yield `Cluster of ${escapeUntrusted(cluster)}\n\n`;
  if (changes.length > 0) yield 'Changes\n';
  for (const change of changes) {
    yield `  ${actionSign(change).padEnd(3)} ${escapeUntrusted(change.address)}: ${paint.faint(changeWords(change))}\n`;
  }
  for (const head of reviewHeads) yield* headText(answer, head);
  if (risks.length > 0) yield '\nRisks\n';
  for (const risk of risks) {
    const word = risk.severity === 'info' ? 'note' : paint.doubtful(risk.severity);
    yield `  ${word}: ${escapeUntrusted(message(risk))} ${paint.faint(`[${risk.code}]`)}\n`;
  }
  yield `${changes.length > 0 || risks.length > 0 ? '\n' : ''}${reviewSummary(answer)}\n`;
  for (const line of shownBelow(answer, paint))
    yield `${line}
`;
}

function* headText(answer: ReviewAnswer, head: ReviewHead): Generator<string> {
  const {nameOf, words, context} = answer.diff;
  const found = answer.connections.filter((each) => each[head].length > 0);
  if (found.length > 0) yield `\n${headPaint(head, context.after.paint)(headWords[head])}\n`;
  for (const each of found) {
    const {item, cni} = each;
    const engine = cni === undefined ? '' : ` (as ${escapeUntrusted(cni)} judges)`;
    yield `  ${escapeUntrusted(`${nameOf(item.from)} -> ${nameOf(item.to)}`)}: ${words(each[head])}${engine}\n`;
    yield* causeLines(each);
    if (head === 'unknown') yield* factLines(each);
  }
}

function* causeLines({causes}: ReviewedConnection): Generator<string> {
  for (const cause of causesWords(causes)) yield `      ${cause}\n`;
}

/** What is not known for another reason than that the plan does not know it. */
function* factLines({item}: ReviewedConnection): Generator<string> {
  const facts = item.unknowns.filter((fact) => !fact.endsWith(' is known only after apply'));
  for (const fact of facts.slice(0, MOST_FACTS)) yield `      ${escapeUntrusted(fact)}\n`;
  if (facts.length > MOST_FACTS) yield `      and ${facts.length - MOST_FACTS} more facts\n`;
}

function headPaint(head: ReviewHead, paint: Paint): (text: string) => string {
  if (head === 'opened') return paint.bad;
  return head === 'closed' ? paint.good : paint.doubtful;
}
