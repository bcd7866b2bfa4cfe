import type {Policy} from '../ir/policy.ts';
import {blockCompanions} from './block-companions.ts';
import {blocksPrefix, type CompanionName} from './companion-names.ts';
import type {Place, PlacedCompanion} from './placed-companion.ts';
import {type FreeName, marks} from './target.ts';

const BLOCKS = 'ip-blocks';

/** Beside each policy one of its own, those of an earlier run too: after the move nothing tells any more what they stand for. */
export function placeBlocks(asked: readonly CompanionName[], place: Place, freeName: FreeName): PlacedCompanion {
  const {isolation, world, moves} = place;
  const policies = new Map<string, Policy>();
  for (const policy of isolation.ours) {
    if (policy.id.name.startsWith(blocksPrefix)) policies.set(`${policy.id.namespace}/${policy.id.name}`, policy);
  }
  for (const policy of moves ? blockCompanions(isolation.users, world) : []) {
    const {namespace} = policy.id;
    const kind = namespace === undefined ? 'CiliumClusterwideNetworkPolicy' : 'CiliumNetworkPolicy';
    const name = freeName(kind, namespace, nameWithin(`${blocksPrefix}${policy.id.name}`));
    policies.set(`${namespace}/${name}`, {
      ...policy,
      id: {...policy.id, name},
      group: {group: 'networkpolicy'},
      labels: marks('companions'),
    });
  }
  const state = policies.size === 0 ? 'idle' : asked.includes(BLOCKS) ? 'asked' : 'offered';
  return {
    name: BLOCKS,
    explains:
      'blocks of addresses find neither pods nor nodes on Cilium; written by labels and entities as they are today',
    state,
    policies: state === 'asked' ? [...policies].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, policy]) => policy) : [],
  };
}

/** Names of objects end after 253 characters, and not in a dot or a dash. */
function nameWithin(name: string): string {
  return name.slice(0, 253).replace(/[.-]+$/, '');
}
