import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {escapeInQuotes, escapeUntrusted, isUnsafe, paint, plain, wantsColour} from './terminal.ts';

const test = suite('terminal');

test('what could act on a terminal is shown instead', () => {
  assert.is(escapeUntrusted('a\u001b[31mb\u0007'), 'a\\u001b[31mb\\u0007');
  assert.is(escapeUntrusted('\u009b2J\u0000\u007f'), '\\u009b2J\\u0000\\u007f');
  assert.is(escapeUntrusted('a\tb\nc\r'), 'a\\tb\\nc\\r');
  assert.is(escapeUntrusted('\u202eevil\u2066\u200f\u2028\u{e0041}'), '\\u202eevil\\u2066\\u200f\\u2028\\u{e0041}');
  assert.is(escapeUntrusted('\ud800'), '\\ud800');
});

test('words of any language stay as they are', () => {
  const text = 'Größe 网络 سياسة naïve 🚀 a\u0301';
  assert.is(escapeUntrusted(text), text);
  assert.not(isUnsafe(text));
  assert.ok(isUnsafe('a\u0007'));
});

test('inside JSON the escapes mean the characters themselves', () => {
  const value = {a: 'x\u001b\u202e\u{e0041}\u009b\n'};
  const text = escapeInQuotes(JSON.stringify(value, null, 2), 'json');
  assert.not.match(text, /[^\x20-\x7e\n]/);
  assert.equal(JSON.parse(text), value);
});

test('colour only on a terminal, unless the environment says otherwise', () => {
  assert.ok(wantsColour({isTerminal: true}));
  assert.not(wantsColour({isTerminal: false}));
  assert.not(wantsColour({isTerminal: true, TERM: 'dumb'}));
  assert.not(wantsColour({isTerminal: true, NO_COLOR: '1'}));
  assert.ok(wantsColour({isTerminal: true, NO_COLOR: ''}));
  assert.ok(wantsColour({isTerminal: false, FORCE_COLOR: '1', NO_COLOR: '1'}));
  assert.not(wantsColour({isTerminal: true, FORCE_COLOR: '0'}));
});

test('the words are the same without colour', async () => {
  assert.is(await paint(false), plain);
  assert.is((await paint(true)).bad('denied'), '\u001b[31mdenied\u001b[39m');
  assert.is(plain.bad('denied'), 'denied');
});

test.run();
