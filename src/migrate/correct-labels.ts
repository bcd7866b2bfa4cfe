import {type Diagnostic, diagnostic} from '../diagnostics/diagnostic.ts';
import {anything, label, type Match, namespaceLabel} from '../ir/match.ts';
import {type Direction, type Policy, printPolicyId, type Rule, rule} from '../ir/policy.ts';
import type {Profile} from '../ir/profile.ts';
import {mapAtoms} from '../ir/rewrite.ts';
import type {World} from '../ir/world.ts';
import type {Witness} from '../prove/certificate.ts';
import {compareInWorld} from '../prove/this-world.ts';
import {apiForm} from './api-form.ts';
import {atomsOf} from './atoms.ts';

/** A policy that looks for labels of namespaces on pods, and what its author meant. */
export interface Correction {
  readonly policy: Policy;
  readonly corrected: Policy;
  readonly labels: readonly string[];
}

/** What the policies of the user say in the wrong selector. */
export interface Corrections {
  readonly items: readonly Correction[];
  /** A connection that the corrected policies answer differently; null: none on these workloads. */
  readonly witness: Witness | null;
}

/**
 * Finds policies whose `selector` asks for labels that no pod and some namespace carries, and says them with
 * `namespaceSelector` (migration.md 3a). A policy of one namespace becomes a global one, since its rules would stay in
 * there otherwise.
 */
export function correctLabels(users: readonly Policy[], world: World, profile: Profile): Corrections {
  const keys = misplacedKeys(world);
  const items = users.flatMap((policy): readonly Correction[] => {
    const labels = policy.id.dialect === 'calico' ? labelsAsked(policy).filter((key) => keys.has(key)) : [];
    return labels.length === 0 ? [] : [{policy, labels, corrected: correct(policy, keys)}];
  });
  if (items.length === 0) return {items, witness: null};
  const better = new Map(items.map(({policy, corrected}) => [policy, corrected] as const));
  const corrected = users.map((policy) => better.get(policy) ?? policy);
  const {witness} = compareInWorld({profile, world, policies: users}, {profile, world, policies: corrected});
  return {items, witness};
}

export function correctionFindings({items}: Corrections): readonly Diagnostic[] {
  return items.map(({policy, labels}) =>
    diagnostic('labels-of-namespaces', policy.origin, {arguments: {policy: printPolicyId(policy.id), labels}}),
  );
}

/** Label keys that some namespace carries and no pod. */
function misplacedKeys({namespaces, endpoints}: World): ReadonlySet<string> {
  const keys = new Set(namespaces.flatMap(({labels}) => Object.keys(labels)));
  for (const {labels, openLabels} of endpoints) {
    for (const key of [...Object.keys(labels), ...openLabels]) keys.delete(key);
  }
  return keys;
}

function labelsAsked({subject, ingress, egress}: Policy): readonly string[] {
  const rules = [...(ingress?.rules ?? []), ...(egress?.rules ?? [])];
  const all = [subject, ...rules.map(({peer}) => peer)].flatMap(atomsOf);
  return [...new Set(all.flatMap((atom) => (atom.is === 'label' ? [atom.key] : [])))].sort();
}

function correct(policy: Policy, keys: ReadonlySet<string>): Policy {
  const {namespace, ...id} = policy.id;
  const moved = (match: Match): Match => {
    if (!atomsOf(match).some((atom) => atom.is === 'label' && keys.has(atom.key))) return match;
    return mapAtoms(match, (atom) => {
      if (atom.is === 'label')
        return keys.has(atom.key) ? namespaceLabel(atom.key, atom.value) : label(atom.key, atom.value);
      // Where the namespace has the label, the policy's own is no condition any more.
      const isOwn = atom.is === 'namespace' || atom.is === 'sameNamespace' || atom.is === 'kind';
      return isOwn && namespace !== undefined ? anything : atom;
    });
  };
  const direction = ({rules, ...rest}: Direction): Direction => ({
    ...rest,
    rules: rules.map((each) => movedRule(each, moved)),
  });
  const {ingress, egress} = policy;
  return {
    ...policy,
    id: {...apiForm(id), kind: 'GlobalNetworkPolicy'},
    subject: moved(policy.subject),
    ...(ingress && {ingress: direction(ingress)}),
    ...(egress && {egress: direction(egress)}),
  };
}

function movedRule({peer, ...rest}: Rule, moved: (match: Match) => Match): Rule {
  const {action, self, ports, application, path, index} = rest;
  return rule({
    action,
    peers: peer.is === 'true' ? undefined : [{value: moved(peer), path}],
    ports: ports.length === 0 ? undefined : ports,
    path,
    index,
    ...(self && {self: moved(self)}),
    ...(application && {application}),
  });
}
