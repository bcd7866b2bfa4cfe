import type {JsonObject} from '../base/json.ts';
import {protocolName} from '../base/protocols.ts';
import type {Diagnostic} from '../diagnostics/diagnostic.ts';
import type {Verdict} from '../evaluate/answer.ts';
import type {BatchAnswer, BatchLine} from '../evaluate/batch.ts';
import type {Places} from './place.ts';
import {table} from './table.ts';
import {escapeUntrusted} from './terminal.ts';
import {tsvLine} from './tsv.ts';
import {portOf, requestText, verdictJson} from './verdict-json.ts';

/** One line of a table of connections with its answer. */
export interface AnsweredLine extends BatchLine {
  /** Of the table, from 1. */
  readonly line: number;
  /** What the table's own column `verdict` says, where it is compared. */
  readonly expected?: string;
  readonly answer: BatchAnswer | {readonly error: Diagnostic};
  /** Of each engine. */
  readonly verdicts: readonly {readonly cni: string; readonly verdict: Verdict}[];
}

/** The columns and words of conformance/README.md (cli.md section 3, Batches). */
const columns = ['from', 'to', 'protocol', 'port', 'http', 'egress', 'ingress', 'verdict', 'egress_by', 'ingress_by'];

export const batchHeader = tsvLine(columns);

export function batchTsv(line: AnsweredLine): string {
  return tsvLine(cells(line));
}

/** A single answer in the same columns. */
export function verdictTsv({connection}: Verdict, answer: BatchAnswer): string {
  const {from, to, protocol, http} = connection;
  const asked = [
    from.name,
    to.name,
    protocolName(protocol) ?? `${protocol}`,
    `${portOf(connection) ?? '-'}`,
    http ? requestText(http) : '-',
  ];
  return tsvLine([...asked, ...answerCells(answer)]);
}

/** The same for people, as one table; the column for requests only where one was asked. */
export function batchTable(lines: readonly AnsweredLine[], headers: boolean): string {
  const requests = lines.some(({http}) => http !== '' && http !== '-');
  const wanted = columns.flatMap((name, index) => (name === 'http' && !requests ? [] : [index]));
  const pick = (all: readonly string[]): readonly string[] => wanted.map((index) => all[index] ?? '');
  return table(
    headers ? pick(columns).map((name) => name.replace('_', ' ')) : undefined,
    lines.map((line) => pick(cells(line))),
  );
}

/** A line whose answer is not the expected one: `intent.tsv:7: shop/a -> shop/b TCP 80: expected deny, found allow`. */
export function differenceText(line: AnsweredLine, file: string): string {
  const {from, to, protocol, port, http, expected = '', answer} = line;
  if ('error' in answer) return '';
  const request = http === '' || http === '-' ? '' : ` ${http}`;
  const names = deciders(answer).join(', ');
  const asked = `${from} -> ${to} ${protocol} ${port}${request}`;
  const text = `${file}:${line.line}: ${asked}: expected ${expected}, found ${answer.verdict}`;
  return escapeUntrusted(names === '' ? text : `${text} by ${names}`);
}

/** `3 of 120 connections differ from what is expected`; what could not be compared is never counted as expected. */
export function differenceSummary(differing: number, all: number, notCompared: number): string {
  const connections = all === 1 ? '1 connection' : `${all} connections`;
  if (notCompared > 0) {
    return `${all - notCompared - differing} of ${connections} as expected, ${differing} differ, ${notCompared} could not be compared`;
  }
  return differing === 0
    ? `${connections}, all as expected`
    : `${differing} of ${connections} differ from what is expected`;
}

/** The items of a `VerdictList` for one line: one for each endpoint and engine, with the line it answers. */
export function batchJson(line: AnsweredLine, places: Places, severalEngines: boolean): readonly JsonObject[] {
  const {expected, verdicts} = line;
  return verdicts.map(({cni, verdict}) => ({
    line: line.line,
    ...(expected !== undefined && {expected}),
    ...verdictJson(verdict, places, severalEngines ? cni : undefined),
  }));
}

function cells({from, to, protocol, port, http, answer}: AnsweredLine): readonly string[] {
  return [from, to, protocol, port === '' ? '-' : port, http === '' ? '-' : http, ...answerCells(answer)];
}

function answerCells(answer: AnsweredLine['answer']): readonly string[] {
  if ('error' in answer) return ['-', '-', 'error', '-', '-'];
  const {egress, ingress, verdict, egressBy, ingressBy} = answer;
  return [egress, ingress, verdict, egressBy, ingressBy];
}

/** Who decided on a side that answers as the whole does. */
function deciders({egress, ingress, verdict, egressBy, ingressBy}: BatchAnswer): readonly string[] {
  const names = [...(egress === verdict ? [egressBy] : []), ...(ingress === verdict ? [ingressBy] : [])];
  return [...new Set(names)].filter((name) => name !== '-' && name !== 'default');
}
