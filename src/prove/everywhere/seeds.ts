import {contradiction, type Formula, tautology} from '../../base/formulas.ts';
import {testText} from '../../ir/match.ts';
import {ask, type Question, type Statements, topicKey} from './question.ts';

/** What is settled of the ends where a difference is looked for first. */
export interface Seed {
  /** That the ends have the texts which are settled. */
  readonly holds: Formula;
  /** The answer to a question, where it is settled. */
  readonly answer: (question: Question) => boolean | undefined;
}

/** So many parts still are a rule with its peer and ports, but no union of them. */
const MOST_PARTS = 60;

/**
 * Ends as the rules ask for that only one of two statements has, with nothing else to them: there a difference mostly
 * shows, however large both statements are (design.md section 6, ninth finding). At most so many.
 */
export function seedsOf(all: Statements, [source, target]: readonly [Formula, Formula], most: number): readonly Seed[] {
  const [ours, theirs] = [new Set(all.partsOf([source])), new Set(all.partsOf([target]))];
  const exclusive = [
    ...[...ours].filter((each) => !theirs.has(each)),
    ...[...theirs].filter((each) => !ours.has(each)),
  ];
  const rules = largestSmall(all, exclusive);
  const inner = exclusive.flatMap((part) => {
    const node = all.node(part);
    return node?.is === 'or' || node?.is === 'and' ? node.of : [];
  });
  const seeds = new Map<string, Seed>();
  for (const part of [...rules, ...inner]) {
    if (seeds.size >= most) break;
    const settled = settledBy(all, part);
    const key = JSON.stringify([...settled].map(([topic, {text}]) => [topic, text]).sort());
    if (settled.size > 0 && !seeds.has(key)) seeds.set(key, seedOf(all, settled));
  }
  return [...seeds.values()];
}

/** Of the conjunctions that are small those that are not within another. */
function largestSmall(all: Statements, parts: readonly Formula[]): readonly Formula[] {
  const sizes = new Map<Formula, number>();
  const sizeOf = (part: Formula): number => sizes.get(part) ?? 1;
  const small = new Set<Formula>();
  for (const part of all.partsOf(parts)) {
    const node = part <= tautology ? undefined : all.node(part);
    if (!node || node.is === 'test') continue;
    const inner = node.is === 'not' ? [node.of] : node.of;
    const size = inner.reduce((sum, each) => sum + sizeOf(each), 1);
    sizes.set(part, size);
    if (node.is !== 'and' || size > MOST_PARTS) continue;
    small.add(part);
    for (const each of inner) small.delete(each);
  }
  return parts.filter((part) => small.has(part));
}

type TextQuestion = Extract<Question, {is: unknown}>;

interface Settled {
  readonly about: TextQuestion['about'];
  readonly text: string;
}

/** The texts that make a statement true, as far as it names any; of alternatives the first. */
function settledBy(all: Statements, statement: Formula): ReadonlyMap<string, Settled> {
  const found = new Map<string, Settled>();
  const open = [statement];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    const node = part <= tautology ? undefined : all.node(part);
    if (node?.is === 'and') open.push(...node.of);
    else if (node?.is === 'or') open.push(...node.of.slice(0, 1));
    else if (node?.is === 'test' && 'is' in node.test && node.test.is.test === 'in') {
      const {about, is} = node.test;
      const text = is.values.find(about.isLegal);
      if (text !== undefined) found.set(topicKey(about), {about, text});
    }
  }
  return found;
}

function seedOf(all: Statements, settled: ReadonlyMap<string, Settled>): Seed {
  const is = ({about, text}: Settled): Formula => ask(all, {about, is: {test: 'in', values: [text]}});
  return {
    holds: all.and(...[...settled.values()].map(is)),
    answer(question) {
      if (!('is' in question)) return undefined;
      const {about} = question;
      const known = settled.get(topicKey(about));
      return known || about.mayBeAbsent ? testText(known?.text, question.is) : undefined;
    },
  };
}

/** Statements as they are where the questions that a seed settles are answered so. */
export function under(all: Statements, {answer}: Seed, wanted: readonly Formula[]): readonly Formula[] {
  const known = new Map<Formula, Formula>();
  const of = (part: Formula): Formula => known.get(part) ?? part;
  for (const part of all.partsOf(wanted)) {
    const node = part <= tautology ? undefined : all.node(part);
    if (!node) continue;
    if (node.is === 'not') known.set(part, all.not(of(node.of)));
    else if (node.is !== 'test') known.set(part, all[node.is](...node.of.map(of)));
    else {
      const settled = answer(node.test);
      if (settled !== undefined) known.set(part, settled ? tautology : contradiction);
    }
  }
  return wanted.map(of);
}
