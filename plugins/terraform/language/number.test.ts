import * as fc from 'fast-check';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {printFraction, shortest, withDecimals} from './decimal.ts';
import {add, compare, divide, type Fraction, floor, fraction, multiply, parseFraction, remainder} from './number.ts';

const test = suite('terraform number');

const runs = {seed: 1, numRuns: 300};
const some = fc.tuple(fc.bigInt({min: -(10n ** 12n), max: 10n ** 12n}), fc.integer({min: 0, max: 6}));
const decimal = some.map(([top, places]) => fraction(top, 10n ** BigInt(places)));

function number(text: string) {
  const parsed = parseFraction(text);
  if (!parsed) throw new Error(text);
  return parsed;
}

function printed(value: Fraction | undefined): string {
  return value ? printFraction(value) : 'nothing';
}

test('arithmetic is exact, and prints without exponent', () => {
  assert.is(printed(add(number('0.1'), number('0.2'))), '0.3');
  assert.is(printFraction(number('1e21')), '1000000000000000000000');
  assert.is(printFraction(number('1.50')), '1.5');
  assert.is(printFraction(number('-0.05')), '-0.05');
  assert.is(printed(multiply(number('10000000'), number('10000000'))), '100000000000000');
  assert.is(printed(divide(number('5'), number('0'))), '+Inf');
  assert.is(printed(remainder(number('-7'), number('3'))), '-1');
  assert.is(floor(number('-1.2')), -2n);
});

test('what has no end is rounded to as many binary digits as Terraform keeps', () => {
  const third = divide(number('1'), number('3'));
  assert.is(printed(third), `0.${'3'.repeat(154)}5`);
  assert.is(printed(third && multiply(third, number('3'))), '1');
  assert.is(printed(multiply(number('1.1'), number('1.1'))), `1.21${'0'.repeat(151)}1`);
  assert.is(printed(divide(number('1e300'), number('3'))), `${'3'.repeat(155)}${'0'.repeat(145)}`);
  assert.equal(shortest(number('0.00120')), {digits: '12', exponent: -2});
});

test('zero and infinity have no quotient, difference or product that means anything', () => {
  const infinity = number('Inf');
  assert.is(divide(number('0'), number('0')), undefined);
  assert.is(add(infinity, number('-Inf')), undefined);
  assert.is(multiply(infinity, number('0')), undefined);
  assert.is(printed(divide(number('5'), infinity)), '0');
  assert.is(printed(remainder(number('5'), number('0'))), '5');
});

test('halves go to the even digit', () => {
  for (const [text, digits] of [
    ['0.125', '12'],
    ['0.375', '38'],
    ['0.1251', '13'],
  ] as const) {
    assert.equal(withDecimals(number(text), 2), {digits, exponent: 0}, text);
  }
});

test('what is no decimal number is refused, absurd ones too', () => {
  for (const text of ['', ' 5', '0x10', '1_000', 'e5', '1e9999', '--1', '9'.repeat(2000)]) {
    assert.is(parseFraction(text), undefined, text.slice(0, 20));
  }
});

test('printing and reading are inverse', () => {
  fc.assert(
    fc.property(decimal, (value) => {
      const text = printFraction(value);
      assert.is(printed(parseFraction(text)), text);
      assert.is(printed(parseFraction(`${text.replace('-', '-00')}${text.includes('.') ? '00' : '.0'}`)), text);
    }),
    runs,
  );
});

test('order agrees with difference', () => {
  fc.assert(
    fc.property(decimal, decimal, (a, b) => {
      const difference = add(a, {top: -b.top, bottom: b.bottom})?.top ?? 0n;
      assert.is(Math.sign(compare(a, b)), difference > 0n ? 1 : difference < 0n ? -1 : 0);
    }),
    runs,
  );
});

test.run();
