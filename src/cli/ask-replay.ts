import {type Diagnostic, diagnostic} from '../diagnostics/diagnostic.ts';
import type {Verdict, VerdictName} from '../evaluate/answer.ts';
import type {JudgingEvaluator} from '../evaluate/judging-evaluator.ts';
import type {FlowAnswer} from '../evaluate/replay.ts';
import type {Replayed, ReplayedItem, ReplaySummary} from '../evaluate/replayed.ts';
import type {RecordedFlow} from '../ir/flow.ts';
import type {TablePiece, TableRow} from '../sources/connection-table.ts';
import type {FlowPiece} from '../sources/flow-records.ts';
import {judgedWorld} from './judged-world.ts';
import type {Session} from './session.ts';

/** More kinds of differing flows than this are counted, not kept: a file may hold any number. */
const MOST_ITEMS = 1000;
const MOST_PROBLEMS = 100;
const MOST_REMEMBERED = 100_000;

export interface AskedReplay {
  readonly replayed: Replayed;
  readonly problems: readonly Diagnostic[];
}

/** Asks again for every recorded flow of a file, holding no more of it than what differs. */
export async function askReplay(session: Session, file: string): Promise<AskedReplay | {readonly error: Diagnostic}> {
  if (!session.input.loaded.hasWorld) return {error: diagnostic('world-missing', undefined)};
  const {openFlows} = await import('../sources/flow-records.ts');
  const source = await openFlows(file);
  if ('diagnostic' in source) return {error: source.diagnostic};
  const {judgingEvaluator} = await import('../evaluate/judging-evaluator.ts');
  const engines = session.profiles.map((profile) => judgingEvaluator(judgedWorld(session.input.loaded, profile)));
  const tally = newTally(file);
  if (source.form === 'table') await replayTable(source.pieces, engines, session, tally);
  else await replayRecords(source.pieces, engines, session, tally);
  return {replayed: tally.result(), problems: tally.problems};
}

interface Tally {
  readonly problems: readonly Diagnostic[];
  readonly summary: ReplaySummary;
  readonly report: (problem: Diagnostic) => void;
  /** Counts a flow whose answer is another; the item is made for the first of its kind, explained where it is kept. */
  readonly differs: (kind: object, now: VerdictName, make: (explained: boolean) => ReplayedItem) => void;
  readonly result: () => Replayed;
}

function newTally(file: string): Tally {
  const problems: Diagnostic[] = [];
  const items = new Map<string, ReplayedItem>();
  const others = new Set<string>();
  /** Null: beyond those that are kept. */
  const known = new WeakMap<object, ReplayedItem | null>();
  const listed = (item: ReplayedItem): ReplayedItem | null => {
    const {from, to, protocol, port = '', side = '', recorded} = item;
    const key = JSON.stringify([from, to, protocol, port, side, recorded]);
    const same = items.get(key);
    if (same) return same;
    if (items.size >= MOST_ITEMS) {
      if (others.size < MOST_REMEMBERED) others.add(key);
      return null;
    }
    items.set(key, item);
    return item;
  };
  const summary = {flows: 0, same: 0, nowDenied: 0, nowAllowed: 0, undecided: 0, skipped: 0, unreadable: 0};
  const origin = {file, document: 1, path: []};
  return {
    problems,
    summary,
    report: (problem) => {
      summary.unreadable += 1;
      if (problems.length < MOST_PROBLEMS) problems.push(problem.origin ? problem : {...problem, origin});
    },
    differs: (kind, now, make) => {
      summary[now === 'deny' ? 'nowDenied' : now === 'allow' ? 'nowAllowed' : 'undecided'] += 1;
      const before = known.get(kind);
      const item = before === undefined ? listed(make(items.size < MOST_ITEMS)) : before;
      if (before === undefined) known.set(kind, item);
      if (item) item.count += 1;
    },
    result: () => ({items: [...items.values()], more: others.size, summary}),
  };
}

