import type {DiffItem} from '../evaluate/connectivity.ts';
import type {Profile} from '../ir/profile.ts';
import {atomsOf} from './atoms.ts';
import {companionPrefix} from './companion-names.ts';
import {letsEveryoneIn, projectsLetIn} from './generated.ts';
import type {Isolation} from './isolation.ts';

/** Why a connection is meant to differ after the move; each has a sentence in `reasonText`. */
export type IntendedCode =
  | 'isolation-completed'
  | 'project-corrected'
  | 'nodes-completed'
  | 'nodes-renewed'
  | 'nodes-closed'
  | 'nodes-left-out'
  | 'nodes-unknown'
  | 'remote-node'
  | 'ipv6-policed'
  | 'blocks-inside-cluster'
  | 'own-node'
  | 'companion'
  | 'enforced';

export interface Move {
  readonly isolation: Isolation;
  readonly before: Profile;
  readonly after: Profile;
  /** True where the engine afterwards never finds pods and nodes by their addresses. */
  readonly byIdentity: boolean;
  readonly withNodes: boolean;
  /** The names of parties that share the network of their node. */
  readonly onHost: ReadonlySet<string>;
}

interface Seen {
  readonly item: DiffItem;
  readonly family: 4 | 6;
  readonly opens: boolean;
  readonly closes: boolean;
  readonly move: Move;
}

const tests: readonly (readonly [IntendedCode, (seen: Seen) => boolean])[] = [
  ['enforced', ({closes, move}) => closes && !move.before.capabilities.enforces],
  [
    'ipv6-policed',
    ({closes, family, move}) =>
      closes && family === 6 && move.before.capabilities.ipv6 !== true && move.after.capabilities.ipv6 === true,
  ],
  ['isolation-completed', ({item, move}) => move.isolation.without.project.includes(goal(item))],
  ['project-corrected', ({item, move}) => mismatched(move.isolation).includes(goal(item))],
  ['nodes-closed', ({closes, item, move}) => closes && openToAll(move.isolation).includes(goal(item))],
  ['nodes-left-out', ({closes, item, move}) => closes && fromNode(item, move) && !move.withNodes],
  [
    'nodes-unknown',
    ({closes, item, move}) => closes && fromNode(item, move) && move.isolation.nodes.cidrs.length === 0,
  ],
  ['remote-node', ({opens, item, move}) => opens && isHost(item.from, move) && move.byIdentity && move.withNodes],
  [
    'nodes-completed',
    ({opens, item, move}) =>
      opens && fromNode(item, move) && move.withNodes && move.isolation.without.nodes.includes(goal(item)),
  ],
  [
    'nodes-renewed',
    ({item, move, move: {isolation}, opens, closes}) =>
      (opens && isHost(item.from, move) && isolation.nodes.missing.length > 0) ||
      (closes && isolation.nodes.stale.includes(item.from.name)),
  ],
  [
    'companion',
    ({opens, item}) => opens && item.because.some(({reference: {id}}) => id.name.startsWith(companionPrefix)),
  ],
  ['own-node', ({closes, item, move}) => closes && move.byIdentity && isHost(item.to, move)],
  ['blocks-inside-cluster', ({item, move}) => move.byIdentity && becauseOfAddresses(item, move.isolation)],
];

/** Why this difference is meant; undefined where nothing says that it is. */
export function intendedReason(item: DiffItem, family: 4 | 6, move: Move): IntendedCode | undefined {
  const opens = item.change !== 'removed';
  const closes = item.change !== 'added';
  return tests.find(([, test]) => test({item, family, opens, closes, move}))?.[0];
}

function goal({to}: DiffItem): string {
  return to.namespace ?? '';
}

/** From a node, or from an address that is listed as one. */
function fromNode({from}: DiffItem, move: Move): boolean {
  return isHost(from, move) || move.isolation.nodes.cidrs.includes(from.name);
}

function isHost({kind, name}: DiffItem['from'], {onHost}: Move): boolean {
  return kind === 'host' || onHost.has(name);
}

/** Namespaces whose project policy lets in others than their label says. */
function mismatched({generated, projects}: Isolation): readonly string[] {
  return generated.flatMap(({policy, role, namespace}) => {
    if (role !== 'project') return [];
    const own = projects.isolated.find(({namespaces}) => namespaces.includes(namespace))?.id;
    const meant = [own, projects.system?.id];
    const named = projectsLetIn(policy);
    return named.some((id) => !meant.includes(id)) || (own !== undefined && !named.includes(own)) ? [namespace] : [];
  });
}

function openToAll({generated}: Isolation): readonly string[] {
  return generated.flatMap(({policy, role, namespace}) =>
    role === 'nodes' && letsEveryoneIn(policy) ? [namespace] : [],
  );
}

/** Some policy of the user that takes part speaks of addresses, of which the engine finds neither pods nor nodes. */
function becauseOfAddresses({because, from, to}: DiffItem, {users}: Isolation): boolean {
  if (from.kind === 'external' && to.kind === 'external') return false;
  const named = new Set(because.map(({reference: {id}}) => `${id.kind}/${id.namespace}/${id.name}`));
  return users
    .filter(({id}) => named.has(`${id.kind}/${id.namespace}/${id.name}`))
    .some(({ingress, egress}) =>
      [...(ingress?.rules ?? []), ...(egress?.rules ?? [])].some(({peer}) =>
        atomsOf(peer).some(({is}) => is === 'address'),
      ),
    );
}
