import {message} from '../diagnostics/message.ts';
import {markdownHead, markdownRow, markdownText} from './markdown.ts';
import {type ReviewAnswer, type ReviewHead, reviewHeads} from './review-answer.ts';
import {actionSign, causesWords, changeWords, headWords, reviewSummary} from './review-words.ts';

/** Rows of one table beyond this are counted: a comment on a pull request has a limit of 65,536 characters. */
const MOST_ROWS = 100;

/** A review as a comment on a pull request: the answer first, then the connections, the risks, and what Terraform does. */
export function* reviewMarkdown(answer: ReviewAnswer): Generator<string> {
  const {changes, risks} = answer;
  yield `### Network connections: ${markdownText(reviewSummary(answer))}\n`;
  for (const head of reviewHeads) yield* connectionTable(answer, head);
  if (risks.length > 0) yield '\n**Risks**\n\n';
  for (const risk of risks.slice(0, MOST_ROWS)) {
    yield `- ${risk.severity === 'info' ? 'note' : risk.severity}: ${markdownText(message(risk))}\n`;
  }
  yield moreText(risks.length, 'risks');
  if (changes.length === 0) return;
  yield `\n<details><summary>${changes.length} changed resources</summary>\n\n`;
  yield markdownHead(['', 'resource', 'what']);
  for (const change of changes.slice(0, MOST_ROWS)) {
    yield markdownRow([actionSign(change), change.address, changeWords(change)]);
  }
  yield `${moreText(changes.length, 'resources')}\n</details>\n`;
}

function* connectionTable({connections, diff}: ReviewAnswer, head: ReviewHead): Generator<string> {
  const found = connections.filter((each) => each[head].length > 0);
  if (found.length === 0) return;
  const engine = diff.judged.length > 1 ? ['engine'] : [];
  yield `\n**${headWords[head]}**\n\n${markdownHead([...engine, 'from', 'to', 'traffic', 'because of'])}`;
  for (const {item, cni, causes, ...traffic} of found.slice(0, MOST_ROWS)) {
    const judge = cni === undefined ? [] : [cni];
    const because = causesWords(causes).join('; ');
    yield markdownRow([...judge, diff.nameOf(item.from), diff.nameOf(item.to), diff.words(traffic[head]), because]);
  }
  yield moreText(found.length, 'connections');
}

function moreText(count: number, what: string): string {
  return count > MOST_ROWS ? `\nand ${count - MOST_ROWS} more ${what}\n` : '';
}
