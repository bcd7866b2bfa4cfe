import type {Policy} from '../../ir/policy.ts';
import type {World} from '../../ir/world.ts';
import type {Certificate} from '../certificate.ts';
import type {JudgedSet} from '../this-world.ts';
import {compareEverywhere} from './compare-everywhere.ts';

/** A set as it is shown, and with sensitive values in their place, where any are hidden. */
interface ShownSet extends JudgedSet {
  readonly clear?: {readonly world: World; readonly policies: readonly Policy[]};
}

/**
 * Compares two sets in every possible cluster. Sensitive values decide, and are never shown: two hidden ones are one
 * unknown value to whoever reads, so where they turn the result it comes without a witness.
 */
export function compareClearly(before: ShownSet, after: ShownSet): Certificate {
  const shown = compareEverywhere(before, after);
  if (!before.clear && !after.clear) return shown;
  const {result} = compareEverywhere({...before, ...before.clear}, {...after, ...after.clear});
  if (result === shown.result) return shown;
  const {opposite: _hidden, ...rest} = shown;
  const why = 'sensitive values decide, and are not shown';
  return {...rest, result, witness: null, assumptions: [result === 'unproved' ? `not proved: ${why}` : why]};
}
