import {type Cidr, cidrCovers, parseCidr, printCidr} from '../../src/base/cidr.ts';
import type {JsonObject} from '../../src/base/json.ts';
import type {World} from '../../src/ir/world.ts';
import {hasFamily} from './membership.ts';

/** One block with its holes, as an item of `fromCIDRSet`. */
export interface Block {
  readonly cidr: string;
  readonly except: readonly string[];
}

const everything = ['0.0.0.0/0', '::/0'];

export interface Families {
  readonly world: World | undefined;
  readonly fromCilium: boolean;
}

/**
 * The addresses that lie in all of `inside` and in none of `outside`, as blocks with holes. Without `inside` both whole
 * families. A whole family is written in halves where Cilium would read it as a label of the whole world, of the other
 * family too: in a cluster of one family `::/0` matches every outside address (cilium.md 6.3).
 */
export function blocks(inside: readonly string[], outside: readonly string[], families: Families): readonly Block[] {
  const starts = inside.length > 0 ? [intersection(inside)] : everything.map(parse);
  const holes = outside.flatMap((text) => parse(text) ?? []);
  return starts
    .flatMap((start) => (start ? halves(start, families) : []))
    .flatMap((start): Block[] => {
      if (holes.some((hole) => cidrCovers(hole, start))) return [];
      const within = holes.filter((hole) => cidrCovers(start, hole));
      const widest = within.filter((hole) => !within.some((other) => other !== hole && covers(other, hole)));
      return [{cidr: printCidr(start), except: [...new Set(widest.map(printCidr))].sort()}];
    });
}

function halves(block: Cidr, {world, fromCilium}: Families): readonly Cidr[] {
  if (block.prefix > 0 || fromCilium || hasFamily(block.family, world)) return [block];
  const middle = 1n << (block.family === 4 ? 31n : 127n);
  return [
    {...block, prefix: 1},
    {...block, prefix: 1, network: middle},
  ];
}

/** Blocks are nested or disjoint: what lies in all of them is the narrowest, or nothing. */
function intersection(texts: readonly string[]): Cidr | undefined {
  const cidrs = texts.flatMap((text) => parse(text) ?? []);
  const narrowest = [...cidrs].sort((a, b) => b.prefix - a.prefix)[0];
  return narrowest && cidrs.every((each) => cidrCovers(each, narrowest)) ? narrowest : undefined;
}

/** Strictly wider, so that of two equal holes one is kept. */
function covers(outer: Cidr, inner: Cidr): boolean {
  return cidrCovers(outer, inner) && outer.prefix < inner.prefix;
}

function parse(text: string): Cidr | undefined {
  return parseCidr(text)?.cidr;
}

/** The item as Cilium writes it. */
export function cidrItem({cidr, except}: Block): JsonObject {
  return {cidr, ...(except.length > 0 && {except})};
}
