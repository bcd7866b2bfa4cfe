import type {Family} from '../base/cidr.ts';
import type {Policy} from '../ir/policy.ts';
import type {Profile} from '../ir/profile.ts';
import {type Endpoint, endpointKey, type World} from '../ir/world.ts';
import {type PairTraffic, pairTraffic} from './classes/pair-traffic.ts';
import type {MatrixOptions} from './matrix.ts';
import {type Standing, standings} from './parties.ts';
import {endpointsAsSeen, prepare} from './prepared.ts';

/** Who judges which policies in which world. */
export interface JudgedWorld {
  readonly profile: Profile;
  readonly world: World;
  readonly policies: readonly Policy[];
  /** The same with sensitive values in their place, where any are hidden. They decide, and are never shown. */
  readonly clear?: Pick<JudgedWorld, 'world' | 'policies'>;
}

/** A world in classes. */
export interface MatrixBasis {
  readonly world: World;
  readonly pairs: PairTraffic;
  readonly seen: (endpoint: Endpoint) => Endpoint;
}

/** What a matrix is made of. */
export interface MatrixParts {
  readonly pairs: PairTraffic;
  /** All parties of the cluster that take part, sorted. */
  readonly inside: readonly Standing[];
  readonly families: readonly Family[];
  readonly options: MatrixOptions;
}

export function matrixBasis({profile, world, policies}: JudgedWorld): MatrixBasis {
  const prepared = prepare(profile, world, policies);
  return {world, pairs: pairTraffic(prepared), seen: endpointsAsSeen(prepared)};
}

/** `groupOf` tells apart pods of one owner; by their classes unless said otherwise. */
export function matrixParts(
  {world, pairs, seen}: MatrixBasis,
  options: MatrixOptions,
  groupOf: (endpoint: Endpoint) => number = (endpoint) => pairs.classes.classOf(seen(endpoint)),
): MatrixParts {
  const named = [options.from, options.to, options.focus].flatMap((each) => each ?? []);
  const nodes = new Set(named.filter(({kind}) => kind === 'host').map(endpointKey));
  const taking = world.endpoints.filter((each) => each.kind === 'pod' || nodes.has(endpointKey(each)));
  return {pairs, inside: standings(taking, seen, groupOf), families: familiesIn(world), options};
}

/** The families that the world is known to speak; IPv4 where no address is known. */
function familiesIn({endpoints, services}: World): readonly Family[] {
  const found = new Set<Family>();
  for (const {addresses} of endpoints) for (const text of addresses) found.add(text.includes(':') ? 6 : 4);
  for (const {clusterIps} of services) for (const text of clusterIps) found.add(text.includes(':') ? 6 : 4);
  return found.size === 0 ? [4] : ([4, 6] as const).filter((family) => found.has(family));
}

/** Tells parties that are named, where some are named at all. */
export function among(named: readonly Endpoint[] | undefined): (standing: Standing) => boolean {
  if (!named) return () => true;
  const keys = new Set(named.map(endpointKey));
  return ({members}) => members.some((each) => keys.has(endpointKey(each)));
}
