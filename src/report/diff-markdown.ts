import type {SidedReference} from '../evaluate/connectivity.ts';
import {type DiffAnswer, type DiffCounts, type JudgedDiffItem, judgedDiffItems} from './diff-answer.ts';
import {partiesText, sidesText, summaryLines} from './diff-text.ts';
import {markdownHead, markdownRow, markdownText} from './markdown.ts';
import {placeText} from './place.ts';
import {policyName} from './reference-text.ts';
import {plain} from './terminal.ts';

/** A table for a pull request: each connection before and after, with the policies that cause the change. */
export function* diffMarkdown(answer: DiffAnswer, counts: DiffCounts): Generator<string> {
  const {judged, nameOf, addedParties, removedParties} = answer;
  const engine = judged.length > 1 ? ['engine'] : [];
  let begun = false;
  for (const each of judgedDiffItems(answer, counts)) {
    if (!begun) yield markdownHead([...engine, 'change', 'from', 'to', 'before', 'after', 'because of']);
    begun = true;
    yield markdownRow(cells(each, answer));
  }
  const lines = [
    ...partiesText('Only after', addedParties.map(nameOf)),
    ...partiesText('Only before', removedParties.map(nameOf)),
    ...summaryLines(answer, counts, plain),
  ];
  yield `${begun ? '\n' : ''}${lines.map(markdownText).join('\n\n')}\n`;
}

function cells({item, cni}: JudgedDiffItem, answer: DiffAnswer): readonly string[] {
  const {change, from, to, because} = item;
  const {before, after} = sidesText(item, answer.words);
  const names = [...new Set(because.map((each) => causeText(each, answer)))].join('; ');
  const engine = cni === undefined ? [] : [cni];
  return [...engine, change, answer.nameOf(from), answer.nameOf(to), before, after, names];
}

function causeText({input, reference}: SidedReference, {context}: DiffAnswer): string {
  return `${policyName(reference.id)} (${input}, ${placeText(context[input].locate(reference.origin))})`;
}
