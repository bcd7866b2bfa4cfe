#!/usr/bin/env node
// The executable. `--version` is answered before anything else is loaded; a verb is loaded when it is asked for.
import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';

const words = process.argv.slice(2);
const root = new URL('..', import.meta.url);

const verbs = {
  can: () => import('../dist/src/commands/can.js'),
  convert: () => import('../dist/src/commands/convert.js'),
  'describe-effective': () => import('../dist/src/commands/describe-effective.js'),
  diff: () => import('../dist/src/commands/diff.js'),
  matrix: () => import('../dist/src/commands/matrix.js'),
  migrate: () => import('../dist/src/commands/migrate.js'),
  replay: () => import('../dist/src/commands/replay.js'),
  review: () => import('../dist/src/commands/review.js'),
};

if (words[0] === '--version') {
  const {name, version} = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
  console.log(`${name}/${version} ${process.platform}-${process.arch} node-${process.version}`);
} else {
  const {main} = await import('../dist/src/cli/main.js');
  await main(words, verbs, async (verb) => {
    const {showHelp} = await import('../dist/src/cli/show-help.js');
    await showHelp(verb, fileURLToPath(root));
  });
}
