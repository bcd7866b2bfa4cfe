import {sortedUnique} from '../base/order.ts';
import type {Conversion} from '../convert/conversion.ts';
import {shownWays} from '../prove/certificate.ts';

/** What a conversion leaves unexplained, in words: a difference, or a missing proof, without a loss of that direction. */
export function unexplained({certificate, losses}: Conversion): readonly string[] {
  const {result, witness, assumptions} = certificate;
  const told = sortedUnique(losses.map(({effect}) => effect));
  const missing = shownWays(certificate).filter((way) => !told.includes(way));
  const unproved = result === 'unproved' && told.every((way) => way === 'none');
  if (missing.length === 0 && !unproved) return [];
  const shown = witness
    ? `${witness.from.name} to ${witness.to.name} ${witness.protocol}:${witness.port} IPv${witness.family} ${witness.source}, then ${witness.target}`
    : assumptions.join('; ');
  return [`${result} (${shown}), losses: ${losses.map(({code, effect}) => `${code} ${effect}`).join(', ')}`];
}
