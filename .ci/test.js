// `npm test`: sets up, builds, runs every test and holds uvu to account: each test file must have been loaded, each
// suite run, each registered test counted, and nothing singled out or skipped.
import {spawnSync} from 'node:child_process';
import {mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {build} from './build.js';
import {root, setUp} from './setup.js';

setUp();
await build();

const files = ['src', 'plugins'].flatMap((folder) =>
  readdirSync(join(root, folder), {recursive: true})
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => join(folder, name)),
);

const temporary = mkdtempSync(join(tmpdir(), 'netpol-test-'));
// Both together make Node warn.
const {FORCE_COLOR: _forced, ...environment} = process.env;
const COUNT_FILE = join(temporary, 'count.json');
const child = spawnSync(
  process.execPath,
  [
    '--import',
    'tsx',
    '--import',
    './.ci/counting-uvu.js',
    'node_modules/uvu/bin.js',
    '.',
    '^(src|plugins)/.*\\.test\\.ts$',
  ],
  {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    timeout: 900_000,
    env: {...environment, COUNT_FILE, NO_COLOR: '1'},
  },
);
process.stdout.write(child.stdout);
process.stderr.write(child.stderr);
const count = JSON.parse(readFileSync(COUNT_FILE, 'utf8'));
rmSync(temporary, {recursive: true});

// The last such lines are uvu's own; a test may print some of its own before.
const number = (word) => Number([...child.stdout.matchAll(new RegExp(`^ *${word}: +(\\d+)$`, 'gm'))].at(-1)?.[1] ?? 0);
const total = number('Total');
const passed = number('Passed');
// A file that registers no suite at all would pass without a word.
const silent = files.filter((file) => !readFileSync(join(root, file), 'utf8').includes('.run();'));

const complaints = [
  ...(child.status === 0 ? [] : [`uvu ended with ${child.status ?? child.signal}`]),
  ...(files.length === 0 ? ['no test file was found'] : []),
  ...silent.map((file) => `${file} never calls .run()`),
  ...count.notRun.map((name) => `suite "${name}" was never run`),
  ...count.only.map((name) => `.only was left in: ${name}`),
  ...count.skipped.map((name) => `skipped: ${name}`),
  ...(count.registered === total ? [] : [`${count.registered} tests were found but ${total} were run`]),
];
for (const complaint of complaints) console.error(`error: ${complaint}`);
console.log(`\n${files.length} test files, ${count.registered} tests found, ${total} run, ${passed} passed`);
if (complaints.length > 0) process.exitCode = 1;
