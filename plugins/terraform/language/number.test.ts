import * as fc from 'fast-check';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {add, compare, divide, floor, fraction, multiply, parseFraction, printFraction, remainder} from './number.ts';

const test = suite('terraform number');

const runs = {seed: 1, numRuns: 300};
const some = fc.tuple(fc.bigInt({min: -(10n ** 12n), max: 10n ** 12n}), fc.integer({min: 0, max: 6}));
const decimal = some.map(([top, places]) => fraction(top, 10n ** BigInt(places)));

function number(text: string) {
  const parsed = parseFraction(text);
  if (!parsed) throw new Error(text);
  return parsed;
}

test('arithmetic is exact, and prints without exponent', () => {
  assert.is(printFraction(add(number('0.1'), number('0.2'))), '0.3');
  assert.is(printFraction(number('1e21')), '1000000000000000000000');
  assert.is(printFraction(number('1.50')), '1.5');
  assert.is(printFraction(number('-0.05')), '-0.05');
  assert.is(printFraction(multiply(number('10000000'), number('10000000'))), '100000000000000');
  assert.is(printFraction(divide(number('5'), number('0'))), '+Inf');
  assert.is(printFraction(remainder(number('-7'), number('3')) ?? number('0')), '-1');
  assert.is(floor(number('-1.2')), -2n);
});

test('what is no decimal number is refused, absurd ones too', () => {
  for (const text of ['', ' 5', '0x10', '1_000', 'e5', '1e9999', '--1', '9'.repeat(2000)]) {
    assert.is(parseFraction(text), undefined, text.slice(0, 20));
  }
});

test('printing and reading are inverse', () => {
  fc.assert(
    fc.property(decimal, (value) => {
      assert.equal(parseFraction(printFraction(value)), value);
    }),
    runs,
  );
});

test('order agrees with difference', () => {
  fc.assert(
    fc.property(decimal, decimal, (a, b) => {
      const difference = add(a, {top: -b.top, bottom: b.bottom});
      assert.is(Math.sign(compare(a, b)), difference.top > 0n ? 1 : difference.top < 0n ? -1 : 0);
    }),
    runs,
  );
});

test.run();
