import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {temporaryDirectory} from '../testing/temporary.ts';
import {fileName, numberedFiles, writeOutputFiles} from './output-files.ts';
import {UsageError} from './usage-error.ts';

const test = suite('output files');
const {path: directory, remove} = temporaryDirectory();
test.after(remove);

test('writes into a directory that is made, over files of the same names', () => {
  const target = join(directory, 'a/b');
  writeOutputFiles(target, [{name: 'x.yaml', text: 'old'}]);
  writeOutputFiles(target, [
    {name: 'x.yaml', text: 'new'},
    {name: 'y.yaml', text: 'y'},
  ]);
  assert.equal(readdirSync(target).sort(), ['x.yaml', 'y.yaml']);
  assert.is(readFileSync(join(target, 'x.yaml'), 'utf8'), 'new');
});

test('finds the files that a numbered result has left', () => {
  const target = join(directory, 'b');
  const texts = ['02-b.yaml', '00-plan.md', '01-a.tf', 'notes.yaml', '03-c.txt'].map((name) => ({name, text: ''}));
  writeOutputFiles(target, texts);
  assert.equal(numberedFiles(target), ['00-plan.md', '01-a.tf', '02-b.yaml']);
});

test('nothing is left half-written when one cannot be written', () => {
  const target = join(directory, 'c');
  mkdirSync(target);
  writeFileSync(join(target, 'kept.yaml'), 'kept');
  const files = [
    {name: 'kept.yaml', text: 'replaced'},
    {name: 'kept.yaml/below.yaml', text: ''},
  ];
  assert.throws(
    () => writeOutputFiles(target, files),
    (error: unknown) => error instanceof UsageError,
  );
  assert.equal(readdirSync(target), ['kept.yaml']);
  assert.is(readFileSync(join(target, 'kept.yaml'), 'utf8'), 'kept');
});

test('nothing is written where a directory stands in the way of one file', () => {
  const target = join(directory, 'd');
  mkdirSync(join(target, 'b.yaml'), {recursive: true});
  const files = ['a.yaml', 'b.yaml', 'below/c.yaml'].map((name) => ({name, text: name}));
  assert.throws(
    () => writeOutputFiles(target, files),
    (error: unknown) => error instanceof UsageError && error.message.includes('b.yaml'),
  );
  assert.equal(readdirSync(target), ['b.yaml']);
});

test('a folder below the directory is made', () => {
  const target = join(directory, 'e');
  writeOutputFiles(target, [{name: 'below/c.yaml', text: 'c'}]);
  assert.is(readFileSync(join(target, 'below/c.yaml'), 'utf8'), 'c');
});

test('names are safe everywhere and never collide', () => {
  const taken = new Set<string>();
  assert.is(fileName(['NetworkPolicy', 'shop', 'web'], 'yaml', taken), 'networkpolicy-shop-web.yaml');
  assert.is(fileName(['NetworkPolicy', 'shop', 'web'], 'yaml', taken), 'networkpolicy-shop-web-2.yaml');
  assert.is(fileName(['../../etc', 'a/b\u0000c'], 'yaml', taken), 'etc-a-b-c.yaml');
  assert.is(fileName(['..'], 'yaml', taken), 'object.yaml');
  assert.ok(fileName(['x'.repeat(5000)], 'yaml', taken).length < 255);
});

test.run();
