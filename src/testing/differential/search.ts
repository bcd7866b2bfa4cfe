import {naiveEvaluator} from '../../evaluate/naive.ts';
import type {Profile} from '../../ir/profile.ts';
import type {Loaded} from '../../load/loaded.ts';
import {loadLegal} from '../laws/input.ts';
import {connectionIn, type NamedConnection} from '../named-connection.ts';
import {difference, type Rival} from './difference.ts';
import {randomConnections} from './random-connections.ts';
import {type EngineName, engines, type Trial, trialOf} from './trial.ts';

export interface Failure {
  readonly trial: Trial;
  readonly connection: NamedConnection;
  readonly problem: string;
}

export interface Outcome {
  readonly connections: number;
  readonly worlds: number;
  readonly failure?: Failure;
}

export interface SearchOptions {
  readonly rival: Rival;
  /** Take turns by the seed. */
  readonly engines: readonly EngineName[];
  /** Each is one world. */
  readonly seeds: Iterable<number>;
  /** How many are asked of one world. */
  readonly connections: number;
}

/** Holds a rival to the naive evaluator in random worlds, until one connection is answered otherwise. */
export async function search({rival, engines: names, seeds, connections}: SearchOptions): Promise<Outcome> {
  let worlds = 0;
  let asked = 0;
  for (const seed of seeds) {
    const trial = await trialOf(names[seed % names.length] ?? 'spec', seed);
    const loaded = await loadLegal(trial.documents, trial.known);
    if (typeof loaded === 'string') throw new Error(`the documents of seed ${seed} are no legal input: ${loaded}`);
    const questions = randomConnections(loaded, seed, connections);
    const found = firstDifference(rival, engines[trial.engine], loaded, questions);
    worlds++;
    asked += questions.length;
    if (found) return {connections: asked, worlds, failure: {trial, ...found}};
  }
  return {connections: asked, worlds};
}

/** The first of the connections that is answered otherwise; those whose ends do not exist are left out. */
export function firstDifference(
  rival: Rival,
  profile: Profile,
  {world, applied}: Loaded,
  questions: readonly NamedConnection[],
): Pick<Failure, 'connection' | 'problem'> | undefined {
  const naive = naiveEvaluator(profile, world, applied);
  let fast: ReturnType<Rival> | undefined;
  for (const question of questions) {
    const connection = connectionIn(world, question, applied);
    if (!connection) continue;
    try {
      fast ??= rival(profile, world, applied);
      const problem = difference(naive, fast, connection);
      if (problem !== undefined) return {connection: question, problem};
    } catch (error) {
      // A crash is found by its seed and shrunk like a wrong answer.
      return {connection: question, problem: `it throws: ${error instanceof Error ? error.stack : error}`};
    }
  }
  return undefined;
}
