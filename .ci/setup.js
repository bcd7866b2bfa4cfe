// Installs the dependencies of the lock file when they are not there yet or are others. Needs only Node and its npm.
import {spawnSync} from 'node:child_process';
import {existsSync, readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs a program in the project and ends this one with its code when it fails. */
export function run(program, args, options = {}) {
  const shell = process.platform === 'win32';
  const {status, error} = spawnSync(program, args, {cwd: root, stdio: 'inherit', shell, ...options});
  if (error) throw error;
  if (status !== 0) {
    console.error(`${[program, ...args].join(' ')} ended with ${status}`);
    process.exit(status ?? 1);
  }
}

export function setUp() {
  if (!installed()) run('npm', ['ci', '--no-audit', '--no-fund']);
}

/** npm keeps its own copy of the lock in node_modules: the same packages mean the same tree. */
function installed() {
  const hidden = `${root}node_modules/.package-lock.json`;
  if (!existsSync(hidden)) return false;
  const wanted = JSON.parse(readFileSync(`${root}package-lock.json`, 'utf8')).packages;
  const found = JSON.parse(readFileSync(hidden, 'utf8')).packages;
  return Object.entries(wanted).every(
    ([path, {version, optional}]) => path === '' || optional || found[path]?.version === version,
  );
}
