import type {Json} from '../../base/json.ts';
import {isObject, printPath} from '../../base/json.ts';
import {sortedUnique} from '../../base/order.ts';
import type {Diagnostic} from '../../diagnostics/diagnostic.ts';
import {load} from '../../load/load.ts';
import {usualLimits} from '../../sources/limits.ts';
import {readText} from '../../sources/text-documents.ts';
import {readShared} from '../shared.ts';
import type {Check} from './check.ts';

/**
 * What a real API server takes and refuses (conformance/validation/README.md). A row holds when we refuse what it
 * refuses, by the same field paths, and take what it takes. Only our diagnostics of the layer `api-server` count: the
 * engines refuse more.
 */
export function validation(folder: string, file = 'cases'): Check {
  return async function* () {
    const lines = readShared(`conformance/validation/${folder}/${file}.jsonl`).split('\n');
    const rows = lines.filter((line) => line !== '').map((line): unknown => JSON.parse(line));
    const wrong: {row: string; why: string}[] = [];
    for (const row of rows) {
      const why = await difference(row);
      if (why !== undefined) wrong.push({row: isObject(row) ? String(row['id']) : '?', why});
    }
    yield {name: `validation/${folder}/${file}`, total: rows.length, wrong};
  };
}

async function difference(row: unknown): Promise<string | undefined> {
  if (!isObject(row)) return 'no object';
  const refusals = await refusalsOf(row);
  const accepted = refusals.length === 0;
  if (accepted !== row['accepted']) {
    return `we ${accepted ? 'accept' : `refuse (${refusals.map(words).join('; ')})`}, the server does not`;
  }
  const errors = Array.isArray(row['errors']) ? row['errors'] : [];
  const theirs = sortedUnique(errors.flatMap((error) => (isObject(error) ? [String(error['field'])] : [])));
  const ours = sortedUnique(refusals.map(field));
  return errors.length > 0 && ours.join() !== theirs.join()
    ? `our fields ${ours.join(' ')}, theirs ${theirs.join(' ')}`
    : undefined;
}

async function refusalsOf(row: Readonly<Record<string, unknown>>): Promise<readonly Diagnostic[]> {
  const {documents, diagnostics} = await readText(
    'case',
    typeof row['text'] === 'string' ? row['text'] : JSON.stringify(row['document']),
    usualLimits,
  );
  const loaded = await load(documents, {namespace: 'default'});
  const fromServer = ({severity, layer}: Diagnostic): boolean => severity === 'error' && layer === 'api-server';
  return [...diagnostics.filter(({severity}) => severity === 'error'), ...loaded.diagnostics.filter(fromServer)];
}

function field({arguments: {path}, origin}: Diagnostic): string {
  return typeof path === 'string' ? path : origin ? printPath(origin.path) : '';
}

function words(diagnostic: Diagnostic): Json {
  return `${diagnostic.code} ${field(diagnostic)}`;
}
