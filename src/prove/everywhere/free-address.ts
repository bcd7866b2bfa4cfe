import {type Family, parseAddress, printAddress} from '../../base/cidr.ts';
import type {Code} from './coding.ts';

/** Addresses that look like what they are, tried first: of pods and nodes, then those kept for documentation. */
const usual: Readonly<Record<Family, readonly string[]>> = {
  4: ['10.244.1.5', '10.244.2.7', '203.0.113.10', '198.51.100.10', '192.0.2.10'],
  6: ['fd00:244:1::5', 'fd00:244:2::7', '2001:db8::10', '2001:db8:1::10'],
};

/** How far into a stretch of addresses one is looked for. */
const MOST_TRIES = 8n;

/** An address of the stretches that nobody has, in canonical text; undefined when there is none left. */
export function freeAddress(code: Code | undefined, family: Family, taken: ReadonlySet<string>): string | undefined {
  const stretches =
    code?.is === 'number' ? code.stretches : [[0n, family === 4 ? 2n ** 32n - 1n : 2n ** 128n - 1n] as const];
  const inside = (value: bigint): boolean => stretches.some(([low, high]) => low <= value && value <= high);
  for (const text of usual[family]) {
    const value = parseAddress(text)?.value;
    if (value !== undefined && inside(value) && !taken.has(text)) return text;
  }
  for (const [low, high] of stretches) {
    // The first of a block is rather the network than a host, so it is tried last.
    for (let step = 1n; step <= MOST_TRIES; step++) {
      const value = low + (step < MOST_TRIES ? step : 0n);
      const text = value <= high ? printAddress({family, value}) : undefined;
      // An IPv4 address in IPv6 clothes is read as the former.
      if (text !== undefined && parseAddress(text)?.family === family && !taken.has(text)) return text;
    }
  }
  return undefined;
}
