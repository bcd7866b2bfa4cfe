// A fresh install from the lock file says nothing about engines, deprecated packages or refused scripts.
import {spawnSync} from 'node:child_process';
import {cpSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {root} from './setup.js';

const folder = mkdtempSync(join(tmpdir(), 'netpol-install-'));
try {
  for (const file of ['package.json', 'package-lock.json']) cpSync(join(root, file), join(folder, file));
  const {status, stdout, stderr} = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {cwd: folder, encoding: 'utf8'});
  // What a user's own npm configuration is told about is not about our packages.
  const warnings = stderr
    .split('\n')
    .filter((line) => /\bwarn/i.test(line) && !/Unknown (user|env|project) config/.test(line));
  process.stdout.write(stdout);
  for (const warning of warnings) console.error(warning);
  if (status !== 0 || warnings.length > 0) process.exitCode = 1;
} finally {
  rmSync(folder, {recursive: true});
}
