import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {differenceSummary} from './batch-text.ts';

const test = suite('summary of expectations');

test('what could not be compared is never counted as expected', () => {
  assert.is(differenceSummary(0, 1, 0), '1 connection, all as expected');
  assert.is(differenceSummary(2, 7, 0), '2 of 7 connections differ from what is expected');
  assert.is(differenceSummary(0, 3, 2), '1 of 3 connections as expected, 0 differ, 2 could not be compared');
});

test.run();
