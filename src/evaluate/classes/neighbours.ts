import {isUnknown} from '../../base/truth.ts';
import {type AnswerId, type Answers, CLOSED} from './answers.ts';
import type {ClassSides, PeerTruths} from './class-sides.ts';
import type {ClassTruths} from './class-truths.ts';
import type {Which} from './policy-contents.ts';

/** What passes between two classes in one namespace. */
export interface Neighbours {
  readonly passes: (sender: number, receiver: number) => AnswerId;
  /** False where nothing passes to anybody. */
  readonly sends: (slot: number) => boolean;
}

/**
 * Asked pair by pair: where few classes share a namespace, as in most, summaries would cost more than they save.
 */
export function neighbours(sides: ClassSides, {both}: Answers, truthOf: ClassTruths): Neighbours {
  const truthsOf = (which: Which, subject: number, peer: number): PeerTruths => {
    const {peers} = sides.rules(subject, which);
    if (peers.length === 0) return [];
    const other = sides.endOf(subject);
    const found: number[] = [];
    peers.forEach((each, at) => {
      const truth = truthOf(each, peer, other, true);
      if (truth !== false) found.push(at * 2 + (isUnknown(truth) ? 1 : 0));
    });
    return found;
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
