import type {VerdictName} from '../evaluate/answer.ts';
import type {Replayed, ReplayedItem, ReplaySummary} from '../evaluate/replayed.ts';
import {policyText, type ReportContext, ruleText} from './reference-text.ts';
import {decisionsOf, whyText} from './replay-answer.ts';
import {escapeUntrusted} from './terminal.ts';

const words: Readonly<Record<VerdictName, string>> = {deny: 'now denied', allow: 'now allowed', unknown: 'undecided'};

/** Recorded flows that would end otherwise, with who decides it, and how many there were, for people. */
export function replayText({items, more, summary}: Replayed, context: ReportContext): string {
  return [
    ...items.flatMap((item) => itemText(item, context)),
    ...(more > 0 ? [`and ${more} more kinds of flows`] : []),
    ...(items.length > 0 ? [''] : []),
    summaryText(summary),
  ].join('\n');
}

function itemText(item: ReplayedItem, context: ReportContext): readonly string[] {
  const {from, to, protocol, port, side, line, count, now, why, split} = item;
  const {paint} = context;
  const colour = {deny: paint.bad, allow: paint.good, unknown: paint.doubtful}[now];
  const traffic = port === undefined || port === '' ? `${protocol}` : `${protocol} ${port}`;
  const seen = side ? `, ${side}` : '';
  const times = count === 1 ? `line ${line}` : `${count} flows, the first in line ${line}`;
  const counts = split ? `: ${split.allow} allow, ${split.deny} deny, ${split.unknown} unknown` : '';
  return [
    `${colour(words[now].padEnd(11))}  ${escapeUntrusted(`${from} -> ${to}, ${traffic}`)}${seen} (${times})`,
    ...(why ? [`             ${whyText(why)}${counts}`] : decidedText(item, context)),
  ];
}

function decidedText(item: ReplayedItem, context: ReportContext): readonly string[] {
  const {egress, ingress} = decisionsOf(item);
  return [egress, ingress].flatMap((decision) => {
    if (decision?.verdict !== item.now) return [];
    const {decidedBy, reason, unknowns} = decision;
    return [
      ...decidedBy.map((each) => (reason === 'rule' ? ruleText(each, context) : policyText(each, context))),
      ...unknowns.map((each) => `not known: ${escapeUntrusted(each)}`),
    ].map((line) => `             ${line}`);
  });
}

function summaryText({flows, same, nowDenied, nowAllowed, undecided, skipped, unreadable}: ReplaySummary): string {
  const parts = [
    [nowDenied, 'now denied'],
    [nowAllowed, 'now allowed'],
    [undecided, 'undecided'],
  ] as const;
  const told = parts.flatMap(([count, word]) => (count > 0 ? [`${count} ${word}`] : []));
  const rest = [
    ...(skipped > 0 ? [`${skipped} records tell of no new connection`] : []),
    ...(unreadable > 0 ? [`${unreadable} could not be read`] : []),
  ];
  const differing = told.length > 0 ? told.join(', ') : 'none differs';
  return [`${flows} flows, ${same} as recorded, ${differing}`, ...rest].join('; ');
}
