import {readdirSync, statSync} from 'node:fs';
import {compareText} from '../base/order.ts';

/** What a path that the user named stands for, in the order of reading. */
export type Found =
  | {readonly kind: 'file'; readonly path: string}
  | {readonly kind: 'module'; readonly path: string; readonly directory: boolean}
  | {readonly kind: 'problem'; readonly path: string; readonly problem: 'missing' | 'empty' | 'too-many'}
  | {readonly kind: 'problem'; readonly path: string; readonly problem: 'unreadable'; readonly reason: string};

const manifest = /\.(json|yaml|yml)$/;
const configuration = /\.(tf|tofu)(\.json)?$/;

export function isConfiguration(name: string): boolean {
  return configuration.test(name);
}

/**
 * Expands one path as kubectl does: a directory gives its `.json`, `.yaml` and `.yml` files by name, with `recursive`
 * those of its subdirectories too; symbolic links to directories are not followed below the path itself. A directory
 * with Terraform configuration is one module, whatever else lies in it (cli.md section 2).
 */
export function listFiles(path: string, recursive: boolean, entries: number): readonly Found[] {
  let isDirectory: boolean;
  try {
    isDirectory = statSync(path).isDirectory();
  } catch {
    return [{kind: 'problem', problem: 'missing', path}];
  }
  if (!isDirectory) return [isConfiguration(path) ? {kind: 'module', path, directory: false} : {kind: 'file', path}];
  const found: Found[] = [];
  const seen = {entries: 0};
  list(path, recursive, entries, seen, found);
  if (seen.entries > entries) found.push({kind: 'problem', problem: 'too-many', path});
  return found.length > 0 ? found : [{kind: 'problem', problem: 'empty', path}];
}

/** In the order of names, a subdirectory where its name stands, since of two equal objects the last one counts. */
function list(directory: string, recursive: boolean, entries: number, seen: {entries: number}, found: Found[]): void {
  const names = namesIn(directory);
  if (!names) {
    found.push({kind: 'problem', problem: 'unreadable', path: directory, reason: 'the directory cannot be listed'});
    return;
  }
  seen.entries += names.length;
  if (seen.entries > entries) return;
  if (names.some(({name, isDirectory}) => !isDirectory && isConfiguration(name))) {
    found.push({kind: 'module', path: directory, directory: true});
    return;
  }
  for (const {name, isDirectory} of names) {
    const path = directory.endsWith('/') ? directory + name : `${directory}/${name}`;
    if (!isDirectory && manifest.test(name)) found.push({kind: 'file', path});
    if (isDirectory && recursive) list(path, recursive, entries, seen, found);
  }
}

/** Entries by name; a symbolic link counts as a file, since only the file behind it would be read. */
function namesIn(directory: string): readonly {readonly name: string; readonly isDirectory: boolean}[] | undefined {
  try {
    return readdirSync(directory, {withFileTypes: true})
      .map((entry) => ({name: entry.name, isDirectory: entry.isDirectory()}))
      .sort((a, b) => compareText(a.name, b.name));
  } catch {
    return undefined;
  }
}
