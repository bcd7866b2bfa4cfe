import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {continuesWith, startsWith, viewOf} from './json-bytes.ts';

const test = suite('JSON in bytes');

test('is compared four bytes at a time as byte by byte', () => {
  const bytes = Buffer.from('{"kind":"Pod","kind":"Pot"}\0');
  for (let from = 0; from < bytes.length; from++) {
    for (let length = 0; from + length <= bytes.length; length++) {
      for (let at = 0; at < bytes.length; at++) {
        const expected = startsWith(bytes, at, bytes.subarray(from, from + length));
        assert.is(
          continuesWith({view: viewOf(bytes), size: bytes.length, at}, viewOf(bytes), from, length),
          expected,
          `${at} ${from} ${length}`,
        );
      }
    }
  }
});

test.run();
