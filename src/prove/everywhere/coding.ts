import {type TextTest, testText} from '../../ir/match.ts';
import {printStretches, type Question, type Topic} from './question.ts';

/**
 * How the values of a topic are told apart: one code for all that the questions treat alike. `free` are the tests on
 * parts of a text; each has a bit of its own, which counts only where the text is none of those that are named.
 */
export interface Coding {
  readonly codes: readonly Code[];
  readonly free: readonly TextTest[];
  /** The code of "none of the named texts"; absent where the topic has no such value. */
  readonly other?: number;
  /** The codes that answer yes. With `free` the other texts do so where that bit is set. */
  readonly yes: (question: Question) => {readonly codes: ReadonlySet<number>; readonly free?: number};
}

/** What a code stands for: a text, a number, a word; or no value at all, or one that nothing names. */
export type Code =
  | {readonly is: 'text'; readonly text: string}
  | {readonly is: 'number'; readonly stretches: Stretches}
  | {readonly is: 'absent' | 'other' | 'true' | 'false'};

/** The coding of a topic under all questions that are asked about it, at either end. */
export function codingOf(topic: Topic, questions: readonly Question[]): Coding {
  switch (topic.of) {
    case 'text':
      return textCoding(
        topic,
        questions.flatMap((each) => ('is' in each ? [each.is] : [])),
      );
    case 'number':
      return numberCoding(
        topic,
        questions.flatMap((each) => ('in' in each ? [each.in] : [])),
      );
    case 'word':
      return {
        codes: topic.words.map((text) => ({is: 'text', text})),
        free: [],
        yes: (question) => ({codes: new Set('word' in question ? [topic.words.indexOf(question.word)] : [])}),
      };
    case 'truth':
      return {codes: [{is: 'false'}, {is: 'true'}], free: [], yes: () => ({codes: new Set([1])})};
  }
}

function textCoding(topic: Extract<Topic, {of: 'text'}>, tests: readonly TextTest[]): Coding {
  const named = tests.flatMap((each) => (each.test === 'in' ? each.values : [])).filter(topic.isLegal);
  const values = [...new Set(named)].sort();
  const codes: Code[] = [
    ...(topic.mayBeAbsent ? [{is: 'absent'} as const] : []),
    ...values.map((text): Code => ({is: 'text', text})),
    {is: 'other'},
  ];
  const other = codes.length - 1;
  const parts = tests.filter((each) => 'text' in each && each.text !== '');
  const free = [...new Map(parts.map((each) => [partKey(each), each] as const)).values()];
  const places = new Map(free.map((each, at) => [partKey(each), at] as const));
  return {
    codes,
    free,
    other,
    yes: (question) => {
      if (!('is' in question)) return {codes: new Set()};
      const test = question.is;
      const always = test.test === 'exists' || ('text' in test && test.text === '');
      const holding = codes.flatMap((code, at) => (code.is === 'text' && testText(code.text, test) ? [at] : []));
      const bit = always ? undefined : places.get(partKey(test));
      return {codes: new Set(always ? [...holding, other] : holding), ...(bit !== undefined && {free: bit})};
    },
  };
}

function partKey(test: TextTest): string {
  return 'text' in test ? `${test.test} ${test.text}` : '';
}

type Stretches = Extract<Question, {in: unknown}>['in'];

/** Numbers that are in the same of the asked sets share a code. */
function numberCoding({last, usual}: Extract<Topic, {of: 'number'}>, sets: readonly Stretches[]): Coding {
  const borders = new Set([0n, ...sets.flatMap((set) => set.flatMap(([low, high]) => [low, high + 1n]))]);
  const starts = [...borders].filter((each) => each <= last).sort((a, b) => (a < b ? -1 : 1));
  const places = new Map(starts.map((each, at) => [each, at] as const));
  const distinct = [...new Map(sets.map((set) => [printStretches(set), set] as const))];
  const memberships = distinct.map(([, set]) => {
    const inside = new Uint8Array(starts.length);
    for (const [low, high] of set) {
      for (let at = places.get(low) ?? 0; at < starts.length && (starts[at] ?? 0n) <= high; at++) inside[at] = 1;
    }
    return inside;
  });
  const classes = new Map<string, {readonly stretches: (readonly [bigint, bigint])[]; readonly at: number}>();
  starts.forEach((first, at) => {
    const signature = memberships.map((inside) => inside[at]).join('');
    const known = classes.get(signature) ?? {stretches: [], at};
    known.stretches.push([first, (starts[at + 1] ?? last + 1n) - 1n]);
    classes.set(signature, known);
  });
  const isUsual = ({stretches}: {readonly stretches: Stretches}): boolean =>
    usual !== undefined && stretches.some(([low, high]) => low <= usual && usual <= high);
  const found = [...classes.values()].sort((a, b) => Number(isUsual(b)) - Number(isUsual(a)));
  const asked = new Map(distinct.map(([text], at) => [text, memberships[at]] as const));
  return {
    codes: found.map(({stretches}) => ({is: 'number', stretches})),
    free: [],
    yes: (question) => {
      const inside = 'in' in question ? asked.get(printStretches(question.in)) : undefined;
      return {codes: new Set(found.flatMap(({at}, code) => (inside?.[at] ? [code] : [])))};
    },
  };
}
