import {fileURLToPath} from 'node:url';
import {run} from '@oclif/core/run';
import {settings} from '@oclif/core/settings';
import {failureText} from './failure.ts';

/**
 * Runs one command line. `root` is the package's own directory. Sets `process.exitCode` and returns; never exits after
 * printing, since output to a pipe would be lost (ecosystem.md section 4).
 */
export async function main(words: readonly string[], root: URL): Promise<void> {
  const args = words[0] === 'help' ? [...words.slice(1), '--help'] : [...words];
  const verb = args[0]?.startsWith('-') === false ? args[0] : undefined;
  const fail = (error: unknown): void => {
    process.exitCode = 2;
    process.stderr.write(`${failureText(error, verb, words.includes('--debug'))}\n`);
  };
  process.on('uncaughtException', fail);
  for (const stream of [process.stdout, process.stderr]) stream.on('error', leaveWhenClosed);
  // A user with NODE_ENV=development must not wake oclif's search for TypeScript sources.
  settings.enableAutoTranspile = false;
  try {
    await run(args, {root: fileURLToPath(root)});
  } catch (error) {
    fail(error);
  }
}

/** `| head -1` closes the pipe: nobody reads any more, so there is nothing left to print or to compute. */
function leaveWhenClosed(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit();
  throw error;
}
