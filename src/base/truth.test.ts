import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {every, not, some, type Truth, unknownFact} from './truth.ts';

const test = suite('truth');

const open = unknownFact('rain');
const all = (...truths: readonly Truth[]): Truth => every(truths, (each) => each);
const any = (...truths: readonly Truth[]): Truth => some(truths, (each) => each);

test('one false settles a conjunction, one true a disjunction, whatever is open', () => {
  assert.is(all(true, open, false), false);
  assert.is(any(false, open, true), true);
  assert.is(all(), true);
  assert.is(any(), false);
});

test('what is not settled names its open facts, sorted and once', () => {
  assert.equal(all(unknownFact('b'), true, unknownFact('a'), unknownFact('b')), {unknown: ['a', 'b']});
  assert.equal(any(unknownFact('b'), false), {unknown: ['b']});
  assert.equal(not(open), open);
  assert.is(not(true), false);
});

test.run();
