import type {VerbClass} from './base-command.ts';
import {failureText} from './failure.ts';
import {optimizeLate} from './optimize-late.ts';
import {UsageError} from './usage-error.ts';
import {unknownVerbText, verbsText} from './verbs.ts';

/** How to get the command of each verb. */
export type VerbLoaders = Readonly<Record<string, () => Promise<{readonly default: VerbClass}>>>;

/** Prints the help of one verb. It comes from outside, since it brings along all of oclif. */
export type ShowHelp = (verb: string) => Promise<void>;

/**
 * Runs one command line. Sets `process.exitCode` and returns; never exits after
 * printing, since output to a pipe would be lost (ecosystem.md section 4).
 */
export async function main(words: readonly string[], verbs: VerbLoaders, showHelp: ShowHelp): Promise<void> {
  optimizeLate(words);
  const args = words[0] === 'help' ? [...words.slice(1), '--help'] : words;
  const [verb, ...rest] = args;
  const fail = (error: unknown): void => {
    process.exitCode = 2;
    process.stderr.write(`${failureText(error, verb, words.includes('--debug'))}\n`);
  };
  process.on('uncaughtException', fail);
  process.stdout.on('error', endOutput);
  process.stderr.on('error', () => undefined);
  try {
    await dispatch(verb, rest, verbs, showHelp);
  } catch (error) {
    fail(error);
  }
}

async function dispatch(
  verb: string | undefined,
  rest: readonly string[],
  verbs: VerbLoaders,
  showHelp: ShowHelp,
): Promise<void> {
  if (verb === undefined || isHelp(verb)) {
    process.stdout.write(`${verbsText()}\n`);
    return;
  }
  const load = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  if (!load) throw new UsageError(unknownVerbText(verb));
  const end = rest.indexOf('--');
  if (rest.slice(0, end < 0 ? undefined : end).some(isHelp)) {
    await showHelp(verb);
    return;
  }
  const {default: command} = await load();
  await command.run(rest);
}

function isHelp(word: string): boolean {
  return word === '-h' || word === '--help';
}

/**
 * `| head -1` closes the pipe: nobody reads any more, so there is nothing left to print or to compute. A full disk loses
 * the answer.
 */
function endOutput(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit();
  process.stderr.write(`error: cannot write the output: ${error.code ?? error.message}\n`);
  process.exit(2);
}
