import {type Cidr, cidrCovers, type Family, printCidr} from '../base/cidr.ts';
import type {Endpoint} from '../ir/world.ts';
import {askedTraffic} from './asked-traffic.ts';
import {narrowedTo} from './classes/policy-index.ts';
import {familiesOf} from './families.ts';
import {endpointsAt} from './lookup.ts';
import {type Direction, outerParty, type Stranger, type StrangersOf} from './matrix-outside.ts';
import type {MatrixParts} from './matrix-parts.ts';
import {outside, strangerTo} from './outside.ts';
import {addressOf, blocksOf, MOST_BLOCKS} from './outside-traffic.ts';
import {partyKey} from './parties.ts';
import type {Prepared} from './prepared.ts';

/**
 * The parts of the outside that two inputs are compared on: the blocks that either of them singles out, as far as what
 * is answered in the one or the other is not what is answered around them. Both are asked about the same addresses.
 */
export function sharedRegions(inputs: readonly MatrixParts[]): StrangersOf {
  const parties = inputs.map(
    ({inside}) => new Map(inside.map((each) => [partyKey(each.party), each.members[0]] as const)),
  );
  const known = new Map<string, readonly Stranger[]>();
  return (party, direction) => {
    const key = partyKey(party);
    const ends = inputs.map(({pairs}, at) => ({pairs, endpoint: parties[at]?.get(key)}));
    const classes = ends.map(({pairs, endpoint}) => (endpoint ? pairs.classes.classOf(endpoint) : '-'));
    const likeIt = `${direction} ${classes.join(' ')}`;
    const before = known.get(likeIt);
    if (before) return before;
    const sides = ends.flatMap(({pairs, endpoint}) =>
      endpoint ? [{own: narrowedTo(pairs.prepared, pairs.index, [endpoint]), endpoint}] : [],
    );
    const found = regionsOf(sides, direction);
    known.set(likeIt, found);
    return found;
  };
}

interface ComparedSide {
  /** With the policies that can select the endpoint. */
  readonly own: Prepared;
  readonly endpoint: Endpoint;
}

interface Region {
  readonly block: Cidr;
  readonly stranger: Endpoint;
  /** The answers of all sides, as a text. */
  readonly answers: string;
}

function regionsOf(sides: readonly ComparedSide[], direction: Direction): readonly Stranger[] {
  const policies = sides.flatMap(({own}) => own.stages.flatMap((stage) => stage.policies.map(({policy}) => policy)));
  const addressSets = sides.flatMap(({own}) => own.world.addressSets);
  const blocks = blocksOf(policies, {addressSets}).slice(0, MOST_BLOCKS);
  const taken = (address: string): boolean => sides.some(({own}) => endpointsAt(own.world, address).length > 0);
  const answersOf = (stranger: Endpoint, family: Family): string =>
    JSON.stringify(
      sides.map(({own, endpoint}) =>
        familiesOf(endpoint).includes(family) ? askedTraffic(own, endpoint, stranger, direction, family) : '',
      ),
    );
  const anybody = strangerTo(blocks, taken);
  const around = new Map(
    ([4, 6] as const).map((family) => {
      const address = anybody.addresses.find((text) => text.includes(':') === (family === 6));
      const stranger = outside('external', {addresses: address === undefined ? [] : [address]});
      return [family, answersOf(stranger, family)] as const;
    }),
  );
  const regions = blocks.flatMap((block): readonly Region[] => {
    const inner = blocks.filter((each) => each !== block && cidrCovers(block, each));
    const address = addressOf(block, inner, taken);
    if (address === undefined) return [];
    const stranger = outside(address, {addresses: [address]});
    return [{block, stranger, answers: answersOf(stranger, block.family)}];
  });
  const told = regions.filter(({block, answers}) => {
    const parent = innermost(regions.filter((each) => each.block !== block && cidrCovers(each.block, block)));
    return answers !== (parent?.answers ?? around.get(block.family));
  });
  const insideOf = (block: Cidr | undefined): readonly string[] => {
    const within = told.filter((each) => each.block !== block && (!block || cidrCovers(block, each.block)));
    const outermost = within.filter(
      (each) => !within.some((other) => other !== each && cidrCovers(other.block, each.block)),
    );
    return outermost.map((each) => printCidr(each.block));
  };
  return [
    {party: outerParty('external', insideOf(undefined)), endpoint: anybody},
    ...told.map(({block, stranger}) => ({
      party: outerParty(printCidr(block), insideOf(block)),
      endpoint: stranger,
    })),
  ];
}

function innermost(regions: readonly Region[]): Region | undefined {
  return regions.reduce<Region | undefined>(
    (least, each) => (!least || each.block.prefix > least.block.prefix ? each : least),
    undefined,
  );
}
