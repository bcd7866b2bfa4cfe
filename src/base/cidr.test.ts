import {isIPv4, isIPv6} from 'node:net';
import fc from 'fast-check';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {
  canonicalAddress,
  cidrContains,
  cidrCovers,
  cidrRange,
  hostCidr,
  parseAddress,
  parseCidr,
  printAddress,
  printCidr,
} from './cidr.ts';

const test = suite('cidr');

const canonical = (text: string): string | undefined => {
  const parsed = parseCidr(text);
  return parsed && printCidr(parsed.cidr);
};

test('addresses are what Node calls addresses, but for leading zeros and zones', () => {
  const texts = fc.oneof(fc.ipV4(), fc.ipV6(), fc.stringMatching(/^[0-9a-f:.]{1,24}$/));
  fc.assert(
    fc.property(texts, (text) => {
      const plain = !text.split('.').some((octet) => /^0[0-9]/.test(octet));
      if (plain) assert.is(parseAddress(text) !== undefined, isIPv4(text) || isIPv6(text), text);
    }),
    {seed: 3, numRuns: 2000},
  );
});

test('printing an address and reading it back gives the same address', () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
      const address = parseAddress(text);
      assert.ok(address);
      assert.equal(parseAddress(printAddress(address)), address);
    }),
    {seed: 4, numRuns: 500},
  );
});

test('blocks are masked, and what strict validation refuses is named (kubernetes.md A7)', () => {
  const cases: readonly (readonly [string, string | undefined, readonly string[]])[] = [
    ['10.0.0.0/8', '10.0.0.0/8', []],
    ['10.0.0.5/24', '10.0.0.0/24', ['host-bits']],
    ['010.0.0.0/8', '10.0.0.0/8', ['leading-zeros']],
    ['10.0.0.0/08', '10.0.0.0/8', ['leading-zeros']],
    ['::ffff:10.0.0.0/104', '10.0.0.0/8', ['ipv4-mapped']],
    ['::ffff:0:0/95', '::fffe:0:0/95', ['ipv4-mapped', 'host-bits']],
    ['2001:DB8::/32', '2001:db8::/32', []],
    ['0.0.0.0/0', '0.0.0.0/0', []],
    ['::/0', '::/0', []],
    ['10.1.2.3', undefined, []],
    ['10.0.0/8', undefined, []],
    ['1.2.3.4/33', undefined, []],
    ['::1/129', undefined, []],
    ['256.0.0.0/8', undefined, []],
    ['10.0.0.0/-1', undefined, []],
    ['10.0.0.0/ 8', undefined, []],
    ['1:2:3:4:5:6:7:8::/64', undefined, []],
    ['X.X.X.X/32', undefined, []],
    ['', undefined, []],
  ];
  for (const [text, network, strict] of cases) {
    assert.is(canonical(text), network, text);
    if (network !== undefined) assert.equal(parseCidr(text)?.strict, strict, text);
  }
});

test('a block contains exactly the addresses between its ends, and families never cross', () => {
  fc.assert(
    fc.property(fc.ipV4(), fc.integer({min: 0, max: 32}), fc.ipV4(), (base, prefix, other) => {
      const block = parseCidr(`${base}/${prefix}`)?.cidr;
      const address = parseAddress(other);
      assert.ok(block && address);
      const [first, last] = cidrRange(block);
      assert.is(cidrContains(block, address), first.value <= address.value && address.value <= last.value);
      assert.is(cidrCovers(block, hostCidr(address)), cidrContains(block, address));
    }),
    {seed: 5, numRuns: 500},
  );
  const six = parseAddress('::1');
  const all = parseCidr('0.0.0.0/0')?.cidr;
  assert.ok(six && all);
  assert.not(cidrContains(all, six));
});

test('an IPv6 address is printed in its shortest form (RFC 5952)', () => {
  const print = (text: string): string | undefined => {
    const address = parseAddress(text);
    return address && printAddress(address);
  };
  assert.is(print('2001:DB8:0:0:1:0:0:1'), '2001:db8::1:0:0:1');
  assert.is(print('0:0:0:0:0:0:0:0'), '::');
  assert.is(print('1:0:2:3:4:5:6:7'), '1:0:2:3:4:5:6:7');
  assert.is(print('::ffff:10.0.0.1'), '10.0.0.1');
});

test('an address as it is printed, however it was written', () => {
  const texts = ['1.2.3.4', '255.255.255.255', '0.0.0.0', '01.2.3.4', '::ffff:1.2.3.4', '1::', '1:0:0::', 'FE80::1'];
  const none = ['', '1.2.3', '1.2.3.4.', '1.2.3.4.5', '256.1.1.1', '1..2.3', '1.2.3.4\n', ' 1.2.3.4', 'x'];
  for (const text of [...texts, ...none]) {
    const address = parseAddress(text);
    assert.is(canonicalAddress(text), address && printAddress(address), text);
  }
});

test.run();
