import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {readSelector} from './selector.ts';
import {UsageError} from './usage-error.ts';

const test = suite('label selector of -l');
const labels = {app: 'web', 'example.com/tier': 'front', empty: ''};

const cases: readonly (readonly [string, boolean])[] = [
  ['', true],
  ['app', true],
  ['!app', false],
  ['!other', true],
  ['app=web', true],
  ['app==web', true],
  ['app = web', true],
  ['app!=web', false],
  ['other!=web', true],
  ['app in (db, web)', true],
  ['app notin (db,web)', false],
  ['other notin (web)', true],
  ['app=web,example.com/tier=front', true],
  ['app in (web,db),example.com/tier!=front', false],
  ['empty=', true],
  ['toString', false],
];

for (const [text, expected] of cases) {
  test(`"${text}"`, () => assert.is(readSelector(text)(labels), expected));
}

for (const text of ['app in web', '!app=web', 'a b', '=x', 'app=web=db', 'app in (a', 'app=a b']) {
  test(`"${text}" is refused`, () =>
    assert.throws(
      () => readSelector(text),
      (error: unknown) => error instanceof UsageError,
    ));
}

test.run();
