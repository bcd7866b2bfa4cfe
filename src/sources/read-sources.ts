import {printPath} from '../base/json.ts';
import type {Code} from '../diagnostics/codes.ts';
import {type Diagnostic, diagnostic} from '../diagnostics/diagnostic.ts';
import type {Position} from '../diagnostics/position.ts';
import type {ByteSource} from './byte-window.ts';
import type {Document, VariableInput} from './document.ts';
import {fileBytes} from './file-bytes.ts';
import type {JsonLists} from './json-lists.ts';
import type {JsonPlan} from './json-plan.ts';
import {type Limits, usualLimits} from './limits.ts';
import {type Found, listFiles} from './list-files.ts';
import {type ReadText, readFileText, readStreamText} from './read-bytes.ts';
import {openTerraformModule} from './terraform-module.ts';
import {readText} from './text-documents.ts';

/** A `--var NAME=VALUE` or `--var-file FILE`, in command-line order. */
export type VariableOption =
  | {readonly from: 'var'; readonly name: string; readonly text: string}
  | {readonly from: 'file'; readonly file: string};

export interface SourceOptions {
  /** As given with `-f`: files, directories, or `-`. */
  readonly filenames: readonly string[];
  readonly recursive?: boolean;
  /** Called once, when `-` is among the names. */
  readonly stdin?: () => AsyncIterable<Uint8Array | string>;
  readonly variables?: readonly VariableOption[];
  readonly limits?: Partial<Limits>;
  /**
   * Whether a large list comes as a document that is read while it is walked (`WalkedList`): whoever asks for this asks
   * `mended` afterwards.
   */
  readonly walked?: boolean;
}

export interface SourceResult {
  readonly documents: readonly Document[];
  readonly diagnostics: readonly Diagnostic[];
  /** What the user named, in order and without repeats. */
  readonly inputs: readonly string[];
  /** The text of a file that was read, by the name that origins carry: for snippets. */
  readonly text: (file: string) => string | undefined;
  /** The same with the files of lists that broke while they were walked read as a whole; undefined where none broke. */
  readonly mended: () => Promise<SourceResult> | undefined;
}

/** A list that is walked, and how many diagnostics come before its own. */
interface WalkedInput {
  readonly document: Document;
  readonly mark: number;
}

interface Reading {
  readonly limits: Limits;
  readonly documents: Document[];
  readonly diagnostics: Diagnostic[];
  readonly texts: Map<string, () => string | undefined>;
  readonly variables: VariableInput[];
  /** The lists that are walked, where any may be. */
  readonly lists: WalkedInput[] | undefined;
  bytes: number;
}

/**
 * Reads everything that `-f` names into located documents. Whatever is wrong with one file or document is a diagnostic;
 * the rest is still read. Nothing is fetched from the network.
 */
export async function readSources(options: SourceOptions): Promise<SourceResult> {
  const limits = {...usualLimits, ...options.limits};
  const {walked = false} = options;
  const reading: Reading = {
    limits,
    documents: [],
    diagnostics: [],
    texts: new Map(),
    variables: [],
    lists: walked ? [] : undefined,
    bytes: 0,
  };
  for (const option of options.variables ?? []) readVariable(option, reading);
  const inputs = [...new Set(options.filenames)];
  for (const name of inputs) await readInput(name, options, reading);
  return resultOf(reading, inputs);
}

function resultOf(reading: Reading, inputs: readonly string[]): SourceResult {
  const {documents, texts} = reading;
  const isEmpty = documents.length === 0 && !reading.diagnostics.some(({severity}) => severity === 'error');
  const diagnostics = isEmpty
    ? [...reading.diagnostics, diagnostic('input-empty', undefined, {arguments: {inputs}})]
    : reading.diagnostics;
  const mended = (): Promise<SourceResult> | undefined =>
    reading.lists?.some(isBroken) ? mend(reading, inputs) : undefined;
  return {documents, diagnostics, inputs, text: (file) => texts.get(file)?.(), mended};
}

async function mend(reading: Reading, inputs: readonly string[]): Promise<SourceResult> {
  let {documents, diagnostics} = reading;
  // From the last on, so that the marks of those before hold.
  for (const {document, mark} of reading.lists?.filter(isBroken).reverse() ?? []) {
    const again = {...reading, documents: [], diagnostics: [], lists: undefined};
    await addFile(document.origin.file, again);
    documents = documents.flatMap((each) => (each === document ? again.documents : [each]));
    diagnostics = [...diagnostics.slice(0, mark), ...again.diagnostics, ...diagnostics.slice(mark)];
  }
  return resultOf({...reading, documents, diagnostics, lists: undefined}, inputs);
}

function isBroken({document: {content}}: WalkedInput): boolean {
  return content.syntax === 'list' && !content.list.isComplete();
}

