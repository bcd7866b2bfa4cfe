import {type Diagnostic, diagnostic} from '../diagnostics/diagnostic.ts';
import type {ConnectivityDiff, Party} from '../evaluate/connectivity.ts';
import type {MatrixAnswer} from '../report/matrix-answer.ts';
import {MOST_DOT_EDGES} from '../report/matrix-dot.ts';
import {MOST_MERMAID_CHARACTERS, MOST_MERMAID_EDGES} from '../report/matrix-mermaid.ts';

/** Longer tables are read by nobody, and each line costs its time. */
const MOST_ROWS = 1_000_000;

interface Bound {
  readonly unit: 'rows' | 'edges' | 'characters';
  readonly limit: number;
}

/** Refuses an answer that would be too large for its format, before anything of it is made. */
export function tooManyItems(answer: MatrixAnswer, format: string | undefined): Diagnostic | undefined {
  const bound = boundOf(format);
  return answer.count > bound.limit ? tooLarge(answer, format, answer.count, bound) : undefined;
}

/** Refuses a comparison of too many rows. Only where there may be as many are they counted, which takes its time. */
export function tooManyDifferences(diffs: readonly ConnectivityDiff[]): Diagnostic | undefined {
  const most = diffs.reduce((sum, diff) => sum + diff.most, 0);
  if (most <= MOST_ROWS) return undefined;
  const found = diffs.reduce((sum, diff) => sum + diff.count(), 0);
  if (found <= MOST_ROWS) return undefined;
  return diagnostic('difference-too-large', undefined, {arguments: {found, limit: MOST_ROWS}});
}

/** Refuses a drawing by the length of its text. */
export function tooLongText(answer: MatrixAnswer, length: number): Diagnostic | undefined {
  const limit = MOST_MERMAID_CHARACTERS;
  return length > limit ? tooLarge(answer, 'mermaid', length, {unit: 'characters', limit}) : undefined;
}

function boundOf(format: string | undefined): Bound {
  if (format === 'dot') return {unit: 'edges', limit: MOST_DOT_EDGES};
  if (format === 'mermaid') return {unit: 'edges', limit: MOST_MERMAID_EDGES};
  return {unit: 'rows', limit: MOST_ROWS};
}

function tooLarge(
  {parties}: MatrixAnswer,
  format: string | undefined,
  found: number,
  {unit, limit}: Bound,
): Diagnostic {
  const details = {found, unit, limit, format: format ?? 'a table', example: exampleOf(parties)};
  return diagnostic('answer-too-large', undefined, {arguments: details});
}

/** The namespace with most parties, where there are several. */
function exampleOf(parties: readonly Party[]): string {
  const counts = new Map<string, number>();
  for (const {namespace} of parties) {
    if (namespace !== undefined) counts.set(namespace, (counts.get(namespace) ?? 0) + 1);
  }
  const [largest] = [...counts].sort(([, a], [, b]) => b - a);
  if (largest && counts.size > 1) return `--focus ns/${largest[0]}`;
  return `--focus ${parties.find(({namespace}) => namespace !== undefined)?.name ?? 'NAMESPACE/NAME'}`;
}
