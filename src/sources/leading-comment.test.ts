import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {leadingComment} from './leading-comment.ts';
import {usualLimits} from './limits.ts';
import {readText} from './text-documents.ts';

const test = suite('leading comment');

test('what stands above the first value is the comment, and nothing below it', () => {
  assert.is(leadingComment('# one\n  # two\n\n# three\n\na: 1 # four\n# five\n'), '# one\n# two\n\n# three');
  assert.is(leadingComment('\n\na: 1\n# b\n'), undefined);
  assert.is(leadingComment('# only'), '# only');
  assert.is(leadingComment(''), undefined);
});

test('every document of a stream has its own', async () => {
  const text = '# first\na: 1\n---\nb: 2\n---\n# third\n# of three\nc: {d: &x 1}\n';
  const {documents} = await readText('in.yaml', text, usualLimits);
  assert.equal(
    documents.map(({comment}) => comment),
    ['# first', undefined, '# third\n# of three'],
  );
});

test.run();
