import fc from 'fast-check';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {type Address, cidrContains, parseAddress, parseCidr, printAddress} from '../../base/cidr.ts';
import {addressPlaces} from './address-places.ts';

const test = suite('places of addresses among blocks');

/** Which of the addresses share a place: their places, numbered in the order they appear; 0 stays what no block has. */
function grouped(cidrs: readonly string[], addresses: readonly string[]): readonly number[] {
  const places = addressPlaces(cidrs);
  const met: number[] = [0];
  return addresses.map((text) => {
    const address = parseAddress(text);
    if (!address) throw new Error(`${text} is no address`);
    const place = places.of(address);
    if (!met.includes(place)) met.push(place);
    return met.indexOf(place);
  });
}

test('the innermost of nested blocks says all; after it the outer one goes on', () => {
  const blocks = ['10.0.1.0/24', '10.0.0.0/8', '10.0.0.0/16', '10.0.1.128/25'];
  const [outside, before, inner, innermost, middle, outer, after] = [0, 1, 2, 3, 1, 4, 0];
  assert.equal(
    grouped(blocks, ['9.255.255.255', '10.0.0.0', '10.0.1.127', '10.0.1.128', '10.0.2.0', '10.1.0.0', '11.0.0.0']),
    [outside, before, inner, innermost, middle, outer, after],
  );
});

test('families have places of their own, and both have 0 for what no block contains', () => {
  const blocks = ['10.0.0.0/8', 'fd00::/8', 'fd00::/64'];
  assert.equal(grouped(blocks, ['10.0.0.1', '11.0.0.1']), [1, 0]);
  assert.equal(grouped(blocks, ['fd00::1', 'fd00:0:0:1::', 'fcff::', 'fe00::']), [1, 2, 0, 0]);
  // A mapped address is the IPv4 address.
  assert.equal(grouped(blocks, ['::ffff:10.0.0.1', '10.0.0.1']), [1, 1]);
});

test('blocks may reach both ends of the address space', () => {
  assert.equal(
    grouped(['0.0.0.0/1', '255.255.255.255/32', '0.0.0.0/32'], ['0.0.0.0', '0.0.0.1', '127.255.255.255', '128.0.0.0']),
    [1, 2, 2, 0],
  );
  assert.equal(grouped(['255.255.255.255/32'], ['255.255.255.254', '255.255.255.255']), [0, 1]);
  const last = 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff';
  assert.equal(grouped(['::/0', `${last}/128`], ['::', '8000::', last]), [1, 1, 2]);
});

test('blocks that are repeated, touch or are no blocks at all make no difference', () => {
  assert.equal(grouped(['10.0.0.0/8', '10.0.0.0/8', '10.1.2.3/8'], ['10.0.0.0', '10.255.255.255']), [1, 1]);
  assert.equal(grouped(['10.0.0.0/25', '10.0.0.128/25'], ['10.0.0.127', '10.0.0.128', '10.0.1.0']), [1, 2, 0]);
  assert.equal(grouped(['', '10.0.0.1', 'x/8', '10.0.0.0/33'], ['10.0.0.1']), [0]);
});

/** Small numbers and few bits, so that blocks often nest, touch and repeat. */
const four = fc.tuple(fc.constantFrom(0, 10, 255), fc.constantFrom(0, 1, 127, 128, 255), fc.constantFrom(0, 3, 255));
const ipv4 = four.map(([a, b, c]) => `${a}.${b}.0.${c}`);
const ipv6 = four.map(([a, b, c]) => `fd${a.toString(16).padStart(2, '0')}::${b.toString(16)}:${c.toString(16)}`);
const block = fc.oneof(
  fc.tuple(ipv4, fc.integer({min: 0, max: 32})).map(([text, prefix]) => `${text}/${prefix}`),
  fc.tuple(ipv6, fc.integer({min: 0, max: 128})).map(([text, prefix]) => `${text}/${prefix}`),
);

test('two addresses have one place exactly when the same blocks contain both', () => {
  const addresses = fc.array(fc.oneof(ipv4, ipv6), {minLength: 2, maxLength: 12, size: 'max'});
  fc.assert(
    fc.property(fc.array(block, {maxLength: 12, size: 'max'}), addresses, (cidrs, texts) => {
      const places = addressPlaces(cidrs);
      const parsed = cidrs.flatMap((text) => parseCidr(text)?.cidr ?? []);
      assert.is(parsed.length, cidrs.length);
      const containing = (address: Address): string => parsed.map((each) => cidrContains(each, address)).join();
      const found = texts.flatMap((text) => parseAddress(text) ?? []);
      for (const a of found) {
        assert.is(places.of(a) === 0, !containing(a).includes('true'), printAddress(a));
        for (const b of found.filter(({family}) => family === a.family)) {
          assert.is(places.of(a) === places.of(b), containing(a) === containing(b), [a, b].map(printAddress).join());
        }
      }
    }),
    {seed: 1, numRuns: 150},
  );
});

test('an IPv4 address is read from its text without big numbers: the same place', () => {
  const anywhere = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255)).map((octets) => octets.join('.'));
  fc.assert(
    fc.property(fc.array(block, {maxLength: 8}), fc.oneof(ipv4, anywhere), (cidrs, text) => {
      const places = addressPlaces(cidrs);
      const address = parseAddress(text);
      assert.is(places.ofIpv4(text), address && places.of(address));
    }),
    {seed: 2, numRuns: 150},
  );
});

test('any other text has no IPv4 place', () => {
  const {ofIpv4} = addressPlaces(['0.0.0.0/0']);
  for (const text of ['', 'fd00::1', '::ffff:10.0.0.1', '10.0.0', '10.0.0.0.0', 'api.example.org', '10.0.0.1/32']) {
    assert.is(ofIpv4(text), undefined, text);
  }
});

test.run();
