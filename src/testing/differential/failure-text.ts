import {printYaml} from '../../report/yaml.ts';
import {loadLegal} from '../laws/input.ts';
import {shrink} from '../laws/shrink.ts';
import {type NamedConnection, printNamedConnection} from '../named-connection.ts';
import type {Rival} from './difference.ts';
import {type Failure, firstDifference} from './search.ts';
import {engines, type Trial} from './trial.ts';

/** The smallest world, and the plainest connection, that both evaluators still answer differently. */
export async function shrinkFailure(failure: Failure, rival: Rival): Promise<Failure> {
  let smallest = failure;
  const stillDiffers = async (trial: Trial, connection: NamedConnection): Promise<boolean> => {
    const loaded = await loadLegal(trial.documents, trial.known);
    if (typeof loaded === 'string') return false;
    const found = firstDifference(rival, engines[trial.engine], loaded, [connection]);
    if (found) smallest = {trial, ...found};
    return found !== undefined;
  };
  for (const part of ['sourcePort', 'http', 'viaService'] as const) {
    const {[part]: _without, ...plainer} = smallest.connection;
    await stillDiffers(smallest.trial, plainer);
  }
  await stillDiffers({...smallest.trial, known: {}}, smallest.connection);
  await shrink(smallest.trial.documents, (documents) =>
    stillDiffers({...smallest.trial, documents}, smallest.connection),
  );
  return smallest;
}

/** What a developer needs to look into it: the seed, the connection, both answers, the world as YAML. */
export function failureText({trial, connection, problem}: Failure): string {
  const {engine, seed, known, documents} = trial;
  const beside = Object.values(known).some((part) => Object.keys(part).length > 0);
  return [
    `seed ${seed}, engine ${engine}: the evaluators differ`,
    printNamedConnection(connection),
    problem.replaceAll('\0', ' '),
    ...(beside ? [`known beside the documents: ${JSON.stringify(known)}`] : []),
    '',
    printYaml(documents.map((value) => ({value}))),
  ].join('\n');
}
