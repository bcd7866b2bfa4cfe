import {compareText} from '../base/order.ts';
import type {Policy} from '../ir/policy.ts';
import {printPolicy} from '../ir/print.ts';

/** What stands behind a certificate of two sets that are the same. */
export const SAME_POLICIES = 'both sides hold the same policies and are read by the same engine';

/**
 * Do two sets hold the same policies, whatever their order and origin? Then one engine gives them one meaning in every
 * world: the first step of design.md section 6, where equal normalised policies cancel. False proves nothing.
 */
export function samePolicies(a: readonly Policy[], b: readonly Policy[]): boolean {
  if (a.length !== b.length) return false;
  const [left, right] = [a, b].map((list) => list.map(printPolicy).sort(compareText));
  return left?.every((text, index) => text === right?.[index]) ?? false;
}
