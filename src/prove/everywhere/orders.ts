import {compareText} from '../../base/order.ts';
import {type EndName, type Topic, topicKey} from './question.ts';
import {boxTopic, IPV6, KIND, NAMESPACE, SAME_NAMESPACE} from './topics.ts';

export type Arrange = (topics: readonly Topic[]) => readonly Topic[];

/**
 * Orders of variables, to be tried in turn, since none is good for all sets (design.md section 6): traffic first and both
 * ends of a label beside each other, for unions; one end after the other, for rules in order.
 */
export const orders: readonly Arrange[] = [
  byKeys(({of, end, name}) => [rank(of, name), end === undefined ? 0 : 1, name, end ?? '']),
  byKeys(blocks('to', 'from')),
  byKeys(blocks('from', 'to')),
];

/** Parts come first, so that what has to be so of them is known; then kinds and namespaces, by which most is told apart. */
function rank(of: Topic['of'], name: string): number {
  if (boxTopic.owns(name)) return 0;
  if (of === 'word') return 1;
  return name === NAMESPACE || name === SAME_NAMESPACE ? 2 : 3;
}

function blocks(...ends: readonly EndName[]): (topic: Topic) => readonly (number | string)[] {
  return ({name, end}) => [end ? ends.indexOf(end) : 2, name === KIND || name === IPV6 ? 0 : 1, name];
}

function byKeys(keyOf: (topic: Topic) => readonly (number | string)[]): Arrange {
  return (topics) =>
    topics
      .map((topic) => ({topic, key: [...keyOf(topic), topicKey(topic)]}))
      .sort((a, b) => compareKeys(a.key, b.key))
      .map(({topic}) => topic);
}

function compareKeys(a: readonly (number | string)[], b: readonly (number | string)[]): number {
  for (const [at, left] of a.entries()) {
    const right = b[at];
    if (left === right || right === undefined) continue;
    return typeof left === 'number' && typeof right === 'number' ? left - right : compareText(`${left}`, `${right}`);
  }
  return 0;
}
