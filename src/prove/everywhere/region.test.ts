import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {type TextTest, testText} from '../../ir/match.ts';
import {chooser} from '../../testing/laws/chooser.ts';
import {ask, type Question, statements} from './question.ts';
import {answerIn, type Region, regionWith, wholeRegion} from './region.ts';

const test = suite('regions');

const texts = ['a', 'b', 'ab', 'ba', 'c'] as const;
const label = {of: 'text', name: 'label x', end: 'from', mayBeAbsent: true, isLegal: () => true} as const;
const name = {...label, name: 'namespace', mayBeAbsent: false} as const;
const port = {of: 'number', name: 'port', last: 9n} as const;
const kind = {of: 'word', name: 'kind', end: 'to', words: ['pod', 'host', 'external']} as const;
const fact = {of: 'truth', name: 'same node'} as const;

/** All that the questions below can be asked of. */
const values: readonly [topic: Question['about'], values: readonly (string | bigint | boolean | undefined)[]][] = [
  [label, [undefined, ...texts, 'another']],
  [name, [...texts, 'another']],
  [port, Array.from({length: 10}, (_, at) => BigInt(at))],
  [kind, kind.words],
  [fact, [false, true]],
];

const tests: readonly TextTest[] = [
  {test: 'exists'},
  {test: 'in', values: ['a']},
  {test: 'in', values: ['a', 'ab']},
  {test: 'in', values: ['b', 'c']},
  {test: 'startsWith', text: 'a'},
  {test: 'contains', text: 'b'},
];
const stretches = [
  [[0n, 3n]],
  [[2n, 5n]],
  [
    [1n, 1n],
    [7n, 9n],
  ],
  [[0n, 9n]],
] as const;
const questions: readonly Question[] = [
  ...[label, name].flatMap((about) => tests.map((is) => ({about, is}))),
  ...stretches.map((own) => ({about: port, in: own})),
  ...kind.words.map((word) => ({about: kind, word})),
  {about: fact},
];

function holds(question: Question, value: string | bigint | boolean | undefined): boolean {
  if ('is' in question) return testText(value === undefined ? undefined : String(value), question.is);
  if ('in' in question)
    return question.in.some(([low, high]) => low <= BigInt(value ?? 0) && BigInt(value ?? 0) <= high);
  return 'word' in question ? value === question.word : value === true;
}

test('what a region answers is so of all that is left in it, and what it lacks has nothing left', () => {
  const choose = chooser(5);
  let settled = 0;
  for (const [topic, every] of Array.from({length: 600}, () => values).flat()) {
    const all = statements();
    const own = questions.filter(({about}) => about === topic);
    let region: Region | undefined = wholeRegion;
    let left = every;
    for (let step = 0; step < 5 && region; step++) {
      const question = choose.pick(own);
      if (!question) throw new Error('there is a question about every topic');
      const asked = ask(all, question);
      const answer = answerIn(region, asked, question);
      const truths = new Set(left.map((value) => holds(question, value)));
      if (answer !== undefined) {
        settled++;
        assert.equal([...truths], left.length === 0 ? [] : [answer]);
      }
      const yes = choose.chance(0.5);
      left = left.filter((value) => holds(question, value) === yes);
      region = regionWith(region, asked, question, yes);
      if (!region) assert.equal(left, []);
    }
  }
  assert.ok(settled > 1000);
});

test.run();
