import {message} from '../diagnostics/message.ts';
import {markdownHead, markdownRow, markdownText} from './markdown.ts';
import {type ReviewAnswer, type ReviewHead, reviewHeads} from './review-answer.ts';
import {actionSign, causesWords, changeWords, headWords, reviewSummary} from './review-words.ts';

/** A comment on a pull request has a limit of 65,536 characters, of which others may want some. */
const MOST_CHARACTERS = 60_000;

/** Rows of one table beyond the first limit that fits are counted. */
const rowLimits = [100, 40, 15, 5, 1, 0];

/** Reviews of all clusters as one comment on a pull request, in full as far as it fits. */
export function reviewMarkdown(answers: readonly ReviewAnswer[]): string {
  let text = '';
  for (const most of rowLimits) {
    text = answers.map((answer) => [...reviewPieces(answer, most)].join('')).join('\n');
    if (text.length <= MOST_CHARACTERS) return text;
  }
  return text;
}

/** The answer first, then the connections, the risks, and what Terraform does. */
function* reviewPieces(answer: ReviewAnswer, most: number): Generator<string> {
  const {changes, risks, cluster} = answer;
  const where = cluster === undefined ? '' : ` of ${markdownText(cluster)}`;
  yield `### Network connections${where}: ${markdownText(reviewSummary(answer))}\n`;
  for (const head of reviewHeads) yield* connectionTable(answer, head, most);
  if (risks.length > 0) yield '\n**Risks**\n\n';
  for (const risk of risks.slice(0, most)) {
    yield `- ${risk.severity === 'info' ? 'note' : risk.severity}: ${markdownText(message(risk))}\n`;
  }
  yield moreText(risks.length, most, 'risks');
  if (changes.length === 0) return;
  yield `\n<details><summary>${changes.length} changed resources</summary>\n\n`;
  yield markdownHead(['', 'resource', 'what']);
  for (const change of changes.slice(0, most)) {
    yield markdownRow([actionSign(change), change.address, changeWords(change)]);
  }
  yield `${moreText(changes.length, most, 'resources')}\n</details>\n`;
}

function* connectionTable({connections, diff}: ReviewAnswer, head: ReviewHead, most: number): Generator<string> {
  const found = connections.filter((each) => each[head].length > 0);
  if (found.length === 0) return;
  const engine = diff.judged.length > 1 ? ['engine'] : [];
  yield `\n**${headWords[head]}**\n\n${markdownHead([...engine, 'from', 'to', 'traffic', 'because of'])}`;
  for (const {item, cni, causes, ...traffic} of found.slice(0, most)) {
    const judge = cni === undefined ? [] : [cni];
    const because = causesWords(causes).join('; ');
    yield markdownRow([...judge, diff.nameOf(item.from), diff.nameOf(item.to), diff.words(traffic[head]), because]);
  }
  yield moreText(found.length, most, 'connections');
}

function moreText(count: number, most: number, what: string): string {
  return count > most ? `\nand ${count - most} more ${what}\n` : '';
}
