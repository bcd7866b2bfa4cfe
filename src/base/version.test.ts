import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {isBefore, parseVersion} from './version.ts';

const test = suite('versions');

test('the leading numbers are read, with or without a letter in front', () => {
  assert.equal(parseVersion('1.14'), [1, 14]);
  assert.equal(parseVersion('v3.29.1'), [3, 29, 1]);
  assert.equal(parseVersion('1.17.0-rc.1'), [1, 17, 0]);
  for (const bad of ['', 'latest', '1.x', '1..2', '1.2.3 4']) assert.is(parseVersion(bad), undefined, bad);
});

test('numbers are compared as numbers, a missing one is the newest', () => {
  assert.ok(isBefore([1, 9], 1, 14));
  assert.not(isBefore([1, 14], 1, 14));
  assert.not(isBefore([1, 14, 2], 1, 14));
  assert.ok(isBefore([2, 3, 9], 2, 4));
  assert.not(isBefore([2], 2, 4));
  assert.not(isBefore([3, 0], 2, 4));
});

test.run();
