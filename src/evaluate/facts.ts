import {type Truth, unknownFact} from '../base/truth.ts';

/** Open facts that are taken as settled while one branch of the possibilities is walked. */
export type Assumptions = ReadonlyMap<string, boolean>;

export const noAssumptions: Assumptions = new Map();

/** The truth of an open fact, as assumed, else unknown. */
export function fact(assumptions: Assumptions, key: string): Truth {
  return assumptions.get(key) ?? unknownFact(key);
}
