import {type Policy, printPolicyId} from '../ir/policy.ts';
import {printPolicy} from '../ir/print.ts';
import type {Because, SidedReference, SideReason} from './connectivity.ts';

/**
 * The policies that cause a change: of those that decide about the changed traffic, on a side where something else
 * decides now, the ones that are not the same in both inputs. Where all are the same, what they select has changed.
 */
export function changeCauses(
  before: readonly Policy[],
  after: readonly Policy[],
): (was: Because | undefined, is: Because | undefined) => readonly SidedReference[] {
  const [old, young] = [printed(before), printed(after)];
  const changed = ({reference}: SidedReference): boolean => {
    const key = printPolicyId(reference.id);
    return old.get(key) !== young.get(key);
  };
  return (was, is) => {
    const found = (['egress', 'ingress'] as const).flatMap((which) => sided(was?.[which], is?.[which]));
    const causes = found.filter(changed);
    return causes.length > 0 ? causes : found;
  };
}

/** Nothing where the same decides in both. */
function sided(was: SideReason | undefined, is: SideReason | undefined): readonly SidedReference[] {
  const [old, young] = [was, is].map((side) =>
    JSON.stringify([side?.reason, side?.by.map(({id, rule}) => [id, rule])]),
  );
  if (old === young) return [];
  return [
    ...(was?.by ?? []).map((reference) => ({input: 'before' as const, reference})),
    ...(is?.by ?? []).map((reference) => ({input: 'after' as const, reference})),
  ];
}

/** What each policy says, printed when first asked. */
function printed(policies: readonly Policy[]): {readonly get: (key: string) => string | undefined} {
  let texts: Map<string, string> | undefined;
  return {
    get: (key) => {
      texts ??= new Map(policies.map((each) => [printPolicyId(each.id), printPolicy(each)] as const));
      return texts.get(key);
    },
  };
}
