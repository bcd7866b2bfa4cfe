import fc from 'fast-check';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {parseAddress, parseCidr, printCidr} from '../base/cidr.ts';
import {addressClasses, addressPlace} from './address-classes.ts';

const test = suite('address classes');

const blocksOf = (cidrs: readonly string[]) => cidrs.flatMap((text) => parseCidr(text)?.cidr ?? []);

test('one address inside every overlap, and the preferred one where nothing is mentioned', () => {
  const cidrs = ['10.0.0.0/8', '10.1.0.0/16', '2001:db8::/32'];
  assert.equal(addressClasses(cidrs, new Set(), ['203.0.113.1', 'fd00::1']), [
    '203.0.113.1',
    'fd00::1',
    '10.0.0.1',
    '10.1.0.1',
    '2001:db8::1',
  ]);
});

test('addresses of endpoints are not outside: the next free one stands for the block, a full block for nobody', () => {
  const cidrs = ['10.0.0.0/30', '192.0.2.7/32'];
  const taken = new Set(['10.0.0.1', '10.0.0.2', '192.0.2.7']);
  assert.equal(addressClasses(cidrs, taken, ['203.0.113.1']), ['203.0.113.1', '10.0.0.3']);
});

test('every address lies in the blocks of one of the representatives', () => {
  const cidr = fc
    .tuple(fc.ipV4(), fc.integer({min: 0, max: 32}))
    .map(([address, prefix]) => parseCidr(`${address}/${prefix}`)?.cidr)
    .filter((each) => each !== undefined)
    .map(printCidr);
  fc.assert(
    fc.property(fc.array(cidr, {maxLength: 8}), fc.ipV4(), (cidrs, address) => {
      const blocks = blocksOf(cidrs);
      const preferred = ['203.0.113.1'];
      const places = addressClasses(cidrs, new Set(), preferred).map((each) => addressPlace(each, blocks));
      assert.is(new Set(places).size, places.length);
      assert.ok(parseAddress(address));
      assert.ok(places.includes(addressPlace(address, blocks)), `${address} in ${cidrs.join(' ')}`);
    }),
    {seed: 7, numRuns: 500},
  );
});

test.run();
