import {type Diagnostic, diagnostic} from '../diagnostics/diagnostic.ts';
import {hiddenKinds} from '../ir/hidden-kinds.ts';
import type {Policy} from '../ir/policy.ts';
import type {World} from '../ir/world.ts';

/** How many staged policies there are of each action. */
export type StagedCounts = Readonly<Record<NonNullable<Policy['staged']>, number>>;

export interface Enforced {
  /** None of them is staged any more; what was keeps its name, so that reasons say which policy is meant. */
  readonly policies: readonly Policy[];
  readonly world: World;
  readonly counts: StagedCounts;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The policies as they would be if every staged one were enforced (calico.md 3.1): it replaces the policy of its kind,
 * namespace and name; `Delete` removes that one and sets nothing. `Learn` and `Ignore` are hints for whoever proposed the
 * policy: the engine takes them like `Set`, and so does this.
 */
export function enforceStaged(policies: readonly Policy[], world: World): Enforced {
  const staged = policies.filter((policy) => policy.staged !== undefined);
  const counts = {set: 0, learn: 0, ignore: 0, delete: 0};
  for (const action of new Map(staged.map((policy) => [enforcedName(policy), policy.staged])).values()) {
    if (action) counts[action] += 1;
  }
  const replaced = new Set(staged.map(enforcedName));
  const live = new Set(policies.flatMap((policy) => (policy.staged === undefined ? [enforcedName(policy)] : [])));
  const counted: World = {...world, stagedCount: true};
  const nothingHidden = hiddenKinds(counted).length === 0;
  return {
    policies: policies.flatMap((policy) => {
      const {staged: action, ...rest} = policy;
      if (action === undefined) return replaced.has(enforcedName(policy)) ? [] : [policy];
      return action === 'delete' ? [] : [rest];
    }),
    world: counted,
    counts,
    diagnostics: staged
      .filter((policy) => policy.staged === 'delete' && nothingHidden && !live.has(enforcedName(policy)))
      .map(deletesNothing),
  };
}

/** A staged policy stands in the same group as what it stages: that is its kind, whatever the API calls it. */
function enforcedName({group, id}: Policy): string {
  return JSON.stringify([group.group, id.namespace ?? null, id.name]);
}

function deletesNothing({id, origin, group}: Policy): Diagnostic {
  const {kind} = id;
  const name = id.namespace === undefined ? id.name : `${id.namespace}/${id.name}`;
  // Two APIs have a NetworkPolicy: the wrong one is the likely mistake.
  const missing =
    group.group === 'networkpolicy' ? 'NetworkPolicy of Kubernetes' : `${kind.replace(/^Staged/, '')} of Calico`;
  return diagnostic('staged-deletes-nothing', origin, {arguments: {kind, name, missing}});
}
