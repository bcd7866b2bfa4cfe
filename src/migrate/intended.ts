import {remember} from '../base/remember.ts';
import type {DiffItem} from '../evaluate/connectivity.ts';
import {trafficDifference} from '../evaluate/traffic-difference.ts';
import type {Profile} from '../ir/profile.ts';
import {traffic} from '../ir/traffic.ts';
import type {Endpoint, World} from '../ir/world.ts';
import type {BlockRule} from './block-rules.ts';
import {companionPrefix} from './companion-names.ts';
import {letsEveryoneIn, projectsLetIn} from './generated.ts';
import {holds} from './holds.ts';
import type {Isolation} from './isolation.ts';

/** Why a connection is meant to differ after the move; each has a sentence in `reasonText`. */
export type IntendedCode =
  | 'isolation-completed'
  | 'project-corrected'
  | 'nodes-completed'
  | 'nodes-over-ipv6'
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
  /** False where the engine of today enforces nothing. */
  readonly enforced: boolean;
  readonly withNodes: boolean;
  /** The cluster before the move, with the overlay devices of its nodes. */
  readonly world: World;
  /** Its endpoints by the names that parties have: their own, or that of their owner. */
  readonly parties: ReadonlyMap<string, readonly Endpoint[]>;
  /** Rules of the users' policies that look for addresses. */
  readonly blocks: readonly BlockRule[];
}

/** What a difference does; one that does both needs a reason for each. */
export type Effect = 'opens' | 'closes';

/** What is meant of a difference. */
export interface Intention {
  /** Absent: some effect has none. Of two the one for what closes, which hurts first. */
  readonly reason?: IntendedCode;
  readonly unmeant: readonly Effect[];
}

interface Seen {
  readonly item: DiffItem;
  readonly family: 4 | 6;
  readonly opens: boolean;
  readonly closes: boolean;
  readonly move: Move;
}

const tests: readonly (readonly [IntendedCode, (seen: Seen) => boolean])[] = [
  ['enforced', ({closes, move}) => closes && !move.enforced],
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
  ['nodes-over-ipv6', ({opens, family, item, move}) => opens && family === 6 && fromNode(item, move) && move.withNodes],
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
  ['own-node', ({closes, item, move}) => closes && move.byIdentity && isOwnNode(item, move)],
  [
    'blocks-inside-cluster',
    ({closes, item, family, move}) => closes && move.byIdentity && foundByAddress(item, family, move),
  ],
];

/** Why this difference is meant, and which of its effects nothing says to be meant. */
export function intention(item: DiffItem, family: 4 | 6, move: Move): Intention {
  const found = effectsOf(item).map((effect) => {
    const seen = {item, family, opens: effect === 'opens', closes: effect === 'closes', move};
    return {effect, reason: tests.find(([, test]) => test(seen))?.[0]};
  });
  const unmeant = found.flatMap(({effect, reason}) => (reason ? [] : [effect]));
  const [reason] = unmeant.length > 0 ? [] : found.flatMap((each) => each.reason ?? []);
  return {unmeant, ...(reason && {reason})};
}

/** What surely or perhaps passed before and does not after is closed, and the other way round. */
function effectsOf({before, after, unknownBefore, unknownAfter}: DiffItem): readonly Effect[] {
  const gained = (
    from: DiffItem['before'],
    to: DiffItem['before'],
    perhaps: DiffItem['before'],
    then: DiffItem['before'],
  ) => trafficDifference(to, from).length > 0 || trafficDifference(then, traffic([...from, ...perhaps])).length > 0;
  return [
    ...(gained(after, before, unknownAfter, unknownBefore) ? (['closes'] as const) : []),
    ...(gained(before, after, unknownBefore, unknownAfter) ? (['opens'] as const) : []),
  ];
}

function goal({to}: DiffItem): string {
  return to.namespace ?? '';
}

/** From a node, or from an address that is listed as one. */
function fromNode({from}: DiffItem, move: Move): boolean {
  return isHost(from, move) || move.isolation.nodes.cidrs.includes(from.name);
}

/** A node, or what shares the network of one. */
function isHost({kind, name}: DiffItem['from'], {parties}: Move): boolean {
  return kind === 'host' || (parties.get(name) ?? []).some(({hostNetwork}) => hostNetwork);
}

/** To a node on which some of the senders run. */
function isOwnNode({from, to}: DiffItem, move: Move): boolean {
  const nodes = (move.parties.get(from.name) ?? []).map(({node}) => node);
  return isHost(to, move) && (move.parties.get(to.name) ?? []).some(({node}) => nodes.includes(node));
}

/** Namespaces whose project policy lets in others than their label says. */
const mismatched = remember(({generated, projects}: Isolation): readonly string[] =>
  generated.flatMap(({policy, role, namespace}) => {
    if (role !== 'project') return [];
    const own = projects.isolated.find(({namespaces}) => namespaces.includes(namespace))?.id;
    const meant = [own, projects.system?.id];
    const named = projectsLetIn(policy);
    return named.some((id) => !meant.includes(id)) || (own !== undefined && !named.includes(own)) ? [namespace] : [];
  }),
);

const openToAll = remember(({generated}: Isolation): readonly string[] =>
  generated.flatMap(({policy, role, namespace}) => (role === 'nodes' && letsEveryoneIn(policy) ? [namespace] : [])),
);

/** Some rule of a user's policy finds the other end by its address, which the engine afterwards does not. */
function foundByAddress({from, to}: DiffItem, family: 4 | 6, {parties, blocks, world}: Move): boolean {
  const [senders, receivers] = [from, to].map(({name}) => parties.get(name) ?? []);
  return blocks.some(({direction, subject, peer}) => {
    const [own, others] = direction === 'ingress' ? [receivers, senders] : [senders, receivers];
    return (own ?? []).some((end) =>
      (others ?? []).some(
        (other) =>
          holds(subject, {end, other, family}, world) !== false &&
          holds(peer, {end: other, other: end, family}, world) !== false,
      ),
    );
  });
}
