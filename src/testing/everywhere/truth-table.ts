import {type Formula, tautology} from '../../base/formulas.ts';
import {testText} from '../../ir/match.ts';
import type {Answers} from '../../prove/everywhere/answers.ts';
import {type Question, type Statements, topicKey} from '../../prove/everywhere/question.ts';
import {labelTopic, PORT, SAME_NODE} from '../../prove/everywhere/topics.ts';
import {keys, ports} from './random-statements.ts';

/** The connections in which a statement is true, as bits: one for each that small cases can tell apart. */
export type Table = bigint;

/** All values of each topic; of ports a last one that nothing names. */
const domains: readonly {
  readonly topic: string;
  readonly values: readonly (string | number | boolean | undefined)[];
}[] = [
  ...(['from', 'to'] as const).flatMap((end) =>
    keys.map((key) => ({topic: topicKey({name: labelTopic.name(key), end}), values: [undefined, 'a', 'another']})),
  ),
  {topic: PORT, values: [...ports, 9999]},
  {topic: SAME_NODE, values: [false, true]},
];
const size = domains.reduce((product, {values}) => product * values.length, 1);
const everything: Table = (1n << BigInt(size)) - 1n;

/** The truth of a statement everywhere, found by trying. */
export function tableOf(all: Statements, statement: Formula): Table {
  const known = new Map<Formula, Table>([
    [0, 0n],
    [tautology, everything],
  ]);
  for (const part of all.partsOf([statement])) {
    const node = part <= tautology ? undefined : all.node(part);
    if (!node) continue;
    const of = (each: Formula): Table => known.get(each) ?? 0n;
    if (node.is === 'test') known.set(part, tested(node.test));
    else if (node.is === 'not') known.set(part, everything & ~of(node.of));
    else if (node.is === 'and')
      known.set(
        part,
        node.of.reduce((sum, each) => sum & of(each), everything),
      );
    else
      known.set(
        part,
        node.of.reduce((sum, each) => sum | of(each), 0n),
      );
  }
  return known.get(statement) ?? 0n;
}

const tests = new Map<string, Table>();

function tested(question: Question): Table {
  const {about, ...rest} = question;
  const topic = topicKey(about);
  const key = `${topic} ${JSON.stringify(rest, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value))}`;
  const known = tests.get(key);
  if (known !== undefined) return known;
  let table = 0n;
  for (let row = 0; row < size; row++) if (holds(question, valueIn(row, topic))) table |= 1n << BigInt(row);
  tests.set(key, table);
  return table;
}

function valueIn(row: number, topic: string): string | number | boolean | undefined {
  let rest = row;
  for (const each of domains) {
    if (each.topic === topic) return each.values[rest % each.values.length];
    rest = Math.floor(rest / each.values.length);
  }
  throw new Error(`small cases do not ask about ${topic}`);
}

function holds(question: Question, value: string | number | boolean | undefined): boolean {
  if ('is' in question) return testText(typeof value === 'string' ? value : undefined, question.is);
  if ('in' in question) return question.in.some(([low, high]) => low <= Number(value) && Number(value) <= high);
  return value === true;
}

/** The connection that answers describe, as a table of one; what they do not say is absent, or the usual. */
export function connectionIn(answers: Answers): Table {
  let row = 0;
  let place = 1;
  for (const {topic, values} of domains) {
    const at = values.findIndex((value) => isAnswered(answers, topic, value));
    row += Math.max(0, at) * place;
    place *= values.length;
  }
  return 1n << BigInt(row);
}

function isAnswered(answers: Answers, topic: string, value: string | number | boolean | undefined): boolean {
  const [end, name] = topic.startsWith('from ')
    ? ['from' as const, topic.slice(5)]
    : topic.startsWith('to ')
      ? ['to' as const, topic.slice(3)]
      : [undefined, topic];
  const code = answers.code(name, end);
  if (code === undefined) return value === undefined || value === false || value === 9999;
  if (code.is === 'number') return code.stretches.some(([low, high]) => low <= Number(value) && Number(value) <= high);
  if (code.is === 'text') return value === code.text;
  if (code.is === 'other') return value === 'another';
  return code.is === 'absent' ? value === undefined : value === (code.is === 'true');
}
