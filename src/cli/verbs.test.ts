import {readdirSync, readFileSync} from 'node:fs';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {projectDirectory} from '../testing/shared.ts';
import {unknownVerbText, verbs, verbsText} from './verbs.ts';

const test = suite('verbs');
const names = Object.keys(verbs).sort();

test('each verb is a command, and the program can load it', () => {
  const commands = readdirSync(`${projectDirectory}src/commands`)
    .filter((name) => !name.endsWith('.test.ts'))
    .map((name) => name.replace(/\.ts$/, ''));
  assert.equal(commands.sort(), names);
  const program = readFileSync(`${projectDirectory}bin/run.js`, 'utf8');
  const loaded = [...program.matchAll(/import\('\.\.\/dist\/src\/commands\/([\w-]+)\.js'\)/g)].map(([, name]) => name);
  assert.equal(loaded.sort(), names);
});

test('commands stay lists of flags', () => {
  for (const name of names) {
    const lines = readFileSync(`${projectDirectory}src/commands/${name}.ts`, 'utf8').split('\n').length;
    assert.ok(lines <= 101, `${name} has ${lines} lines`);
  }
});

test('help speaks of kubectl netpol and shows an example of each verb', () => {
  for (const [name, {examples}] of Object.entries(verbs)) {
    for (const example of examples) assert.match(example, new RegExp(`^kubectl netpol ${name} `));
    assert.ok(verbsText().includes(examples[0]));
  }
});

test('an unknown verb names near ones', () => {
  assert.match(unknownVerbText('convrt'), /^unknown verb "convrt", did you mean convert\?\n/);
  assert.match(unknownVerbText('describe'), /did you mean describe-effective\?/);
  assert.match(unknownVerbText('xyzzy'), /^unknown verb "xyzzy"\n/);
  assert.match(unknownVerbText('-n'), /^flags come after the verb: kubectl netpol VERB -n/);
});

test.run();
