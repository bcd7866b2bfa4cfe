import {markdownHead, markdownRow} from './markdown.ts';
import {judgedItems, type MatrixAnswer} from './matrix-answer.ts';
import {connectionsText, endCells, matrixHeaders, nothingPasses} from './matrix-text.ts';

/** A table for a pull request or a page. */
export function* matrixMarkdown(answer: MatrixAnswer): Generator<string> {
  if (answer.count === 0) {
    yield `${nothingPasses(answer)}\n`;
    return;
  }
  yield markdownHead(matrixHeaders(answer, []));
  for (const {item, cni} of judgedItems(answer)) {
    yield markdownRow([...endCells(item, cni, answer), connectionsText(item, answer.words)]);
  }
}
