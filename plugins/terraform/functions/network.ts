import {type Cidr, parseCidr, printAddress, printCidr} from '../../../src/base/cidr.ts';
import {stringType} from '../language/type.ts';
import {failed, list, text, type Value} from '../language/value.ts';
import type {Functions} from './definition.ts';
import {textOf, wholeOf} from './inputs.ts';

/** Functions of address blocks; host bits of the base are cleared (terraform.md section 4.6). */
export const networkFunctions: Functions = {
  cidrhost: {least: 2, most: 2, run: ([base, host]) => withBlock(base, (block) => hostOf(block, wholeOf(host)))},
  cidrnetmask: {least: 1, most: 1, run: ([base]) => withBlock(base, netmask)},
  cidrsubnet: {
    least: 3,
    most: 3,
    run: ([base, bits, index]) => withBlock(base, (block) => subnet(block, wholeOf(bits), wholeOf(index))),
  },
  cidrsubnets: {least: 1, run: ([base, ...sizes]) => withBlock(base, (block) => subnets(block, sizes.map(wholeOf)))},
};

function withBlock(base: Value | undefined, run: (block: Cidr) => Value): Value {
  const parsed = parseCidr(textOf(base) ?? '');
  return parsed ? run(parsed.cidr) : failed(`${JSON.stringify(textOf(base) ?? null)} is no CIDR`);
}

function bitsOf(block: Cidr): number {
  return block.family === 4 ? 32 : 128;
}

/** Negative numbers count from the end. */
function hostOf(block: Cidr, host: number | undefined): Value {
  if (host === undefined) return failed('a whole number is required');
  const size = 1n << BigInt(bitsOf(block) - block.prefix);
  const offset = host < 0 ? size + BigInt(host) : BigInt(host);
  if (offset < 0n || offset >= size) return failed(`the prefix has no host ${host}`);
  return text(printAddress({family: block.family, value: block.network + offset}));
}

function netmask(block: Cidr): Value {
  if (block.family === 6) return failed('an IPv6 prefix has no netmask');
  const value = ((1n << BigInt(block.prefix)) - 1n) << BigInt(32 - block.prefix);
  return text(printAddress({family: 4, value}));
}

function subnet(block: Cidr, bits: number | undefined, index: number | undefined): Value {
  if (bits === undefined || index === undefined || bits < 0 || index < 0) return failed('whole numbers are required');
  const prefix = block.prefix + bits;
  if (prefix > bitsOf(block)) return failed(`a prefix of ${block.prefix} cannot be extended by ${bits}`);
  if (BigInt(index) >= 1n << BigInt(bits)) return failed(`an extension of ${bits} bits has no subnet ${index}`);
  const network = block.network + (BigInt(index) << BigInt(bitsOf(block) - prefix));
  return text(printCidr({family: block.family, network, prefix}));
}

/** Consecutive blocks, each at the next place where it fits. */
function subnets(block: Cidr, sizes: readonly (number | undefined)[]): Value {
  const end = block.network + (1n << BigInt(bitsOf(block) - block.prefix));
  const found: Value[] = [];
  let next = block.network;
  for (const bits of sizes) {
    const prefix = block.prefix + (bits ?? 0);
    if (bits === undefined || bits < 1 || prefix > bitsOf(block)) return failed('the prefix cannot be extended so far');
    const size = 1n << BigInt(bitsOf(block) - prefix);
    const network = ((next + size - 1n) / size) * size;
    if (network + size > end) return failed('there is not enough address space left');
    found.push(text(printCidr({family: block.family, network, prefix})));
    next = network + size;
  }
  return list(found, stringType);
}
