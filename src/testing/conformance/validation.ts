import {type Json, printPath} from '../../base/json.ts';
import {sortedUnique} from '../../base/order.ts';
import type {Diagnostic} from '../../diagnostics/diagnostic.ts';
import {load} from '../../load/load.ts';
import {usualLimits} from '../../sources/limits.ts';
import {readText, type TextDocuments} from '../../sources/text-documents.ts';
import type {Check} from './check.ts';
import {rawBody} from './raw-body.ts';
import {checkRows, type Row, readRows, recordedFields} from './rows.ts';

/**
 * What a real API server takes and refuses (conformance/validation/README.md). A row holds when we refuse what it
 * refuses, by the same field paths, and take what it takes. Only our diagnostics of the layer `api-server` count: the
 * engines refuse more.
 */
export function validation(folder: string): Check {
  const rows = readRows(`validation/${folder}/cases`).filter((row) => !hangsOnOtherObjects(row));
  return checkRows(`validation/${folder}/cases`, rows, async (row) => {
    const {documents, diagnostics} = await readRow(row, folder);
    const loaded = await load(documents, {namespace: 'default'});
    return verdictDifference(row.fields, [
      ...diagnostics.filter((each) => each.severity === 'error' || refusedInRawBodies(each)),
      ...loaded.diagnostics.filter(isRefusal),
    ]);
  });
}

/**
 * The row V2-namespace-unknown: a good name, but the server knew no such namespace (404). One document does not tell which namespaces
 * there are: kubectl applies a directory with Namespaces and policies in any order, and without a Namespace object the
 * namespace exists by use (design.md section 2). So a policy for it is read and holds for that namespace.
 */
function hangsOnOtherObjects({fields: {message}}: Row): boolean {
  return /^namespaces "[a-z0-9-]+" not found$/.test(String(message));
}

/** The body of a row, read as a file is. */
export function readRow({line, fields: {text, document}}: Row, folder: string): Promise<TextDocuments> {
  // The server decodes its own kinds with Go's types; for custom resources it looks at values, as we do.
  const body = folder === 'kubernetes' ? rawBody(line) : JSON.stringify(document);
  return readText('case', typeof text === 'string' ? text : body, usualLimits);
}

/** kubectl takes the last of a repeated key and says nothing; the server refuses it in a body that it reads itself. */
function refusedInRawBodies({code}: Diagnostic): boolean {
  return code === 'key-repeated';
}

export function isRefusal({severity, layer}: Diagnostic): boolean {
  return severity === 'error' && layer === 'api-server';
}

/** What differs between our refusals and a recorded answer with `accepted` and `errors`. */
export function verdictDifference(
  recorded: Readonly<Record<string, unknown>>,
  refusals: readonly Diagnostic[],
): string | undefined {
  const accepted = refusals.length === 0;
  if (accepted !== recorded['accepted']) {
    return `we ${accepted ? 'accept' : `refuse (${refusals.map(words).join('; ')})`}, the server does not`;
  }
  const theirs = recordedFields(recorded['errors']);
  const ours = sortedUnique(refusals.map(field));
  return theirs.length > 0 && ours.join() !== theirs.join()
    ? `our fields ${ours.join(' ')}, theirs ${theirs.join(' ')}`
    : undefined;
}

export function field({arguments: {path}, origin}: Diagnostic): string {
  return typeof path === 'string' ? path : origin ? printPath(origin.path) : '';
}

function words(diagnostic: Diagnostic): Json {
  return `${diagnostic.code} ${field(diagnostic)}`;
}
