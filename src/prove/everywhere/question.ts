import {type Formula, Formulas} from '../../base/formulas.ts';
import type {Intervals} from '../../base/intervals.ts';
import type {Match, ServiceReference, TextTest} from '../../ir/match.ts';
import type {HttpMatch} from '../../ir/policy.ts';
import type {NamedPort} from '../../ir/traffic.ts';

/** The ends of a connection, which take turns as subject and peer. */
export type EndName = 'from' | 'to';

/**
 * What a connection is about, as far as some rule can tell: a text (a label, a name), a number (a port, an address), one
 * of a few words (the kind of an end), or a plain yes or no. Topics of one name at both ends are told apart by the same
 * questions, so that they can be compared.
 */
export type Topic =
  | {
      readonly of: 'text';
      readonly name: string;
      readonly end: EndName;
      readonly mayBeAbsent: boolean;
      /** Texts that can stand there at all. */
      readonly isLegal: (text: string) => boolean;
    }
  | {
      readonly of: 'number';
      readonly name: string;
      readonly end?: EndName;
      readonly last: bigint;
      /** The number that a witness rather has. */
      readonly usual?: bigint;
    }
  | {readonly of: 'word'; readonly name: string; readonly end: EndName; readonly words: readonly string[]}
  | {readonly of: 'truth'; readonly name: string; readonly end?: EndName; readonly meaning?: Meaning};

/** What a yes stands for, where a witness has to make it so. */
export type Meaning =
  | {readonly match: Match}
  | {readonly port: NamedPort; readonly side: 'source' | 'destination'}
  | {readonly service: ServiceReference; readonly side: 'source' | 'destination'}
  | {readonly request: HttpMatch};

/** One question about a topic, answered by yes or no. */
export type Question =
  | {readonly about: Extract<Topic, {of: 'text'}>; readonly is: TextTest}
  | {readonly about: Extract<Topic, {of: 'number'}>; readonly in: readonly (readonly [low: bigint, high: bigint])[]}
  | {readonly about: Extract<Topic, {of: 'word'}>; readonly word: string}
  | {readonly about: Extract<Topic, {of: 'truth'}>};

export type Statements = Formulas<Question>;

export function statements(): Statements {
  return new Formulas<Question>();
}

/** What tells topics apart. */
export function topicKey({name, end}: {readonly name: string; readonly end?: EndName | undefined}): string {
  return end ? `${end} ${name}` : name;
}

/** The statement that the answer is yes. */
export function ask(all: Statements, question: Question): Formula {
  return all.test(`${topicKey(question.about)} ${asked(question)}`, () => question);
}

function asked(question: Question): string {
  if ('is' in question) return JSON.stringify(question.is);
  if ('in' in question) return printStretches(question.in);
  return 'word' in question ? question.word : '';
}

/** What tells sets of numbers apart. */
export function printStretches(set: readonly (readonly [low: bigint | number, high: bigint | number])[]): string {
  return set.map(([low, high]) => `${low}-${high}`).join(' ');
}

export function askTruth(all: Statements, name: string, end?: EndName, meaning?: Meaning): Formula {
  return ask(all, {about: {of: 'truth', name, ...(end && {end}), ...(meaning && {meaning})}});
}

/** The statement that a number is among these. */
export function askNumber(all: Statements, topic: Omit<NumberTopic, 'of'>, set: Intervals): Formula {
  if (set.length === 0) return all.or();
  return all.test(`${topicKey(topic)} ${printStretches(set)}`, () => ({
    about: {of: 'number', ...topic},
    in: set.map(([low, high]) => [BigInt(low), BigInt(high)] as const),
  }));
}

type NumberTopic = Extract<Topic, {of: 'number'}>;
