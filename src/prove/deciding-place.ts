import type {Origin} from '../diagnostics/origin.ts';
import {DEFAULT_SOURCE_PORT} from '../evaluate/ask.ts';
import {naiveEvaluator} from '../evaluate/naive.ts';
import type {Witness} from './certificate.ts';
import type {JudgedSet} from './this-world.ts';

/**
 * Where the policy stands that decides a witness in this set, a denying one first; where none does, one that was asked
 * about it. Undefined where no policy was asked at all.
 */
export function decidingPlace({profile, world, policies}: JudgedSet, witness: Witness): Origin | undefined {
  const {source: _source, target: _target, sourcePort = DEFAULT_SOURCE_PORT, ...connection} = witness;
  const {egress, ingress} = naiveEvaluator(profile, world, policies).decide({...connection, sourcePort});
  const sides = [egress, ingress].flatMap((side) => side ?? []);
  const denying = sides.filter(({verdict}) => verdict === 'deny');
  const named = [...denying, ...sides].flatMap(({decidedBy}) => decidedBy);
  const asked = [...denying, ...sides].flatMap(({considered}) => considered);
  return [...named, ...asked][0]?.origin;
}