async function readInput(name: string, options: SourceOptions, reading: Reading): Promise<void> {
  if (/^[A-Za-z][A-Za-z0-9+.-]+:\/\//.test(name)) report(reading, 'url-unsupported', name);
  else if (name === '-') {
    const stream = options.stdin?.() ?? process.stdin;
    await addText('-', await readStreamText(stream, room(reading)), reading);
  } else {
    const {entries} = reading.limits;
    for (const found of listFiles(name, options.recursive ?? false, entries)) await readFound(found, reading);
  }
}

async function readFound(found: Found, reading: Reading): Promise<void> {
  if (found.kind === 'file') await addFile(found.path, reading);
  else if (found.kind === 'module') addModule(found, reading);
  else reportProblem(found, found.path, reading);
}

async function addFile(file: string, reading: Reading): Promise<void> {
  const bytes = fileBytes(file);
  if (!bytes || bytes.size <= reading.limits.yamlDocument || bytes.size > reading.limits.listBytes) {
    return addText(file, readFileText(file, room(reading)), reading);
  }
  const {readJsonLists} = await import('./json-lists.ts');
  const {bytePositions, listDocument, walkedDocument} = await import('./list-documents.ts');
  const positionAt = bytePositions(bytes);
  const text = (): string | undefined => textAgain(file, bytes.size, reading.limits);
  const walked = reading.lists && walkedDocument(file, bytes, reading.limits, positionAt);
  if (walked) {
    reading.texts.set(file, text);
    reading.lists?.push({document: walked, mark: reading.diagnostics.length});
    reading.documents.push(walked);
    return;
  }
  const read = readJsonLists(bytes, reading.limits);
  if ('lists' in read) {
    reading.texts.set(file, text);
    read.lists.forEach((list, index) => {
      reading.documents.push(listDocument(file, index + 1, list, bytes, positionAt));
    });
    return;
  }
  const plan = read.problem === 'other' ? await planOf(bytes, reading.limits) : undefined;
  if (plan) {
    reading.texts.set(file, text);
    reading.documents.push(listDocument(file, 1, plan, bytes, positionAt));
  } else if (read.problem === 'too-much') report(reading, 'file-too-large', file);
  else if (bytes.size <= room(reading)) await addText(file, readFileText(file, room(reading)), reading);
  else reportUnread(read, file, positionAt, reading);
}

async function planOf(bytes: ByteSource, limits: Limits): Promise<JsonPlan | undefined> {
  return (await import('./json-plan.ts')).readJsonPlan(bytes, limits);
}

/** For snippets only; of a file that is longer than a text can be there are none. */
function textAgain(file: string, size: number, {fileBytes: limit}: Limits): string | undefined {
  const read = size <= limit ? readFileText(file, limit) : undefined;
  return read && 'text' in read ? read.text : undefined;
}

/** Too large for a text, and nothing that can be read in pieces. */
function reportUnread(
  {problem, offset}: Extract<JsonLists, {problem: string}>,
  file: string,
  positionAt: (offset: number) => Position,
  reading: Reading,
): void {
  if (problem === 'other' || problem === 'too-much') {
    report(reading, 'file-too-large', file);
    return;
  }
  const origin = {file, document: 1, path: []};
  const code = problem === 'nesting' ? 'nesting-too-deep' : 'json-unreadable';
  const details = {position: positionAt(offset), arguments: {limit: reading.limits.nesting}};
  reading.diagnostics.push(diagnostic(code, origin, details));
}

async function addText(file: string, read: ReadText, reading: Reading): Promise<void> {
  if (!('text' in read)) return reportProblem(read, file, reading);
  remember(file, read.text, read.bytes, reading);
  const {documents, diagnostics} = await readText(file, read.text, reading.limits);
  for (const document of documents) reading.documents.push(document);
  for (const each of diagnostics) reading.diagnostics.push(each);
}

function addModule({path, directory}: Extract<Found, {kind: 'module'}>, reading: Reading): void {
  const {variables, limits} = reading;
  const keep = (file: string, text: string, bytes: number) => remember(file, text, bytes, reading);
  const opened = openTerraformModule(path, directory, variables, limits, keep);
  if ('problem' in opened) {
    reportProblem(opened.problem, opened.file, reading);
    return;
  }
  reading.documents.push({
    origin: {file: path, document: 1, path: []},
    content: {syntax: 'terraform-module', module: opened.module},
    locate: (steps) => ({file: path, document: 1, path: printPath(steps)}),
  });
}

function readVariable(option: VariableOption, reading: Reading): void {
  if (option.from === 'var') {
    reading.variables.push(option);
    return;
  }
  const read = readFileText(option.file, room(reading));
  if (!('text' in read)) {
    reportProblem(read, option.file, reading);
    return;
  }
  // Not kept for snippets: what variables hold may be secret.
  reading.bytes += read.bytes;
  reading.variables.push({...option, text: read.text});
}

/** Keeps a text for snippets, but for values of variables; false when all input together has become too large. */
function remember(file: string, text: string, bytes: number, reading: Reading): boolean {
  if (!/\.tfvars(\.json)?$/.test(file)) reading.texts.set(file, () => text);
  reading.bytes += bytes;
  return reading.bytes <= reading.limits.totalBytes;
}

/** How many bytes the next file may have. */
function room({limits, bytes}: Reading): number {
  return Math.max(0, Math.min(limits.fileBytes, limits.totalBytes - bytes));
}

type Problem = Exclude<ReadText, {text: string}> | Extract<Found, {kind: 'problem'}>;

const problemCodes = {
  binary: 'file-binary',
  empty: 'directory-empty',
  missing: 'file-missing',
  'too-large': 'file-too-large',
  'too-many': 'directory-too-large',
  unreadable: 'file-unreadable',
  zip: 'file-zip',
} as const satisfies Record<Problem['problem'], Code>;

function reportProblem(problem: Problem, file: string, reading: Reading): void {
  report(reading, problemCodes[problem.problem], file, 'reason' in problem ? {reason: problem.reason} : {});
}

function report(reading: Reading, code: Code, file: string, args: Readonly<Record<string, string>> = {}): void {
  const origin = {file, document: 1, path: []};
  reading.diagnostics.push(diagnostic(code, origin, {arguments: {file, ...args}}));
}
