import {shrunk} from '../../base/shrunk.ts';
import {isUnknown} from '../../base/truth.ts';
import type {Match} from '../../ir/match.ts';
import type {World} from '../../ir/world.ts';
import type {End} from '../end.ts';
import {noAssumptions} from '../facts.ts';
import {evaluateMatch} from '../match.ts';
import type {ClassIndex} from './class-index.ts';
import {settledAddresses} from './settled-addresses.ts';
import type {RulePeer} from './side-rules.ts';

/** The classes that fulfil a match for sure, and those of which nobody knows; both sorted. */
export interface PeerSet {
  readonly sure: readonly number[];
  readonly open: readonly number[];
}

/** The classes that fulfil a peer, as a subject sees them. */
export type PeerSets = (peer: RulePeer, subject: End) => PeerSet;

/** Among whom peers are looked for, and how they stand to the subject. */
export interface PeerDomain {
  /** Ascending. */
  readonly slots: readonly number[];
  readonly sameNamespace: boolean;
}

/** Each match is read once on each class of the domain that may fulfil it. */
export function peerSets(
  {slots, sameNamespace}: PeerDomain,
  index: ClassIndex,
  endOf: (slot: number) => End,
  addressGroup: (slot: number) => number,
  world: World,
): PeerSets {
  const known = new Map<string | number, PeerSet>();
  const relation = {sameNamespace};
  const everybody = slots.length === index.count;
  let inside: ReadonlySet<number> | undefined;
  const candidatesFor = (match: Match): readonly number[] => {
    const found = index.candidates(match);
    if (!found || found.length > slots.length) return slots;
    if (everybody) return found;
    inside ??= new Set(slots);
    const those = inside;
    return found.filter((slot) => those.has(slot));
  };
  return (peer, subject) => {
    const key = peer.relates ? `${peer.id} ${subject.endpoint.name}` : peer.id;
    const before = known.get(key);
    if (before) return before;
    const [sure, open]: [number[], number[]] = [[], []];
    const settled = settledAddresses(peer.match);
    const candidates = candidatesFor(peer.match);
    // Lists of several kinds come by here, for which V8 makes an object of each step of a `for of`.
    for (let at = 0; at < candidates.length; at++) {
      const candidate = candidates[at] ?? 0;
      const end = endOf(candidate);
      const reading = {end, other: subject, world, assumptions: noAssumptions, relation};
      const truth = evaluateMatch(settled(addressGroup(candidate), reading), reading);
      if (isUnknown(truth)) open.push(candidate);
      else if (truth) sure.push(candidate);
    }
    const set = {sure: shrunk(sure), open: shrunk(open)};
    known.set(key, set);
    return set;
  };
}
