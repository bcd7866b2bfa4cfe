import type {Decision} from '../evaluate/answer.ts';
import type {ReplayedItem} from '../evaluate/replayed.ts';

/** The decisions of the ends that an item asked: of one that did not see it nothing is said. */
export function decisionsOf({verdict, side}: ReplayedItem): Readonly<Record<'egress' | 'ingress', Decision | null>> {
  const {egress = null, ingress = null} = verdict ?? {};
  return {egress: side === 'ingress' ? null : egress, ingress: side === 'egress' ? null : ingress};
}

const whys: Readonly<Record<NonNullable<ReplayedItem['why']>, string>> = {
  hidden: 'the record does not tell the address of its outside end',
  missing: 'no such pod or node is there any more, nor one with its labels',
  many: 'it stands for too many pods',
  mixed: 'the pods that it can stand for have different answers',
};

/** Why an answer is not decided, where it is not for facts that nobody knows. */
export function whyText(why: NonNullable<ReplayedItem['why']>): string {
  return whys[why];
}
