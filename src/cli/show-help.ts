import {run} from '@oclif/core/run';
import {settings} from '@oclif/core/settings';

/** Prints the help of one verb. `root` is the package's own directory. */
export async function showHelp(verb: string, root: string): Promise<void> {
  // A user with NODE_ENV=development must not wake oclif's search for TypeScript sources.
  settings.enableAutoTranspile = false;
  await run([verb, '--help'], {root});
}
