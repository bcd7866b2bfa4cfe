import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {CommandInfo, FlagInfo} from './command-manifest.ts';
import {flagsFor, typedWords} from './typed-words.ts';

const test = suite('typed words');

const switchR: FlagInfo = {
  name: 'recursive',
  char: 'R',
  description: '',
  takesValue: false,
  multiple: false,
  options: [],
};
const filename: FlagInfo = {
  name: 'filename',
  char: 'f',
  description: '',
  takesValue: true,
  multiple: true,
  options: [],
};
const target: FlagInfo = {name: 'to', description: '', takesValue: true, multiple: false, options: []};
const can: CommandInfo = {name: 'can', description: '', flags: [switchR, filename], arguments: [], variadic: false};
const convert: CommandInfo = {...can, name: 'convert', flags: [filename, target]};

const read = (...words: readonly string[]): ReturnType<typeof typedWords> => typedWords(words, [can, convert]);
const given = (...words: readonly string[]): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(read(...words).given);

test('verb, positionals, and what is typed', () => {
  const typed = read('can', 'a', '-', 'b');
  assert.is(typed.command, can);
  assert.equal(typed.positionals, ['a', '-']);
  assert.is(typed.current, 'b');
  assert.is(read('nope', '').command, undefined);
  assert.is(read('nope', '').verb, 'nope');
  assert.is(read().current, '');
});

test('every way to give a value', () => {
  for (const words of [['-f', 'x'], ['-fx'], ['-f=x'], ['--filename', 'x'], ['--filename=x']]) {
    assert.equal(given('can', ...words, ''), {filename: ['x']});
  }
  assert.equal(given('can', '-Rf', 'x', '-f', 'y', ''), {filename: ['x', 'y']});
  assert.equal(given('can', '-R', ''), {recursive: ['']});
  assert.equal(given('can', '--unknown', '-z', 'x', ''), {});
});

test('a flag that waits for its value', () => {
  assert.is(read('can', '-f', '').awaiting, filename);
  assert.is(read('can', '-Rf', 'x').awaiting, filename);
  const typed = read('convert', '--to=ca');
  assert.is(typed.awaiting, target);
  assert.is(typed.current, 'ca');
  assert.is(read('can', '--recursive=x').awaiting, undefined);
  assert.is(read('can', '-f', '--').awaiting, filename);
});

test('after -- nothing is a flag', () => {
  const typed = read('can', '--', '-f', '--to=');
  assert.ok(typed.flagsEnded);
  assert.equal(typed.positionals, ['-f']);
  assert.is(typed.current, '--to=');
});

test('before a verb only what all verbs share', () => {
  assert.equal(flagsFor(undefined, [can, convert]), [filename]);
  assert.equal(flagsFor(undefined, []), []);
  assert.is(read('-f', 'x', 'can', '').command, can);
});

test.run();
