import type {Formula} from '../../base/formulas.ts';
import {type TextTest, testText} from '../../ir/match.ts';
import {type Question, type Topic, topicKey} from './question.ts';

/** A box of what connections can be: for each topic what is left of it. Never changed. */
export interface Region {
  readonly topics: ReadonlyMap<string, Left>;
  /** Questions that were answered, by their statements. */
  readonly answers: ReadonlyMap<Formula, boolean>;
}

export const wholeRegion: Region = {topics: new Map(), answers: new Map()};

type Stretches = readonly (readonly [low: bigint, high: bigint])[];

/** Of a text the answers so far, and once it is one of some texts those; of a word, a number or a truth what it can be. */
type Left =
  | {
      readonly of: 'text';
      readonly answers: readonly (readonly [test: TextTest, yes: boolean])[];
      readonly texts?: readonly string[];
    }
  | {readonly of: 'number'; readonly stretches: Stretches}
  | {readonly of: 'word'; readonly words: readonly string[]}
  | {readonly of: 'truth'};

/** The part of a region where the answer is this; undefined where that is nothing. */
export function regionWith(region: Region, asked: Formula, question: Question, yes: boolean): Region | undefined {
  const known = answerIn(region, asked, question);
  if (known !== undefined) return known === yes ? region : undefined;
  const key = topicKey(question.about);
  const left = smaller(region.topics.get(key) ?? wholeOf(question.about), question, yes);
  return {topics: new Map(region.topics).set(key, left), answers: new Map(region.answers).set(asked, yes)};
}

/** The answer to a question all over the region; undefined: both, or nothing that is looked at here tells. */
export function answerIn({topics, answers}: Region, asked: Formula, question: Question): boolean | undefined {
  const known = answers.get(asked);
  if (known !== undefined) return known;
  const left = topics.get(topicKey(question.about));
  return left && answerOf(left, question);
}

function wholeOf(topic: Topic): Left {
  switch (topic.of) {
    case 'text':
      return {of: 'text', answers: topic.mayBeAbsent ? [] : [[{test: 'exists'}, true]]};
    case 'number':
      return {of: 'number', stretches: [[0n, topic.last]]};
    case 'word':
      return {of: 'word', words: topic.words};
    case 'truth':
      return {of: 'truth'};
  }
}

function smaller(left: Left, question: Question, yes: boolean): Left {
  if (left.of === 'text' && 'is' in question) {
    const test = question.is;
    const texts = left.texts ?? (yes && test.test === 'in' ? test.values.filter(question.about.isLegal) : undefined);
    const answers = [...left.answers, [test, yes] as const];
    const fitting = texts?.filter((text) => answers.every(([each, holds]) => testText(text, each) === holds));
    return {of: 'text', answers, ...(fitting && {texts: fitting})};
  }
  if (left.of === 'number' && 'in' in question) {
    const stretches = yes ? common(left.stretches, question.in) : without(left.stretches, question.in);
    return {of: 'number', stretches};
  }
  if (left.of === 'word' && 'word' in question) {
    return {of: 'word', words: left.words.filter((each) => (each === question.word) === yes)};
  }
  return left;
}

function answerOf(left: Left, question: Question): boolean | undefined {
  if (left.of === 'text' && 'is' in question) return textAnswer(left, question.is);
  if (left.of === 'number' && 'in' in question) {
    if (common(left.stretches, question.in).length === 0) return false;
    return without(left.stretches, question.in).length === 0 ? true : undefined;
  }
  if (left.of !== 'word' || !('word' in question)) return undefined;
  if (!left.words.includes(question.word)) return false;
  return left.words.length === 1 ? true : undefined;
}

function textAnswer({answers, texts}: Extract<Left, {of: 'text'}>, asked: TextTest): boolean | undefined {
  if (texts) {
    const holding = texts.filter((text) => testText(text, asked)).length;
    if (holding === 0) return false;
    return holding === texts.length ? true : undefined;
  }
  // A text that fulfils any test is there, and one that is not there fulfils none.
  if (asked.test === 'exists' && answers.some(([, yes]) => yes)) return true;
  const isSettled = answers.some(
    ([test, yes]) =>
      !yes &&
      (test.test === 'exists' ||
        (test.test === 'in' && asked.test === 'in' && asked.values.every((each) => test.values.includes(each)))),
  );
  return isSettled ? false : undefined;
}

function common(a: Stretches, b: Stretches): Stretches {
  return a.flatMap(([low, high]) =>
    b.flatMap(([from, to]): Stretches => {
      const [first, last] = [low > from ? low : from, high < to ? high : to];
      return first <= last ? [[first, last]] : [];
    }),
  );
}

function without(a: Stretches, b: Stretches): Stretches {
  return b.reduce<Stretches>(
    (left, [from, to]) =>
      left.flatMap(([low, high]): Stretches => {
        if (to < low || from > high) return [[low, high]];
        return [...(low < from ? [[low, from - 1n] as const] : []), ...(high > to ? [[to + 1n, high] as const] : [])];
      }),
    a,
  );
}
