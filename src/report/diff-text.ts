import type {DiffItem} from '../evaluate/connectivity.ts';
import {certificateText} from './certificate-text.ts';
import {type DiffAnswer, type DiffCounts, differs, type JudgedDiffItem, judgedDiffItems} from './diff-answer.ts';
import {ruleText} from './reference-text.ts';
import {escapeUntrusted, type Paint} from './terminal.ts';
import {passingText, type TrafficWords} from './traffic-words.ts';

/** Parties beyond this are counted for people. */
const MOST_NAMED = 10;

/** What appears, vanishes or changes, for people: each connection with the policies that cause it. */
export function* diffText(answer: DiffAnswer, counts: DiffCounts): Generator<string> {
  const {nameOf, addedParties, removedParties} = answer;
  for (const judged of judgedDiffItems(answer, counts)) yield itemText(judged, answer);
  const parties = [
    ...partiesText('Only after', addedParties.map(nameOf)),
    ...partiesText('Only before', removedParties.map(nameOf)),
  ];
  const gap = counts.added + counts.removed + counts.changed > 0 ? '\n' : '';
  yield `${gap}${[...parties, ...summaryLines(answer, counts, answer.context.after.paint)].join('\n')}\n`;
}

/** What was found among the workloads, if there are any, and over all possible clusters, if that was asked. */
export function summaryLines(answer: DiffAnswer, counts: DiffCounts, paint: Paint): readonly string[] {
  const {certificate, judged} = answer;
  const compared = judged.some(({diffs}) => diffs.length > 0);
  const {certificate: _certificate, ...inWorld} = answer;
  const names = {source: 'BEFORE', target: 'AFTER'};
  return [
    ...(compared ? [summaryText(inWorld, counts)] : []),
    ...(certificate ? certificateText(certificate, names, paint) : []),
  ];
}

function itemText({item, cni}: JudgedDiffItem, {nameOf, context, words}: DiffAnswer): string {
  const {change, from, to, because} = item;
  const {paint} = context.after;
  const engine = cni === undefined ? '' : ` as ${escapeUntrusted(cni)} judges`;
  const ends = escapeUntrusted(`${nameOf(from)} -> ${nameOf(to)}`);
  const word = changePaint(change, paint)(change.padEnd(7));
  const causes = because.map(
    ({input, reference}) => `          ${input.padEnd(6)} ${ruleText(reference, context[input])}\n`,
  );
  return `${word}${engine}  ${ends}: ${changeText(item, words)}\n${[...new Set(causes)].join('')}`;
}

function changePaint(change: DiffItem['change'], paint: Paint): (text: string) => string {
  if (change === 'added') return paint.good;
  return change === 'removed' ? paint.bad : paint.doubtful;
}

/** `TCP 80`; where something passes on both sides, `was TCP 80; now TCP 80,443`. */
function changeText(item: DiffItem, words: TrafficWords): string {
  const {before, after} = sidesText(item, words);
  if (item.change === 'added') return after;
  return item.change === 'removed' ? before : `was ${before}; now ${after}`;
}

/** What passes in each input, what is not known marked. */
export function sidesText(item: DiffItem, words: TrafficWords): Readonly<Record<'before' | 'after', string>> {
  const {before, after, unknownBefore, unknownAfter} = item;
  return {
    before: passingText({connections: before, unknown: unknownBefore}, words) || 'nothing',
    after: passingText({connections: after, unknown: unknownAfter}, words) || 'nothing',
  };
}

export function partiesText(words: string, names: readonly string[]): readonly string[] {
  if (names.length === 0) return [];
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : '';
  return [`${words}: ${names.slice(0, MOST_NAMED).map(escapeUntrusted).join(', ')}${more}`];
}

/** `3 connections differ: 1 added, 2 removed`. */
function summaryText(answer: DiffAnswer, counts: DiffCounts): string {
  const all = counts.added + counts.removed + counts.changed;
  if (!differs(answer, counts)) return 'No difference: the same connections may open before and after.';
  if (all === 0) return 'No connection differs among those that both have.';
  const parts = (['added', 'removed', 'changed'] as const).filter((change) => counts[change] > 0);
  const words = parts.map((change) => `${counts[change]} ${change}`).join(', ');
  return `${all === 1 ? '1 connection differs' : `${all} connections differ`}: ${words}`;
}
