import type {JsonObject} from '../../base/json.ts';
import type {Connection, Verdict} from '../../evaluate/answer.ts';
import {connectionIn, type NamedConnection} from '../named-connection.ts';
import {chooser} from './chooser.ts';
import {type Input, randomDocuments, readInput} from './input.ts';
import type {Law} from './law.ts';
import {randomQuestions} from './questions.ts';

/** A law that does not hold. */
export interface Failure {
  readonly law: Law;
  /** Of the world; `npm run test:laws -- --seed N --connections 250` finds it again. */
  readonly seed: number;
  readonly documents: readonly JsonObject[];
  readonly question: NamedConnection;
  /** What the choices of the law began from. */
  readonly choice: number;
  readonly problem: string;
}

export interface Outcome {
  readonly connections: number;
  readonly worlds: number;
  readonly failure?: Failure;
}

export interface SearchOptions {
  readonly laws: readonly Law[];
  /** Of the first world; the next one has the next number. */
  readonly seed: number;
  readonly connections: number;
  /** How many connections are asked of one world. */
  readonly perWorld: number;
}

/** Holds every law to each connection of random worlds, until one is broken. */
export async function search({laws, seed, connections, perWorld}: SearchOptions): Promise<Outcome> {
  let asked = 0;
  let worlds = 0;
  for (; asked < connections; worlds++) {
    const at = seed + worlds;
    const documents = randomDocuments(at);
    const input = await readInput(documents);
    if (typeof input === 'string') throw new Error(`the documents of seed ${at} are no legal input: ${input}`);
    const questions = askAll(input, randomQuestions(input.loaded.world, at, Math.min(perWorld, connections - asked)));
    for (const [index, law] of laws.entries()) {
      const choice = at * laws.length + index;
      const found = await tryLaw(law, input, questions, choice);
      if (found) return {connections: asked, worlds, failure: {law, seed: at, documents, choice, ...found}};
    }
    asked += questions.length;
  }
  return {connections: asked, worlds};
}

/** The first of the connections that breaks the law, if any. */
export async function tryLaw(
  law: Law,
  input: Input,
  asked: readonly Asked[],
  choice: number,
): Promise<{readonly question: NamedConnection; readonly problem: string} | undefined> {
  const trial = await law.trial(input, chooser(choice));
  const [first] = asked;
  if (!trial || !first) return undefined;
  const instead = trial.instead && (await readInput(trial.instead));
  const changed = trial.documents && (await readInput(trial.documents));
  const refused = [instead, changed].find((each) => typeof each === 'string');
  if (typeof refused === 'string') return {question: first.question, problem: refused};
  for (const {question, connection, verdict} of asked) {
    const before = instead && typeof instead !== 'string' ? instead.evaluator.decide(connection) : verdict;
    const after = changed && typeof changed !== 'string' ? changed.evaluator.decide(connection) : verdict;
    const problem = trial.broken(before, after, connection);
    if (problem !== undefined) return {question, problem};
  }
  return undefined;
}

/** A connection of the input with its verdict, which most laws begin from. */
export interface Asked {
  readonly question: NamedConnection;
  readonly connection: Connection;
  readonly verdict: Verdict;
}

/** Asks what can be asked here: questions about ends that do not exist are left out. */
export function askAll({loaded, evaluator}: Input, questions: readonly NamedConnection[]): readonly Asked[] {
  return questions.flatMap((question) => {
    const connection = connectionIn(loaded.world, question);
    return connection ? [{question, connection, verdict: evaluator.decide(connection)}] : [];
  });
}
