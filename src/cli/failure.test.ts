import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {failureText} from './failure.ts';
import {UsageError} from './usage-error.ts';

const test = suite('failures');

test('wrong usage is told without a stack', () => {
  assert.is(failureText(new UsageError('give a name'), 'can', false), 'error: give a name');
});

test('a bug is called one in a single line, and says how to see the stack', () => {
  const text = failureText(new TypeError('x is\nundefined'), 'can', false);
  assert.is(
    text,
    'error: this is a bug in kubectl-netpol (TypeError: x is\\nundefined); run it again with --debug to see where, and please report it',
  );
});

test('the stack comes with --debug alone', () => {
  const error = new TypeError('x is undefined');
  assert.match(failureText(error, 'can', true), /please report it\nTypeError: x is undefined\n +at /);
  assert.match(failureText(new UsageError('no'), 'can', true), /^error: no\nError: no\n +at /);
});

test('something thrown that is no error', () => {
  assert.match(failureText('oops', undefined, false), /a bug in kubectl-netpol \(oops\)/);
});

test('what the user typed cannot act on the terminal', () => {
  assert.is(failureText(new UsageError('bad \u001b[2J'), undefined, false), 'error: bad \\u001b[2J');
});

test.run();
