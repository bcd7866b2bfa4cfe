import type {Diagnostic} from '../diagnostics/diagnostic.ts';
import {
  type AnsweredLine,
  batchHeader,
  batchJson,
  batchTable,
  batchTsv,
  differenceSummary,
  differenceText,
} from '../report/batch-text.ts';
import {diagnosticText} from '../report/diagnostic-text.ts';
import {jsonStream} from '../report/document-stream.ts';
import {diagnosticJson, envelope} from '../report/json.ts';
import {differs, type Many, type ManyFlags} from './ask-many.ts';
import {type ExitCode, worstCode} from './exit-code.ts';
import {incompleteText, print, printDiagnostics, setExitCode, stagedText, stderrPaint} from './present.ts';
import type {Session} from './session.ts';

export interface PresentManyFlags extends ManyFlags {
  readonly output?: string | undefined;
  readonly 'no-headers': boolean;
}

/** How the answers of one format are written: each piece as it comes, and what stands around all of them. */
interface Writer {
  readonly begin: string;
  readonly piece: (lines: readonly AnsweredLine[]) => string;
  readonly end: (problems: readonly Diagnostic[], tally: Tally) => string;
}

interface Tally {
  lines: number;
  differing: number;
  /** Lines without an answer, or without a verdict to compare it with. */
  notCompared: number;
}

/** Streams the answers to a table of connections; errors of single lines go to stderr at once. */
export async function presentMany(session: Session, many: Many, file: string, flags: PresentManyFlags): Promise<void> {
  const diagnostics = [...session.input.diagnostics, ...many.findings];
  await printDiagnostics(session, diagnostics);
  const writer = writerOf(session, file, flags, diagnostics);
  const tally: Tally = {lines: 0, differing: 0, notCompared: 0};
  const problems: Diagnostic[] = [];
  const paint = await stderrPaint();
  const report = (problem: Diagnostic): void => {
    problems.push(problem);
    process.stderr.write(`${diagnosticText(problem, session.input, paint).join('\n')}\n`);
  };
  let begun = false;
  for await (const piece of many.pieces) {
    if ('diagnostic' in piece) {
      report(piece.diagnostic);
      continue;
    }
    for (const line of piece) {
      tally.lines += 1;
      if ('error' in line.answer) report(line.answer.error);
      if ('error' in line.answer || line.expected === undefined) tally.notCompared += 1;
      if (!differs(line, flags.unknown)) continue;
      tally.differing += 1;
      if (flags.output !== undefined) process.stderr.write(`${differenceText(line, file)}\n`);
    }
    const text = `${begun ? '' : writer.begin}${writer.piece(piece)}`;
    begun = true;
    if (text !== '') await print(text);
  }
  const end = writer.end(problems, tally);
  if (begun) await print(end);
  else if (flags.output === 'json') await print(`${writer.begin}${end}`);
  const compared: ExitCode = tally.differing > 0 ? 1 : 0;
  const notes = [...(flags.output === undefined ? stagedText(session) : []), ...incompleteText(session)];
  if (notes.length > 0) process.stderr.write(`${notes.join('\n')}\n`);
  setExitCode(session, worstCode(compared, problems.length > 0 ? 2 : 0), diagnostics);
}

function writerOf(session: Session, file: string, flags: PresentManyFlags, diagnostics: readonly Diagnostic[]): Writer {
  if (flags.output === 'json') return jsonWriter(session, diagnostics);
  if (flags.output === 'tsv') return tsvWriter(!flags['no-headers']);
  return flags.expect ? differenceWriter(file, flags) : tableWriter(!flags['no-headers']);
}

function tsvWriter(headers: boolean): Writer {
  return {
    begin: headers ? `${batchHeader}\n` : '',
    piece: (lines) => lines.map((line) => `${batchTsv(line)}\n`).join(''),
    end: () => '',
  };
}

/** Columns are as wide as their widest cell, so everything is kept until the end. */
function tableWriter(headers: boolean): Writer {
  const all: AnsweredLine[] = [];
  return {
    begin: '',
    piece: (lines) => {
      for (const line of lines) all.push(line);
      return '';
    },
    end: () => `${batchTable(all, headers)}\n`,
  };
}

/** A table as a test of intent: what differs, and how much was compared. */
function differenceWriter(file: string, {unknown}: PresentManyFlags): Writer {
  return {
    begin: '',
    piece: (lines) =>
      lines
        .filter((line) => differs(line, unknown))
        .map((line) => `${differenceText(line, file)}\n`)
        .join(''),
    end: (_, {lines, differing, notCompared}) => `${differenceSummary(differing, lines, notCompared)}\n`,
  };
}

/** The envelope, written around items as they come; the diagnostics stand behind them, when all are known. */
function jsonWriter({input, profiles, staged}: Session, diagnostics: readonly Diagnostic[]): Writer {
  const names = profiles.map(({name}) => name);
  const head = envelope(
    {kind: 'VerdictList', profiles: names, inputs: input.names, diagnostics: [], staged},
    input,
    {},
  );
  const {diagnostics: _, ...rest} = head;
  const stream = jsonStream();
  return {
    begin: stream.begin(rest),
    piece: (lines) => lines.flatMap((line) => batchJson(line, input, names.length > 1).map(stream.item)).join(''),
    end: (problems) =>
      stream.end({diagnostics: [...diagnostics, ...problems].map((each) => diagnosticJson(each, input))}),
  };
}
