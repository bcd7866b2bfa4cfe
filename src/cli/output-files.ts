import {mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {UsageError} from './usage-error.ts';

export interface OutputFile {
  /** May lie in a folder below the directory. */
  readonly name: string;
  readonly text: string;
}

/**
 * Writes files into a directory, which is made where it is missing. None is ever half-written: all go to temporary
 * files first, and those are renamed only when every one could be written and nothing stands in the way of any.
 */
export function writeOutputFiles(directory: string, files: readonly OutputFile[]): void {
  const taken = files.map(({name}) => join(directory, name)).find(isDirectory);
  if (taken !== undefined) throw new UsageError(`cannot write ${JSON.stringify(taken)}: a directory has that name`);
  const temporary: string[] = [];
  try {
    mkdirSync(directory, {recursive: true});
    for (const {name, text} of files) {
      const path = join(directory, `${name}.${process.pid}.tmp`);
      mkdirSync(dirname(path), {recursive: true});
      temporary.push(path);
      writeFileSync(path, text, {flag: 'wx'});
    }
    files.forEach(({name}, index) => {
      renameSync(temporary[index] ?? '', join(directory, name));
    });
  } catch (error) {
    for (const path of temporary) removeQuietly(path);
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new UsageError(`cannot write into ${JSON.stringify(directory)}: ${reason}`);
  }
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    // What cannot be looked at is found out when it is written.
    return false;
  }
}

function removeQuietly(path: string): void {
  try {
    rmSync(path, {force: true});
  } catch {
    // The error that led here is the one to tell.
  }
}

/** The files of a directory whose names begin with a number of two digits, sorted. */
export function numberedFiles(directory: string): readonly string[] {
  return readdirSync(directory)
    .filter((name) => /^\d\d-.*\.(yaml|tf|md)$/.test(name))
    .sort();
}

const longestName = 200;

/**
 * A file name of an object's own words, safe on every system: lower case, letters, digits, dots and dashes, no leading
 * dot. Names that are taken get a number.
 */
export function fileName(words: readonly string[], extension: string, taken: Set<string>): string {
  const plain = words
    .join('-')
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, '-')
    .replace(/^[.-]+/, '')
    .slice(0, longestName);
  const base = plain === '' ? 'object' : plain;
  for (let number = 1; ; number++) {
    const name = `${base}${number === 1 ? '' : `-${number}`}.${extension}`;
    if (taken.has(name)) continue;
    taken.add(name);
    return name;
  }
}
