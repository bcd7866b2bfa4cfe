import {isUnknown} from '../../base/truth.ts';
import type {World} from '../../ir/world.ts';
import {noAssumptions} from '../facts.ts';
import {evaluateMatch} from '../match.ts';
import {type AnswerId, type Answers, CLOSED} from './answers.ts';
import type {ClassSides, PeerTruths} from './class-sides.ts';
import type {Which} from './policy-contents.ts';

/** What passes between two classes in one namespace. */
export interface Neighbours {
  readonly passes: (sender: number, receiver: number) => AnswerId;
  /** False where nothing passes to anybody. */
  readonly sends: (slot: number) => boolean;
}

const nothing: PeerTruths = new Map();
const related = {sameNamespace: true};

/**
 * Asked pair by pair: where few classes share a namespace, as in most, summaries would cost more than they save.
 */
export function neighbours(sides: ClassSides, {both}: Answers, world: World): Neighbours {
  const truthsOf = (which: Which, subject: number, peer: number): PeerTruths => {
    const {peers} = sides.rules(subject, which);
    if (peers.length === 0) return nothing;
    const [end, other] = [sides.endOf(peer), sides.endOf(subject)];
    const reading = {end, other, world, assumptions: noAssumptions, relation: related};
    let found: Map<number, 'sure' | 'open'> | undefined;
    for (const [at, {match}] of peers.entries()) {
      const truth = evaluateMatch(match, reading);
      if (truth === false) continue;
      found ??= new Map();
      found.set(at, isUnknown(truth) ? 'open' : 'sure');
    }
    return found ?? nothing;
  };
  const side = (which: Which, subject: number, peer: number): AnswerId =>
    sides.answer(which, [subject], [peer], true, truthsOf(which, subject, peer));
  return {
    sends: (slot) => {
      const {peers, readsSubject} = sides.rules(slot, 'egress');
      return peers.length > 0 || readsSubject || side('egress', slot, slot) !== CLOSED;
    },
    passes: (sender, receiver) => {
      const egress = side('egress', sender, receiver);
      return egress === CLOSED ? CLOSED : both(egress, side('ingress', receiver, sender));
    },
  };
}
