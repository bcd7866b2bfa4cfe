import {printYaml} from '../../report/yaml.ts';
import {printNamedConnection} from '../named-connection.ts';
import {readInput} from './input.ts';
import type {Failure} from './search.ts';
import {askAll, tryLaw} from './search.ts';
import {shrink} from './shrink.ts';

/** The choices of a law point elsewhere in a smaller world: so many of them are tried there. */
const CHOICES = 6;

/** The smallest world in which the same law is broken by the same connection. */
export async function shrinkFailure(failure: Failure): Promise<Failure> {
  const {law, question, choice} = failure;
  let smallest = failure;
  await shrink(failure.documents, async (documents) => {
    const input = await readInput(documents);
    if (typeof input === 'string') return false;
    for (let other = 0; other < CHOICES; other++) {
      const at = choice + other;
      const found = await tryLaw(law, input, askAll(input, [question]), at);
      if (!found) continue;
      smallest = {...failure, ...found, documents, choice: at};
      return true;
    }
    return false;
  });
  return smallest;
}

/** What a developer needs to look into it: the law, the connection, the world as YAML. */
export function failureText({law, seed, question, problem, choice, documents}: Failure): string {
  return [
    `seed ${seed} breaks the law: ${law.name}`,
    `${printNamedConnection(question)}: ${problem.replaceAll('\0', ' ')} (choice ${choice})`,
    '',
    printYaml(documents.map((value) => ({value}))),
  ].join('\n');
}
