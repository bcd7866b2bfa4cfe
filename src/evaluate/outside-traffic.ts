import {
  type Cidr,
  cidrContains,
  cidrCovers,
  cidrRange,
  type Family,
  parseAddress,
  parseCidr,
  printAddress,
  printCidr,
} from '../base/cidr.ts';
import {type Interner, interner} from '../base/interner.ts';
import type {Truth} from '../base/truth.ts';
import type {Policy} from '../ir/policy.ts';
import {allTraffic, type Traffic, traffic} from '../ir/traffic.ts';
import {type Endpoint, endpointKey, type World} from '../ir/world.ts';
import {askedTraffic, type TrafficAnswer} from './asked-traffic.ts';
import {connectionEnd} from './end.ts';
import {noAssumptions} from './facts.ts';
import {familiesOf} from './families.ts';
import {endpointsAt} from './lookup.ts';
import {evaluateMatch} from './match.ts';
import {anyOutside, mentionedCidrs, outside} from './outside.ts';
import type {PlacedPolicy, Prepared} from './prepared.ts';

/** What passes between an endpoint and outside addresses, in one direction. */
export interface OutsideTraffic {
  /** With every address that no policy singles out. */
  readonly any: TrafficAnswer;
  /** Blocks of addresses for which something else holds, sorted. */
  readonly blocks: readonly OutsideBlock[];
  /** How many blocks were not looked at, since there are too many. */
  readonly more: number;
  /** Stands for every address that no policy singles out. */
  readonly stranger: Endpoint;
}

export interface OutsideBlock extends TrafficAnswer {
  /** Canonical. */
  readonly cidr: string;
  /** The blocks inside it for which again something else holds. */
  readonly except: readonly string[];
  /** Stands for the addresses of the block. */
  readonly stranger: Endpoint;
}

type Direction = 'ingress' | 'egress';

/** More blocks than this are counted, not asked about. */
export const MOST_BLOCKS = 300;

/** Answers by what they depend on, since most pods share them with others. */
export interface OutsideAnswers {
  readonly known: Map<string, OutsideTraffic>;
  readonly policies: Interner<PlacedPolicy>;
}

export function outsideAnswers(): OutsideAnswers {
  return {known: new Map(), policies: interner()};
}

/** What passes with the outside, asked of the policies that may hold for the endpoint. */
export function outsideTraffic(
  prepared: Prepared,
  endpoint: Endpoint,
  direction: Direction,
  {known, policies}: OutsideAnswers,
): OutsideTraffic {
  const governing = governingPolicies(prepared, endpoint, direction);
  const key = keyOf(governing, endpoint, direction, policies);
  const answer = known.get(key) ?? askOutside(narrowedTo(prepared, governing), endpoint, direction);
  known.set(key, answer);
  return answer;
}

interface Governing {
  readonly placed: PlacedPolicy;
  readonly truth: Truth;
}

/** The policies that may select the endpoint. A subject never depends on the peer. */
function governingPolicies({world, stages}: Prepared, endpoint: Endpoint, direction: Direction): readonly Governing[] {
  const end = connectionEnd(endpoint, 4, world);
  const reading = {end, other: end, world, assumptions: noAssumptions};
  return stages
    .flatMap(({policies}) => policies)
    .flatMap((placed) => {
      if (!placed.policy[direction] || placed.policy[direction].dormant) return [];
      const truth = evaluateMatch(placed.policy.subject, reading);
      return truth === false ? [] : [{placed, truth}];
    });
}

/** What the answers can depend on: an outside peer has no namespace, no node and no labels in common with anybody. */
function keyOf(
  governing: readonly Governing[],
  endpoint: Endpoint,
  direction: Direction,
  numbers: Interner<PlacedPolicy>,
): string {
  const {kind, roles, ports} = endpoint;
  const narrow = governing.some(({placed}) => placed.policy[direction]?.rules.some(({self}) => self));
  const families = familiesOf(endpoint);
  const policies = governing.map(({placed, truth}) => [numbers.idOf(placed), truth]);
  return JSON.stringify([direction, kind, roles, ports, families, policies, narrow ? endpointKey(endpoint) : '']);
}

/** Only these policies, so that many questions cost little. */
function narrowedTo(prepared: Prepared, governing: readonly Governing[]): Prepared {
  const kept = new Set(governing.map(({placed}) => placed));
  const stages = prepared.stages.map(({stage, policies}) => ({
    stage,
    policies: policies.filter((each) => kept.has(each)),
  }));
  return {...prepared, stages};
}

