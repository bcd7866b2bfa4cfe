import type {Origin} from '../../src/diagnostics/origin.ts';
import type {Loss} from '../dialect.ts';

/** What the writer of one rule has at hand to say what it cannot say. */
export interface Place {
  readonly origin: Origin;
  readonly action: 'allow' | 'deny';
  /** The source reads labels and whole families as Cilium does (cilium.md 5.2 and 6.3). */
  readonly fromCilium: boolean;
}

/** The rule holds for less than it should: an allow becomes narrower, a deny wider. */
export function tooLittle(place: Place, code: string, message: string, suggestion?: string): Loss {
  const effect = place.action === 'allow' ? 'narrower' : 'wider';
  return {code, origin: place.origin, effect, message, ...(suggestion !== undefined && {suggestion})};
}

/** The rule holds for more than it should: an allow becomes wider, a deny narrower. */
export function tooMuch(place: Place, code: string, message: string): Loss {
  return {code, origin: place.origin, effect: place.action === 'allow' ? 'wider' : 'narrower', message};
}

/** Nothing changes, but the user should know. */
export function note(origin: Origin, code: string, message: string): Loss {
  return {code, origin, effect: 'none', message};
}
