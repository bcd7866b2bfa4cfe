import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {findMatches, fullMatch, isRegularExpression} from './regular-expression.ts';

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

test('every match with its groups', () => {
  assert.equal(
    findMatches('(?P<letter>[a-z])(\\d)?', 'a1 b')?.map(({start, end, text, groups}) => ({start, end, text, groups})),
    [
      {start: 0, end: 2, text: 'a1', groups: ['a', '1']},
      {start: 3, end: 4, text: 'b', groups: ['b', undefined]},
    ],
  );
  assert.equal(findMatches('(?P<letter>[a-z])', 'a')?.[0]?.names, {letter: 1});
  assert.equal(findMatches('z', 'abc'), []);
  assert.is(findMatches('(', 'abc'), undefined);
});

test.run();
