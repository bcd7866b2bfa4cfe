import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {familiesBetween, familiesOf} from './families.ts';
import {outside} from './outside.ts';

const test = suite('IP families of endpoints');

const having = (...addresses: readonly string[]) => outside('x', {addresses});

test('an endpoint speaks the families of its addresses, or any where none is known', () => {
  assert.equal(familiesOf(having('10.0.0.1')), [4]);
  assert.equal(familiesOf(having('fd00::1')), [6]);
  assert.equal(familiesOf(having('fd00::1', '10.0.0.1')), [4, 6]);
  assert.equal(familiesOf(having()), [4, 6]);
});

test('two endpoints speak what both do', () => {
  assert.equal(familiesBetween(having('10.0.0.1'), having('fd00::1', '10.0.0.2')), [4]);
  assert.equal(familiesBetween(having('10.0.0.1'), having('fd00::1')), []);
  assert.equal(familiesBetween(having(), having('fd00::1')), [6]);
  assert.equal(familiesBetween(having(), having()), [4, 6]);
});

test.run();
