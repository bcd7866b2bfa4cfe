import {isUnknown} from '../../base/truth.ts';
import type {World} from '../../ir/world.ts';
import {noAssumptions} from '../facts.ts';
import {evaluateMatch} from '../match.ts';
import {type AnswerId, type Answers, CLOSED} from './answers.ts';
import type {ClassSides, PeerTruths} from './class-sides.ts';
import type {Which} from './policy-contents.ts';
import {answerOf, type SummaryTable} from './summaries.ts';

/** What passes between two classes in one namespace. */
export interface Neighbours {
  readonly passes: (sender: number, receiver: number) => AnswerId;
  /** False where nothing passes to anybody. */
  readonly sends: (slot: number) => boolean;
}

const related = {sameNamespace: true};

/**
 * Asked pair by pair: where few classes share a namespace, as in most, summaries would cost more than they save. Those
 * of the classes of other namespaces answer where the namespace is no matter.
 */
export function neighbours(sides: ClassSides, {both}: Answers, elsewhere: SummaryTable, world: World): Neighbours {
  const truthsOf = (which: Which, subject: number, peer: number): PeerTruths => {
    const {peers} = sides.rules(subject, which);
    const [end, other] = [sides.endOf(peer), sides.endOf(subject)];
    const reading = {end, other, world, assumptions: noAssumptions, relation: related};
    const found: number[] = [];
    peers.forEach(({match}, at) => {
      const truth = evaluateMatch(match, reading);
      if (truth !== false) found.push(at * 2 + (isUnknown(truth) ? 1 : 0));
    });
    return found;
  };
  const side = (which: Which, subject: number, peer: number): AnswerId => {
    const summary = elsewhere[which][subject];
    if (summary?.anywhere) return answerOf(summary, peer, elsewhere);
    return sides.answer(which, [subject], [peer], true, truthsOf(which, subject, peer));
  };
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
