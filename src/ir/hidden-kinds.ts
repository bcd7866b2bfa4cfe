import type {World} from './world.ts';

/** Kinds whose objects can turn any verdict: policies, what orders them, the sets and options they are read by. */
const deciding = /^[a-z]*(networkpolicies|tiers|networksets|cidrgroups|hostendpoints)\b|^configmaps$/;

/**
 * The kinds that exist, could not be listed, and may hold what decides any connection, as open facts in words (cli.md
 * section 2: a forbidden kind makes verdicts that could depend on it unknown).
 */
export function hiddenKinds({missingKinds, stagedCount}: World): readonly string[] {
  const counts = (kind: string): boolean => deciding.test(kind) && (stagedCount === true || !kind.startsWith('staged'));
  return missingKinds.filter(counts).map((kind) => `${kind}, which could not be listed`);
}
