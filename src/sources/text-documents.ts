import type {Path} from '../base/json.ts';
import {printPath} from '../base/json.ts';
import type {Code} from '../diagnostics/codes.ts';
import {type Diagnostic, type DiagnosticDetails, diagnostic} from '../diagnostics/diagnostic.ts';
import {type LineTable, lineAndColumn, lineTable} from '../diagnostics/position.ts';
import type {Document} from './document.ts';
import {jsonExtent, jsonPlaces, repeatedKeys, skipSpace} from './json-scan.ts';
import {leadingComment} from './leading-comment.ts';
import type {Limits} from './limits.ts';
import {plainPlaces, readPlainYaml} from './plain-yaml.ts';
import {type Chunk, splitDocuments} from './split-documents.ts';
import type {YamlProblem} from './yaml-value.ts';

export interface TextDocuments {
  readonly documents: readonly Document[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The file being read: its name, its text, and its line table once somebody asks. */
interface File {
  readonly name: string;
  readonly text: string;
  readonly limits: Limits;
  readonly lines: () => LineTable;
  readonly documents: Document[];
  readonly diagnostics: Diagnostic[];
  /** Documents met so far, the broken ones included. */
  count: number;
  /** The YAML document that was read again last, since many places are asked of one document in a row. */
  again?: {readonly start: number; readonly offsetAt: (path: Path) => number};
}

/**
 * Reads a stream of JSON values or YAML documents as kubectl does: values that follow each other while the text is
 * JSON, then YAML cut at `---`. A broken document is one located error; the others are still read.
 */
export async function readText(name: string, text: string, limits: Limits): Promise<TextDocuments> {
  let table: LineTable | undefined;
  const lines = (): LineTable => {
    table ??= lineTable(text);
    return table;
  };
  const file: File = {name, text, limits, lines, documents: [], diagnostics: [], count: 0};
  const rest = readJsonStream(file);
  const {chunks, bad} = splitDocuments(text, rest);
  for (const {offset, text: behind} of bad) report(file, 'yaml-separator', offset, {found: behind}, file.count + 1);
  for (const chunk of chunks) if (!readSimply(file, chunk)) await readYaml(file, chunk);
  return {documents: file.documents, diagnostics: file.diagnostics};
}

/** Takes JSON values off the front; the offset at which something else begins. */
function readJsonStream(file: File): number {
  let at = 0;
  for (let start = skipSpace(file.text, 0); file.text[start] === '{'; start = skipSpace(file.text, at)) {
    const end = readJson(file, start);
    if (end === undefined) return at;
    at = end;
  }
  return skipSpace(file.text, at) === file.text.length ? file.text.length : at;
}

/** Reads one JSON value and returns where it ends; undefined when it is no JSON, so that YAML may try. */
function readJson(file: File, start: number): number | undefined {
  const extent = jsonExtent(file.text, start, file.limits.nesting);
  if ('problem' in extent) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(file.text.slice(start, extent.end));
  } catch {
    return undefined;
  }
  addDocument(file, value, jsonPlaces(file.text, start));
  // Larger ones are written by programs, which repeat no key.
  const looksForRepeats = extent.end - start <= file.limits.yamlDocument;
  for (const {key, offset} of looksForRepeats ? repeatedKeys(file.text, start, extent.end) : []) {
    report(file, 'key-repeated', offset, {text: key});
  }
  return extent.end;
}

/** Reads a chunk that is empty, JSON, plain YAML or beyond the limits; false when the full parser must. */
function readSimply(file: File, {text, start}: Chunk): boolean {
  const first = skipSpace(text, 0);
  if (first === text.length) return true;
  if (text[first] === '{' || text[first] === '[') {
    const extent = jsonExtent(text, first, file.limits.nesting);
    if ('problem' in extent && extent.problem === 'nesting') return refuseNesting(file, start + extent.offset);
    const whole = 'end' in extent && skipSpace(text, extent.end) === text.length;
    if (whole && readJson(file, start + first) !== undefined) return true;
  }
  const plain = readPlainYaml(text);
  if (plain) {
    const places = placesOf(file, start, () => plainPlaces(text));
    addDocument(file, plain, places, leadingComment(text));
  } else if (plain === undefined) {
    if (text.length <= file.limits.yamlDocument) return false;
    file.count++;
    report(file, 'yaml-too-large', start + first, {megabytes: Math.ceil(file.limits.yamlDocument / 1e6)});
  }
  return true;
}

function refuseNesting(file: File, offset: number): true {
  file.count++;
  report(file, 'nesting-too-deep', offset, {limit: file.limits.nesting});
  return true;
}

async function readYaml(file: File, {text, start}: Chunk): Promise<void> {
  const [{deepNesting}, {parseYaml}] = await Promise.all([import('./nesting.ts'), import('./yaml.ts')]);
  const {nesting} = file.limits;
  const deep = deepNesting(text, nesting);
  if (deep !== undefined) {
    refuseNesting(file, start + deep);
    return;
  }
  const {value, problems, ignoredFrom} = parseYaml(text, nesting);
  if (value === null && problems.length === 0) return;
  if (value === undefined) file.count++;
  else
    addDocument(
      file,
      value,
      placesOf(file, start, () => parseYaml(text, nesting).offsetAt),
      leadingComment(text),
    );
  for (const problem of problems) reportProblem(file, start, problem);
  if (ignoredFrom !== undefined) report(file, 'yaml-ignored', start + ignoredFrom, {});
}

/** Positions in the document that begins at `start`; it is read again when the first is asked. */
function placesOf(file: File, start: number, readAgain: () => (path: Path) => number): (path: Path) => number {
  return (path) => {
    if (file.again?.start !== start) file.again = {start, offsetAt: readAgain()};
    return start + file.again.offsetAt(path);
  };
}

function addDocument(file: File, value: unknown, offsetAt: (path: Path) => number, comment?: string): void {
  const document = ++file.count;
  const {name, lines} = file;
  file.documents.push({
    origin: {file: name, document, path: []},
    content: {syntax: 'value', value},
    locate: (path) => ({file: name, document, path: printPath(path), ...lineAndColumn(lines(), offsetAt(path))}),
    ...(comment !== undefined && {comment}),
  });
}

const codes = {
  'key-repeated': 'key-repeated',
  syntax: 'yaml-syntax',
  aliases: 'yaml-aliases',
  nesting: 'nesting-too-deep',
} as const satisfies Record<YamlProblem['problem'], Code>;

function reportProblem(file: File, start: number, {offset, problem, text}: YamlProblem): void {
  report(file, codes[problem], start + offset, {text, limit: file.limits.nesting});
}

function report(
  file: File,
  code: Code,
  offset: number,
  args: NonNullable<DiagnosticDetails['arguments']>,
  document = file.count,
): void {
  const position = lineAndColumn(file.lines(), offset);
  const origin = {file: file.name, document, path: []};
  file.diagnostics.push(diagnostic(code, origin, {offset, position, arguments: args}));
}
