import type {JsonObject} from '../base/json.ts';
import type {Diagnostic} from '../diagnostics/diagnostic.ts';
import {diagnosticsText} from '../report/diagnostic-text.ts';
import {envelope, printJson} from '../report/json.ts';
import {escapeUntrusted, type Paint, paint, wantsColour} from '../report/terminal.ts';
import {type ExitCode, worstCode} from './exit-code.ts';
import {inputCode, isIncomplete, problemsShown} from './problems.ts';
import type {Session} from './session.ts';

/** What a verb found out, ready for every form of output. */
export interface Answer {
  /** The `kind` of its JSON. */
  readonly kind: string;
  readonly code: ExitCode;
  /** What was found while answering, beside what reading found. */
  readonly diagnostics?: readonly Diagnostic[];
  /** The verb's own part of the JSON. */
  readonly body: () => JsonObject;
  /** The text for people, without a line break at the end. */
  readonly text: (paint: Paint) => string;
}

/** Diagnostics to stderr, the answer to stdout, and the exit code. */
export async function present(session: Session, answer: Answer): Promise<void> {
  const {input, flags} = session;
  const diagnostics = [...input.diagnostics, ...(answer.diagnostics ?? [])];
  await printDiagnostics(session, diagnostics);
  if (flags.output === 'json' || flags.output === 'yaml') {
    await presentJson(session, {kind: answer.kind, diagnostics, body: answer.body()});
  } else {
    const text = answer.text(await stdoutPaint());
    const note =
      flags.output === undefined ? [...readingText(session), ...stagedText(session), ...incompleteText(session)] : [];
    if (text !== '') await print(`${[text, ...note].join('\n')}\n`);
  }
  setExitCode(session, answer.code, diagnostics);
}

/** The one document for programs, as JSON or YAML. */
export async function presentJson(
  {input, flags, profiles, staged}: Session,
  {
    kind,
    diagnostics,
    body,
  }: {readonly kind: string; readonly diagnostics: readonly Diagnostic[]; readonly body: JsonObject},
): Promise<void> {
  const names = profiles.map(({name}) => name);
  const document = envelope({kind, profiles: names, inputs: input.names, diagnostics, staged}, input, body);
  if (flags.output === 'yaml') await print((await import('../report/yaml.ts')).printYaml([{value: document}]));
  else await print(`${printJson(document)}\n`);
}

/** For a question that cannot be answered: says why; the JSON is there all the same, with an empty body. */
export async function refuse(
  session: Session,
  kind: string,
  diagnostics: readonly Diagnostic[],
  body: JsonObject = {items: []},
): Promise<void> {
  await present(session, {kind, code: 2, diagnostics, body: () => body, text: () => ''});
}

/** `diagnostics`: all that were found, of which some are reasons not to trust the answer as a whole. */
export function setExitCode({flags}: Session, code: ExitCode, diagnostics: readonly Diagnostic[]): void {
  process.exitCode = worstCode(code, inputCode(diagnostics, flags));
}

/** A partial answer never looks complete, also where the complaints went elsewhere (cli.md section 4). */
export function incompleteText({input, flags}: Session): readonly string[] {
  return isIncomplete(input.diagnostics, flags)
    ? ['', 'INCOMPLETE: not everything could be read, and the answer leaves that out.']
    : [];
}

export async function printDiagnostics(session: Session, diagnostics: readonly Diagnostic[]): Promise<void> {
  const {input, flags} = session;
  const lines = diagnosticsText(problemsShown(diagnostics, flags), input, await stderrPaint());
  const skipped = flags.verbose ? Object.entries(input.loaded.skipped) : [];
  const counts = skipped.map(([kind, count]) => `info: skipped ${count} of ${escapeUntrusted(kind)}`);
  // Text for people and JSON say it in the answer itself.
  const staged = ['csv', 'dot', 'markdown', 'mermaid', 'tsv'].includes(flags.output ?? '') ? stagedText(session) : [];
  const all = [...lines, ...counts, ...staged.filter((line) => line !== '')];
  if (all.length > 0) process.stderr.write(`${all.join('\n')}\n`);
}

/** A report on a live cluster says which one and when it was read (cli.md section 5). */
export function readingText({input}: Session): readonly string[] {
  return input.names.flatMap((name) =>
    'cluster' in name ? ['', `Read from ${escapeUntrusted(name.cluster)} at ${name.readAt}.`] : [],
  );
}

/** A report about what is not yet so says it (cli.md, `--staged`). */
export function stagedText({staged}: Session): readonly string[] {
  if (!staged) return [];
  const words = [
    [staged.set, 'Set'],
    [staged.learn, 'Learn'],
    [staged.ignore, 'Ignore'],
    [staged.delete, 'Delete'],
  ] as const;
  const counts = words.flatMap(([count, action]) => (count > 0 ? [`${count} ${action}`] : []));
  return ['', `Staged policies are taken as enforced: ${counts.length > 0 ? counts.join(', ') : 'there are none'}.`];
}

/** Writes to stdout and waits while the reader of a pipe is slower than we are. */
export async function print(text: string): Promise<void> {
  if (!process.stdout.write(text)) await new Promise<void>((resolve) => process.stdout.once('drain', resolve));
}

/** Writes what may be long without ever holding all of it. */
export async function printPieces(pieces: Iterable<string>): Promise<void> {
  let waiting = '';
  for (const piece of pieces) {
    waiting += piece;
    if (waiting.length < pieceSize) continue;
    await print(waiting);
    waiting = '';
  }
  if (waiting !== '') await print(waiting);
}

/** As much as a pipe holds. */
const pieceSize = 65_536;

export function stdoutPaint(): Promise<Paint> {
  return paint(wantsColour({...process.env, isTerminal: process.stdout.isTTY === true}));
}

export function stderrPaint(): Promise<Paint> {
  return paint(wantsColour({...process.env, isTerminal: process.stderr.isTTY === true}));
}
