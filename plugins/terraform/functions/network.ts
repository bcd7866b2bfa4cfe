import {type Cidr, parseCidr, printAddress, printCidr} from '../../../src/base/cidr.ts';
import {convert} from '../language/convert.ts';
import {numberType, stringType} from '../language/type.ts';
import {failed, list, text, unknown, type Value} from '../language/value.ts';
import type {Functions} from './definition.ts';
import {textOf, wholeOf} from './inputs.ts';

/** Functions of address blocks; host bits of the base are cleared (terraform.md section 4.6). */
export const networkFunctions: Functions = {
  cidrhost: {
    least: 2,
    most: 2,
    run: ([base, host]) => withBlock(base, (block) => (isMapped(base, block) ? notMapped : hostOf(block, bigOf(host)))),
  },
  cidrnetmask: {least: 1, most: 1, run: ([base]) => withBlock(base, netmask)},
  cidrsubnet: {
    least: 3,
    most: 3,
    run: ([base, bits, index]) => withBlock(base, (block) => subnet(block, wholeOf(bits), bigOf(index))),
  },
  cidrsubnets: {least: 1, run: ([base, ...sizes]) => withBlock(base, (block) => subnets(block, sizes.map(wholeOf)))},
};

function withBlock(base: Value | undefined, run: (block: Cidr) => Value): Value {
  const parsed = parseCidr(textOf(base) ?? '');
  return parsed ? run(parsed.cidr) : failed(`${JSON.stringify(textOf(base) ?? null)} is no CIDR`);
}

/** An IPv4 block in the form of IPv6, of which Terraform makes addresses that nobody expects. */
function isMapped(base: Value | undefined, block: Cidr): boolean {
  return block.family === 4 && (textOf(base) ?? '').includes(':');
}

const notMapped = unknown('hosts of an IPv4 block in the form of IPv6 are not supported');

const notCounted = unknown('subnets of negative size or number are not supported');

/** A whole number of any size, since IPv6 has more hosts than fit into a double. */
function bigOf(value: Value | undefined): bigint | undefined {
  const converted = value && convert(value, numberType);
  return converted?.kind === 'number' && converted.value.bottom === 1n ? converted.value.top : undefined;
}

function bitsOf(block: Cidr): number {
  return block.family === 4 ? 32 : 128;
}

/** Negative numbers count from the end. */
function hostOf(block: Cidr, host: bigint | undefined): Value {
  if (host === undefined) return failed('a whole number is required');
  const size = 1n << BigInt(bitsOf(block) - block.prefix);
  const offset = host < 0n ? size + host : host;
  if (offset < 0n || offset >= size) return failed(`the prefix has no host ${host}`);
  return text(printAddress({family: block.family, value: block.network + offset}));
}

function netmask(block: Cidr): Value {
  if (block.family === 6) return failed('an IPv6 prefix has no netmask');
  const value = ((1n << BigInt(block.prefix)) - 1n) << BigInt(32 - block.prefix);
  return text(printAddress({family: 4, value}));
}

function subnet(block: Cidr, bits: number | undefined, index: bigint | undefined): Value {
  if (bits === undefined || index === undefined) return failed('whole numbers are required');
  if (bits < 0 || index < 0n) return notCounted;
  const prefix = block.prefix + bits;
  if (prefix > bitsOf(block)) return failed(`a prefix of ${block.prefix} cannot be extended by ${bits}`);
  if (index >= 1n << BigInt(bits)) return failed(`an extension of ${bits} bits has no subnet ${index}`);
  const network = block.network + (index << BigInt(bitsOf(block) - prefix));
  return text(printCidr({family: block.family, network, prefix}));
}

/** Consecutive blocks, each at the next place where it fits. */
function subnets(block: Cidr, sizes: readonly (number | undefined)[]): Value {
  const end = block.network + (1n << BigInt(bitsOf(block) - block.prefix));
  const found: Value[] = [];
  let next = block.network;
  for (const bits of sizes) {
    const prefix = block.prefix + (bits ?? 0);
    if (bits === undefined || bits < 1 || bits > 32 || prefix > bitsOf(block))
      return failed('the prefix cannot be extended so far');
    const size = 1n << BigInt(bitsOf(block) - prefix);
    const network = ((next + size - 1n) / size) * size;
    if (network + size > end) return failed('there is not enough address space left');
    found.push(text(printCidr({family: block.family, network, prefix})));
    next = network + size;
  }
  return list(found, stringType);
}
