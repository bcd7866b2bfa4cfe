import type {Loss} from '../../plugins/dialect.ts';
import {type Certificate, shownWays} from '../prove/certificate.ts';
import {decidingPlace} from '../prove/deciding-place.ts';
import type {JudgedSet} from '../prove/this-world.ts';

/**
 * A proved difference that no loss names: the two engines do not read the same text alike. It stands at the policy that
 * decides the first connection that differs that way; where no policy does, there is no place to name.
 */
export function engineLosses(certificate: Certificate, losses: readonly Loss[], source: JudgedSet): readonly Loss[] {
  const {witness, opposite, source: before, target: after} = certificate;
  const told = new Set(losses.map(({effect}) => effect));
  const missing = shownWays(certificate).filter((way) => !told.has(way));
  return missing.flatMap((effect): readonly Loss[] => {
    const was = effect === 'wider' ? 'deny' : 'allow';
    const shown = [witness, opposite].find((each) => each?.source === was) ?? undefined;
    const origin = shown && decidingPlace(source, shown);
    if (!origin) return [];
    const message =
      `${before.cni} and ${after.cni} do not read this alike: ` +
      `${shown.from.name} to ${shown.to.name} is ${words[shown.source]} by one and ${words[shown.target]} by the other`;
    return [{code: 'engine', origin, effect, message}];
  });
}

const words = {allow: 'allowed', deny: 'denied'} as const;
