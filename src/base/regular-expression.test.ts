import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {fullMatch, isRegularExpression} from './regular-expression.ts';

const test = suite('regular expression');

test('the whole text must match (cilium.md 8.3)', () => {
  assert.is(fullMatch('/public', '/public'), true);
  assert.is(fullMatch('/public', '/public?x=1'), false);
  assert.is(fullMatch('GET|HEAD', 'HEAD'), true);
  assert.is(fullMatch('G', 'GET'), false);
});

test('what RE2 does not know is no expression', () => {
  assert.is(isRegularExpression('(?=x)'), false);
  assert.is(isRegularExpression('('), false);
  assert.is(fullMatch('(', 'x'), undefined);
});

test('a pattern that explodes elsewhere ends at once', () => {
  assert.is(fullMatch('(a+)+b', 'a'.repeat(5000)), false);
});

test.run();
