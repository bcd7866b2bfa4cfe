import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {type TextTest, testText} from '../../ir/match.ts';
import {freshText} from './fresh-text.ts';

const test = suite('texts that nothing names');

const has = (text: string): TextTest => ({test: 'contains', text});
const starts = (text: string): TextTest => ({test: 'startsWith', text});
const ends = (text: string): TextTest => ({test: 'endsWith', text});

function found(holds: readonly TextTest[], fails: readonly TextTest[], taken: readonly string[] = []): string {
  const text = freshText('other-b', {
    holds,
    fails,
    taken: (each) => taken.includes(each),
    isLegal: (each) => /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(each),
  });
  return text ?? 'none';
}

test('the base is taken where it may be', () => {
  assert.is(found([], []), 'other-b');
  assert.is.not(found([], [], ['other-b']), 'other-b');
});

test('tests that find the base get another text', () => {
  for (const fails of [[ends('b')], [has('e')], [starts('o'), has('x')], [has('o'), has('1')]]) {
    const text = found([], fails);
    assert.is.not(text, 'none');
    assert.not(
      fails.some((each) => testText(text, each)),
      text,
    );
  }
});

test('parts are put together around the base', () => {
  const holds = [starts('web'), has('7'), ends('z')];
  const text = found(holds, [has('b-')]);
  assert.ok(holds.every((each) => testText(text, each)) && !testText(text, has('b-')), text);
  assert.is(found([starts('a'), starts('b')], []), 'none');
});

test.run();