function askOutside(own: Prepared, endpoint: Endpoint, direction: Direction): OutsideTraffic {
  const policies = own.stages.flatMap((stage) => stage.policies.map(({policy}) => policy));
  const all = blocksOf(policies, own.world);
  const blocks = all.slice(0, MOST_BLOCKS);
  const stranger = anyOutside(policies, own.world);
  const answers = familiesOf(endpoint).map((family) => {
    const address = stranger.addresses
      .flatMap((text) => parseAddress(text) ?? [])
      .find((each) => each.family === family);
    const peer = address && outside('external', {addresses: [printAddress(address)]});
    const any = peer ? askedTraffic(own, endpoint, peer, direction, family) : silence;
    return {family, any, blocks: differing(own, endpoint, direction, any, blocks, family)};
  });
  const joinedPart = (part: keyof TrafficAnswer): Traffic =>
    joined(answers.map(({family, any}) => ({family, traffic: any[part]})));
  const any = {traffic: joinedPart('traffic'), unknown: joinedPart('unknown'), denied: joinedPart('denied')};
  return {any, blocks: answers.flatMap((each) => each.blocks), more: all.length - blocks.length, stranger};
}

/** No address of the family is left that no policy singles out. */
const silence: TrafficAnswer = {traffic: [], unknown: [], denied: allTraffic};

/** The blocks that the policies or the sets they speak of mention; a whole family is no block. */
export function blocksOf(policies: readonly Policy[], {addressSets}: Pick<World, 'addressSets'>): readonly Cidr[] {
  const sets = policies.length > 0 ? addressSets.flatMap(({cidrs}) => cidrs) : [];
  const texts = [...new Set([...mentionedCidrs(policies), ...sets])];
  return texts
    .flatMap((text) => parseCidr(text)?.cidr ?? [])
    .filter(({prefix}) => prefix > 0)
    .sort((a, b) => a.family - b.family || compareValues(a, b) || a.prefix - b.prefix);
}

function compareValues(a: Cidr, b: Cidr): number {
  const [first, second] = [cidrRange(a)[0].value, cidrRange(b)[0].value];
  return first === second ? 0 : first < second ? -1 : 1;
}

/** The blocks with an answer of their own: another one than any address, and than the block around them. */
function differing(
  prepared: Prepared,
  endpoint: Endpoint,
  direction: Direction,
  any: TrafficAnswer,
  blocks: readonly Cidr[],
  family: Family,
): readonly OutsideBlock[] {
  const taken = (address: string): boolean => endpointsAt(prepared.world, address).length > 0;
  const asked = blocks.flatMap((block) => {
    const inner = blocks.filter((each) => each !== block && cidrCovers(block, each));
    const address = block.family === family ? addressOf(block, inner, taken) : undefined;
    if (address === undefined) return [];
    const stranger = outside(address, {addresses: [address]});
    const answer = askedTraffic(prepared, endpoint, stranger, direction, family);
    return [{block, inner, answer, stranger, key: JSON.stringify(answer)}];
  });
  const answerOf = (block: Cidr): string | undefined => asked.find((each) => each.block === block)?.key;
  return asked.flatMap(({block, inner, answer, stranger, key}): OutsideBlock[] => {
    if (key === JSON.stringify(any)) return [];
    const around = asked.filter((each) => each.inner.includes(block));
    const parent = around.reduce<(typeof asked)[number] | undefined>(
      (least, each) => (!least || each.block.prefix > least.block.prefix ? each : least),
      undefined,
    );
    if (parent?.key === key) return [];
    const others = inner.filter((each) => ![undefined, key].includes(answerOf(each)));
    const except = others.filter((each) => !others.some((wider) => wider !== each && cidrCovers(wider, each)));
    return [{cidr: printCidr(block), except: except.map(printCidr), ...answer, stranger}];
  });
}

/** An address of the block that is in no block inside it and belongs to no endpoint; none where they fill it. */
export function addressOf(
  block: Cidr,
  inner: readonly Cidr[],
  taken: (address: string) => boolean,
): string | undefined {
  const [first] = cidrRange(block);
  const starts = [first.value, ...inner.map((each) => cidrRange(each)[1].value + 1n)];
  for (const start of starts) {
    for (let step = 0n; step < 16n; step++) {
      const address = {...first, value: start + step};
      const free = cidrContains(block, address) && !inner.some((each) => cidrContains(each, address));
      const text = free ? printAddress(address) : undefined;
      if (text !== undefined && !taken(text)) return text;
    }
  }
  return undefined;
}

/** One traffic from those of the families; what does not hold for all is marked with its family. */
function joined(parts: readonly {readonly family: Family; readonly traffic: Traffic}[]): Traffic {
  const [first, ...rest] = parts.map((each) => JSON.stringify(each.traffic));
  if (rest.every((each) => each === first)) return parts[0]?.traffic ?? allTraffic;
  return traffic(parts.flatMap(({family, traffic: boxes}) => boxes.map((each) => ({...each, family}))));
}