async function replayRecords(
  pieces: AsyncIterable<FlowPiece>,
  engines: readonly JudgingEvaluator[],
  {input}: Session,
  {summary, report, differs}: Tally,
): Promise<void> {
  const {flowReader} = await import('../load/flow-reader.ts');
  const {exampleOf, replay} = await import('../evaluate/replay.ts');
  const {replayedItem} = await import('../evaluate/replayed.ts');
  const read = await flowReader();
  const explained = (flow: RecordedFlow, evaluator: JudgingEvaluator): Verdict | undefined => {
    const connection = exampleOf(flow, input.loaded.world);
    return connection && evaluator.decide(connection);
  };
  const answers = engines.map((evaluator) => ({evaluator, answer: replay(evaluator, input.loaded.world)}));
  for await (const piece of pieces) {
    for (const record of piece) {
      if ('diagnostic' in record) {
        report(record.diagnostic);
        continue;
      }
      const {line, value} = record;
      const reading = read(value);
      if (reading === undefined || 'bad' in reading) {
        const details = {position: {line, column: 1}};
        report(
          reading
            ? diagnostic('flow-invalid', undefined, {...details, arguments: {reason: reading.bad}})
            : diagnostic('flow-unknown', undefined, details),
        );
      } else if ('skipped' in reading) summary.skipped += 1;
      else {
        const {flow} = reading;
        summary.flows += 1;
        const {answer, evaluator} = worstOf(answers, flow);
        if (answer.now === flow.recorded) summary.same += 1;
        else {
          differs(answer, answer.now, (kept) =>
            replayedItem(flow, answer, kept ? explained(flow, evaluator) : undefined, line),
          );
        }
      }
    }
  }
}

interface Judged {
  readonly evaluator: JudgingEvaluator;
  readonly answer: FlowAnswer;
}

const order: Readonly<Record<VerdictName, number>> = {deny: 0, unknown: 1, allow: 2};

/** Where several engines judge, the worse answer counts. */
function worstOf(
  engines: readonly {readonly evaluator: JudgingEvaluator; readonly answer: (flow: RecordedFlow) => FlowAnswer}[],
  flow: RecordedFlow,
): Judged {
  let worst: Judged | undefined;
  for (const {evaluator, answer} of engines) {
    const found = answer(flow);
    if (!worst || order[found.now] < order[worst.answer.now]) worst = {evaluator, answer: found};
  }
  if (!worst) throw new Error('no engine judges');
  return worst;
}

async function replayTable(
  pieces: AsyncIterable<TablePiece>,
  engines: readonly JudgingEvaluator[],
  {input}: Session,
  {summary, report, differs}: Tally,
): Promise<void> {
  const {batch} = await import('../evaluate/batch.ts');
  const {loaded, namespace} = input;
  const answers = engines.map((evaluator) => batch(evaluator, loaded.world, loaded.applied, {namespace}));
  for await (const piece of pieces) {
    if ('diagnostic' in piece) {
      report(piece.diagnostic);
      continue;
    }
    for (const row of piece) {
      const words = wordsOf(row);
      const found = answers.map((answer) => answer(words));
      const error = found.flatMap((each) => ('error' in each ? [each.error] : []))[0];
      const recorded = row.cells.get('verdict')?.trim() ?? '';
      if (error || (recorded !== 'allow' && recorded !== 'deny')) {
        const problem = error ?? diagnostic('table-verdict-invalid', undefined, {arguments: {found: recorded}});
        report({...problem, position: {line: row.line, column: 1}});
        continue;
      }
      summary.flows += 1;
      const judged = found.flatMap((each) => ('error' in each ? [] : [each]));
      const worst = judged.toSorted((a, b) => order[a.verdict] - order[b.verdict])[0];
      if (!worst || worst.verdict === recorded) summary.same += 1;
      else {
        const {from, to, protocol, port} = words;
        const [verdict] = worst.verdicts.filter((each) => each.verdict === worst.verdict);
        const rest = {recorded, now: worst.verdict, ...(verdict && {verdict}), line: row.line, count: 0};
        differs(worst, worst.verdict, () => ({from, to, protocol, port, ...rest}));
      }
    }
  }
}

function wordsOf({cells}: TableRow) {
  const cell = (name: string): string => (cells.get(name) ?? '').trim();
  const http = cell('http');
  return {from: cell('from'), to: cell('to'), protocol: cell('protocol'), port: cell('port'), http: http || '-'};
}
