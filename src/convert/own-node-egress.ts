import type {Loss} from '../../plugins/dialect.ts';
import {matchCovers} from '../ir/apart.ts';
import {and, isKind, sameNode} from '../ir/match.ts';
import type {Direction, Policy} from '../ir/policy.ts';
import type {Profile} from '../ir/profile.ts';

const ownNode = and(isKind('host'), sameNode);

/**
 * Whether isolation keeps a pod from its own node is left open by the text of NetworkPolicy (kubernetes.md A9.7), and
 * decided by the engine that the result is for (cilium.md 11 K2, calico.md 1.1). Told where a policy isolates egress and
 * no rule of its own reaches the node; no verdict of the text is lost.
 */
export function ownNodeEgressNotes(policies: readonly Policy[], source: Profile, target: Profile): readonly Loss[] {
  const isOpen = ({leavesOpen}: Profile): boolean => leavesOpen?.includes('own-node-egress') ?? false;
  if (!isOpen(source) || isOpen(target)) return [];
  return policies.flatMap(({origin, group, egress}): readonly Loss[] => {
    if (group.group !== 'networkpolicy' || !egress || !closes(egress)) return [];
    const message =
      'the text of NetworkPolicy leaves open whether a pod whose egress is isolated reaches its own node, ' +
      `and ${target.name} keeps it away`;
    const suggestion = 'allow egress to the node where pods need it';
    return [{code: 'own-node-egress', origin, effect: 'none', message, suggestion}];
  });
}

function closes({isolates, dormant, rules}: Direction): boolean {
  const reaches = rules.some(
    ({action, peer, traffic}) =>
      action === 'allow' && matchCovers(peer, ownNode) && traffic.some((box) => Object.keys(box).length === 0),
  );
  return isolates && !dormant && !reaches;
}
