import {isObject} from '../base/json.ts';
import {nearest} from '../base/near.ts';
import {escapeUntrusted} from '../report/terminal.ts';
import {UsageError} from './usage-error.ts';

/**
 * What a run that cannot go on tells its user: for wrong usage what is wrong and where help is, for anything else that
 * it is a bug. The stack comes only with `--debug`. `verb` is the word after the program's name.
 */
export function failureText(error: unknown, verb: string | undefined, debug: boolean): string {
  const stack = debug && error instanceof Error && error.stack ? `\n${error.stack}` : '';
  if (error instanceof UsageError) return `error: ${lines(error.message)}${stack}`;
  const usage = usageProblem(error);
  if (usage !== undefined) return `error: ${lines(usage)}\n${helpHint(verb)}${stack}`;
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const advice = debug ? 'please report it' : 'run it again with --debug to see where, and please report it';
  return `error: this is a bug in kubectl-netpol (${escapeUntrusted(what)}); ${advice}${stack}`;
}

/** A message may have lines of its own; each of them is made safe. */
function lines(text: string): string {
  return text.split('\n').map(escapeUntrusted).join('\n');
}

function helpHint(verb: string | undefined): string {
  return `See 'kubectl netpol ${verb === undefined ? '' : `${escapeUntrusted(verb)} `}--help' for usage.`;
}

/** oclif's own complaints about flags and arguments, in kubectl's words. Undefined for other errors. */
function usageProblem(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('oclif' in error)) return undefined;
  const unknown = 'flags' in error && Array.isArray(error.flags) ? error.flags.map(String) : [];
  const [first] = unknown;
  if (first !== undefined) return unknownFlag(first, knownFlags(error));
  const [line = ''] = error.message.replace(/\nSee more help with --help$/, '').split('\n\n');
  const words = line.replace(/^The following errors? occurred:\n\s*/, '').replace(/\s*\n\s*/g, ': ');
  return words
    .replace(/^[A-Z]/, (letter) => letter.toLowerCase())
    .replace(/^missing required flag (?=\w)/, 'missing required flag --');
}

function unknownFlag(flag: string, known: readonly string[]): string {
  const near = nearest(flag.replace(/^-+/, '').replace(/=.*$/, ''), known);
  const hint =
    near.length === 0 || !flag.startsWith('--')
      ? ''
      : `, did you mean ${near.map((name) => `--${name}`).join(' or ')}?`;
  return `unknown flag: ${flag}${hint}`;
}

/** The flags of the verb, from what oclif attaches to its parse errors. */
function knownFlags(error: Error): readonly string[] {
  const parse = 'parse' in error && isObject(error.parse) ? error.parse : {};
  const input = isObject(parse['input']) ? parse['input'] : {};
  return isObject(input['flags']) ? Object.keys(input['flags']) : [];
}
