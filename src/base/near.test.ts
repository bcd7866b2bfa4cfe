import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {nearest} from './near.ts';

const test = suite('near');

test('mistyped words find their originals, best first, at most three', () => {
  assert.equal(nearest('shop/wbe', ['shop/cache', 'shop/web', 'other/thing']), ['shop/web']);
  assert.equal(nearest('x', ['abcdefgh']), []);
  assert.is(nearest('a', ['a1', 'a2', 'a3', 'a4']).length, 3);
});

test('a hostile word is cut before it is compared', () => {
  assert.equal(nearest('y'.repeat(1_000_000), ['web']), []);
});

test.run();
