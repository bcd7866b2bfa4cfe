import {remember} from '../../src/base/remember.ts';
import {type Atom, type Match, nothing} from '../../src/ir/match.ts';
import type {Policy} from '../../src/ir/policy.ts';
import type {Step} from '../../src/ir/profile.ts';
import {hasAtom, mapAtoms, mapPeers, mapRules} from '../../src/ir/rewrite.ts';
import {labelFilter} from './label-filter.ts';
import {NAMESPACE_LABELS_PREFIX, SERVICE_ACCOUNT_KEY} from './selector.ts';

/**
 * What passes no filter beside the labels of pods is on no identity, so that a selector never finds it: labels of
 * namespaces, the service account, and of the labels of a node those by which a `nodeSelector` picks it. As peers nodes
 * have all of theirs.
 */
export const filteredLabelsAreNone: Step<Policy> = {
  name: 'what the label filter leaves out is on no identity',
  rule: 'cilium.md 5.2',
  everywhere: () => [],
  apply: (policy, settings) => {
    const {keeps, keepsAdded} = filterOf(settings);
    const added = (atom: Atom): Match => (addedKeys(atom).every(keepsAdded) ? atom : nothing);
    const own = (atom: Atom): Match => (atom.is === 'label' && !keeps(atom.key) ? nothing : atom);
    const picksNodes = hasAtom(policy.subject, (atom) => atom.is === 'kind' && atom.kind === 'host');
    const subject = mapAtoms(policy.subject, picksNodes ? own : added);
    const ruled = mapRules(policy, (rule) => mapPeers(rule, (peer) => mapAtoms(peer, added)));
    return subject === policy.subject ? ruled : {...ruled, subject};
  },
};

/** Asked for every policy, made once. */
const filterOf = remember(labelFilter);

/** The keys of the labels that Cilium adds for what the condition asks. */
function addedKeys(atom: Atom): readonly string[] {
  if (atom.is === 'namespaceLabel') return [`${NAMESPACE_LABELS_PREFIX}${atom.key}`];
  return atom.is === 'serviceAccount' ? [SERVICE_ACCOUNT_KEY] : [];
}
