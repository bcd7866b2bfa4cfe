import {type Diagnostic, diagnostic} from '../diagnostics/diagnostic.ts';
import {and, namespaceLabel, not, oneOf} from '../ir/match.ts';
import {type Policy, printPolicyId} from '../ir/policy.ts';
import type {Profile} from '../ir/profile.ts';
import type {World} from '../ir/world.ts';
import {compareInWorld} from '../prove/this-world.ts';
import {apiForm} from './api-form.ts';
import {atomsOf} from './atoms.ts';
import type {Correction, Corrections} from './correct-labels.ts';
import {projectLabel} from './generated.ts';
import type {Isolation} from './isolation.ts';

/**
 * Finds global policies of Calico that select every pod, by `all()`, or by a selector that is empty or has no value: they
 * take in the System project, which Rancher keeps open, so that a deny of all closes the cluster's own DNS and its ingress
 * controller (migration.md sections 3a and 4). Corrected they leave that project out.
 */
export function correctEveryone(
  {users, projects: {system}}: Pick<Isolation, 'users' | 'projects'>,
  world: World,
  profile: Profile,
): Corrections {
  if (!system) return {items: [], witness: null};
  const outside = not(namespaceLabel(projectLabel, oneOf([system.id])));
  const items = users.filter(selectsEveryone).map((policy): Correction => {
    const {id, subject} = policy;
    return {policy, labels: [], corrected: {...policy, id: apiForm(id), subject: and(subject, outside)}};
  });
  if (items.length === 0) return {items, witness: null};
  const better = new Map<Policy, Policy>(items.map(({policy, corrected}) => [policy, corrected]));
  const corrected = users.map((policy) => better.get(policy) ?? policy);
  const found = compareInWorld({profile, world, policies: users}, {profile, world, policies: corrected});
  // What the mistake closes says more than what it leaves open.
  return {items, witness: found.opposite?.target === 'allow' ? found.opposite : found.witness};
}

function selectsEveryone({id, subject}: Policy): boolean {
  const isGlobal = id.dialect === 'calico' && id.namespace === undefined;
  return isGlobal && atomsOf(subject).every(({is}) => is === 'kind');
}

/** The policies with both mistakes corrected, each once. */
export function allCorrected(labels: Corrections, everyone: Corrections): readonly Policy[] {
  const better = new Map<Policy, Policy>(labels.items.map(({policy, corrected}) => [policy, corrected]));
  for (const {policy, corrected} of everyone.items) {
    const {id, subject} = corrected;
    better.set(policy, {...(better.get(policy) ?? policy), id, subject});
  }
  return [...better.values()];
}

export function everyoneFindings({items}: Corrections): readonly Diagnostic[] {
  return items.map(({policy}) =>
    diagnostic('everyone-selected', policy.origin, {arguments: {policy: printPolicyId(policy.id)}}),
  );
}
