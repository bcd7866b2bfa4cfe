import type {Loss} from '../../plugins/dialect.ts';
import {type Certificate, shownWays} from '../prove/certificate.ts';
import {decidingPlace} from '../prove/deciding-place.ts';
import type {JudgedSet} from '../prove/this-world.ts';

/**
 * A proved difference that no loss names: the two engines do not read the same text alike. It stands at the policy that
 * decides the first connection that differs; where no policy does, there is no place to name.
 */
export function engineLosses(certificate: Certificate, losses: readonly Loss[], source: JudgedSet): readonly Loss[] {
  const {witness, source: before, target: after} = certificate;
  const told = new Set(losses.map(({effect}) => effect));
  const missing = shownWays(certificate).filter((way) => !told.has(way));
  const origin = witness && missing.length > 0 ? decidingPlace(source, witness) : undefined;
  if (!witness || !origin) return [];
  const message =
    `${before.cni} and ${after.cni} do not read this alike: ` +
    `${witness.from.name} to ${witness.to.name} is ${witness.source} for one and ${witness.target} for the other`;
  return missing.map((effect) => ({code: 'engine', origin, effect, message}));
}
