#!/usr/bin/env node
// The executable. `--version` is answered before anything else is loaded.
import {readFileSync} from 'node:fs';

const words = process.argv.slice(2);
const root = new URL('..', import.meta.url);

if (words[0] === '--version') {
  const {name, version} = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
  console.log(`${name}/${version} ${process.platform}-${process.arch} node-${process.version}`);
} else {
  const {main} = await import('../dist/src/cli/main.js');
  await main(words, root);
}
