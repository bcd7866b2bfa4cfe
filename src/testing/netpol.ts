import {execFile} from 'node:child_process';
import {existsSync, mkdirSync, symlinkSync} from 'node:fs';
import {delimiter, dirname, join} from 'node:path';
import {projectDirectory} from './shared.ts';

/** What a program printed and how it ended. */
export interface Ran {
  readonly code: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

/** Both programs of the package in one directory under the names that kubectl looks for. */
export function installPlugin(directory: string): string {
  if (!existsSync(join(projectDirectory, 'dist/src/commands')))
    throw new Error('dist is missing: run `npm run build` first');
  const installed = join(directory, 'plugin');
  mkdirSync(installed);
  symlinkSync(join(projectDirectory, 'bin/run.js'), join(installed, 'kubectl-netpol'));
  symlinkSync(join(projectDirectory, 'bin/complete.js'), join(installed, 'kubectl_complete-netpol'));
  return installed;
}

export interface RunOptions {
  /** Directories in front of PATH. */
  readonly path: readonly string[];
  /** Where the program finds its home, and leaves its caches. */
  readonly home: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** Runs a program found on the given PATH, for at most 20 seconds, and lets the test's own servers answer meanwhile. */
export function run(program: string, words: readonly string[], options: RunOptions): Promise<Ran> {
  const path = [...options.path, dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter);
  const env = {PATH: path, HOME: options.home, KUBECACHEDIR: join(options.home, 'cache'), ...options.env};
  return new Promise((resolve) => {
    const child = execFile(program, words, {env, timeout: 20_000, maxBuffer: 1 << 26}, (error, stdout, stderr) => {
      resolve({code: error ? (error.code ?? String(error.signal)) : 0, stdout, stderr});
    });
    child.stdin?.end(options.input ?? '');
  });
}
