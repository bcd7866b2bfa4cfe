import {type Diagnostic, diagnostic} from '../diagnostics/diagnostic.ts';
import type {VerdictName} from '../evaluate/answer.ts';
import type {BatchLine} from '../evaluate/batch.ts';
import type {AnsweredLine} from '../report/batch-text.ts';
import {readConnectionTable, type TableRow} from '../sources/connection-table.ts';
import {askOptions, type QuestionFlags} from './ask-one.ts';
import {judgedWorld} from './judged-world.ts';
import type {Session} from './session.ts';

export interface ManyFlags extends QuestionFlags {
  readonly expect: boolean;
}

export interface Many {
  /** Of the input as a whole. */
  readonly findings: readonly Diagnostic[];
  /** Groups of lines, as they come in. */
  readonly pieces: AsyncIterable<readonly AnsweredLine[] | {readonly diagnostic: Diagnostic}>;
}

/** Answers a table of connections line by line, in order. Where several engines judge, the worse answer counts. */
export async function askMany(
  session: Session,
  file: string,
  flags: ManyFlags,
): Promise<Many | {readonly error: Diagnostic}> {
  const {world, applied, hasWorld} = session.input.loaded;
  if (!hasWorld) return {error: diagnostic('world-missing', undefined)};
  const options = await askOptions(flags);
  if ('error' in options) return options;
  const {batch} = await import('../evaluate/batch.ts');
  const {judgingEvaluator} = await import('../evaluate/judging-evaluator.ts');
  const {namespace} = session.input;
  const engines = session.profiles.map((profile) => ({
    cni: profile.name,
    answer: batch(judgingEvaluator(judgedWorld(session.input.loaded, profile)), world, applied, {
      ...options,
      namespace,
    }),
  }));
  const answerRow = (row: TableRow): AnsweredLine => {
    const line = batchLine(row, flags.http);
    const answers = engines.map(({cni, answer}) => ({cni, answer: answer(line)}));
    const expected = flags.expect ? {expected: row.cells.get('verdict') ?? ''} : {};
    return {
      ...line,
      line: row.line,
      ...expected,
      answer: problemOfLine(expected, row, file) ?? located(worst(answers.map(({answer}) => answer)), row, file),
      verdicts: answers.flatMap(({cni, answer}) =>
        'error' in answer ? [] : answer.verdicts.map((verdict) => ({cni, verdict})),
      ),
    };
  };
  async function* pieces(): Many['pieces'] {
    for await (const piece of readConnectionTable(file, flags.expect ? ['verdict'] : [])) {
      yield 'diagnostic' in piece ? piece : piece.map(answerRow);
    }
  }
  const {addressFindings} = await import('../evaluate/address-findings.ts');
  return {findings: addressFindings(world, applied), pieces: pieces()};
}

/** A request of the line's own counts more than `--http`. */
function batchLine({cells}: TableRow, http: string | undefined): BatchLine {
  const cell = (name: string): string => (cells.get(name) ?? '').trim();
  const own = cell('http');
  return {
    from: cell('from'),
    to: cell('to'),
    protocol: cell('protocol'),
    port: cell('port'),
    http: own === '' || own === '-' ? (http ?? own) : own,
  };
}

type OneAnswer = AnsweredLine['answer'];

const order: Readonly<Record<VerdictName, number>> = {deny: 0, unknown: 1, allow: 2};

function worst(answers: readonly OneAnswer[]): OneAnswer {
  const sorted = [...answers].sort((a, b) => rank(a) - rank(b));
  return sorted[0] ?? {error: diagnostic('world-missing', undefined)};
}

function rank(answer: OneAnswer): number {
  return 'error' in answer ? -1 : order[answer.verdict];
}

function problemOfLine({expected}: {readonly expected?: string}, row: TableRow, file: string): OneAnswer | undefined {
  if (expected === undefined || Object.hasOwn(order, expected)) return undefined;
  return located({error: diagnostic('table-verdict-invalid', undefined, {arguments: {found: expected}})}, row, file);
}

/** An error says in which line of the table. */
function located(answer: OneAnswer, {line}: TableRow, file: string): OneAnswer {
  if (!('error' in answer)) return answer;
  return {error: {...answer.error, origin: {file, document: 1, path: []}, position: {line, column: 1}}};
}

/** True where the answer is not what the table expects; an unknown verdict counts as `--unknown` says. */
export function differs({answer, expected}: AnsweredLine, unknown: QuestionFlags['unknown']): boolean {
  if (expected === undefined || 'error' in answer) return false;
  return (answer.verdict === 'unknown' ? (unknown ?? answer.verdict) : answer.verdict) !== expected;
}
