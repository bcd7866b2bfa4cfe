import {interner} from '../base/interner.ts';
import {allTraffic} from '../ir/traffic.ts';
import {type Endpoint, endpointKey} from '../ir/world.ts';
import {trafficOf} from './classes/traffic-line.ts';
import type {ConnectivityMatrix} from './connectivity.ts';
import type {MatrixOptions} from './matrix.ts';
import {insideMatrix} from './matrix-inside.ts';
import {outsideMatrix, type StrangersOf} from './matrix-outside.ts';
import {type JudgedWorld, type MatrixBasis, type MatrixParts, matrixBasis, matrixParts} from './matrix-parts.ts';
import {stretchOfQuestion} from './pair-reasons.ts';
import {settledMatrix} from './settled-matrix.ts';
import {sharedRegions} from './shared-regions.ts';

/** A thing as it may be shown and, where sensitive values are hidden in that, as it is. */
interface Layers<T> {
  readonly shown: T;
  readonly clear?: T;
}

export type BasisLayers = Layers<MatrixBasis>;
export type PartsLayers = Layers<MatrixParts>;

export function basisLayers({clear, ...shown}: JudgedWorld): BasisLayers {
  return {shown: matrixBasis(shown), ...(clear && {clear: matrixBasis({...shown, ...clear})})};
}

export function partsLayers(
  {shown, clear}: BasisLayers,
  options: MatrixOptions,
  groupOf?: (endpoint: Endpoint) => number,
): PartsLayers {
  const parts = matrixParts(shown, options, groupOf);
  return {shown: parts, ...(clear && {clear: matrixParts(clear, options, groupOf)})};
}

/** The parts of the outside about which all layers are asked alike. Blocks that are hidden must not be told apart. */
export function regionsOf(inputs: readonly PartsLayers[]): StrangersOf {
  return sharedRegions(inputs.flatMap((layers) => (hidesAddresses(layers) ? [layers.shown] : both(layers))));
}

/** Whether blocks of addresses decide outside the cluster that must not be told. */
function hidesAddresses({shown, clear}: PartsLayers): boolean {
  if (!clear || !shown.options.external) return false;
  const [sets, others] = [shown, clear].map(({pairs}) => JSON.stringify(pairs.prepared.world.addressSets));
  const {cidrs} = shown.pairs.classes.mentioned;
  return sets !== others || [...clear.pairs.classes.mentioned.cidrs].some((cidr) => !cidrs.has(cidr));
}

/** The matrix of one input. `strangersOf`: the parts of the outside, which all layers must be asked about alike. */
export function layeredMatrix(layers: PartsLayers, strangersOf?: StrangersOf): ConnectivityMatrix {
  const {shown, clear} = layers;
  const {external, question} = shown.options;
  const make = (parts: MatrixParts): ConnectivityMatrix =>
    external ? outsideMatrix(parts, strangersOf) : insideMatrix(parts);
  if (!clear) return make(shown);
  const asked = question ? trafficOf([stretchOfQuestion(question)], 4) : allTraffic;
  return settledMatrix(make(shown), make(clear), {asked, hidesAddresses: hidesAddresses(layers)});
}

export function both<T>({shown, clear}: Layers<T>): readonly T[] {
  return clear ? [shown, clear] : [shown];
}

/** Pods are told apart as all of these do together, so that owners have the same parties in each. */
export function sharedGroups(all: readonly MatrixBasis[]): (endpoint: Endpoint) => number {
  const classesOf = all.map(({world, pairs, seen}): ((key: string, endpoint: Endpoint) => string) => {
    const present = new Set(world.endpoints.map(endpointKey));
    return (key, endpoint) => (present.has(key) ? `${pairs.classes.classOf(seen(endpoint))}` : '-');
  });
  const groups = interner<string>();
  return (endpoint) => {
    const key = endpointKey(endpoint);
    return groups.idOf(classesOf.map((classOf) => classOf(key, endpoint)).join(' '));
  };
}
