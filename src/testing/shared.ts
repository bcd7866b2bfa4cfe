import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';

/** The project's own directory, whatever the working directory of a test is. */
export const projectDirectory = fileURLToPath(new URL('../..', import.meta.url));

/** The specifications, recorded verdicts and users' inputs that lie beside the project. Tests alone read them. */
export const sharedDirectory = fileURLToPath(new URL('../../../shared/', import.meta.url));

export function readShared(path: string): string {
  return readFileSync(sharedDirectory + path, 'utf8');
}
