import {type Dirent, existsSync, readdirSync, realpathSync} from 'node:fs';
import {dirname, isAbsolute, join, relative, resolve, sep} from 'node:path';
import {compareText} from '../base/order.ts';
import type {TerraformModule, VariableInput} from './document.ts';
import type {Limits} from './limits.ts';
import {isConfiguration} from './list-files.ts';
import {type ReadText, readFileText} from './read-bytes.ts';

/** What the modules of one root share. */
interface Tree {
  /** Nothing outside this real directory is opened. */
  readonly bound: string;
  readonly limits: Limits;
  /** Keeps the text of what was read, for snippets, and counts it. */
  readonly remember: (file: string, text: string, bytes: number) => boolean;
}

export type ModuleResult =
  | {readonly module: TerraformModule}
  | {readonly problem: Exclude<ReadText, {text: string}>; readonly file: string};

/**
 * Opens the module that a directory or a single configuration file is. What the module names (`./x`, `../x`, files) is
 * opened only inside the Git repository around it, the usual home of shared modules; without a repository only inside
 * the directory that holds the root module's own, so that siblings are reached and nothing above. Symbolic links are
 * resolved before the check, and `.git` itself is never read.
 */
export function openTerraformModule(
  path: string,
  isDirectory: boolean,
  variables: readonly VariableInput[],
  limits: Limits,
  remember: Tree['remember'],
): ModuleResult {
  const directory = isDirectory ? path : dirname(path);
  const tree: Tree = {bound: boundOf(realpathSync(directory)), limits, remember};
  const names = isDirectory ? configurationIn(directory) : [relative(directory, path)];
  return readModule(directory, names, variables, tree, !isDirectory);
}

function readModule(
  directory: string,
  names: readonly string[],
  variables: readonly VariableInput[],
  tree: Tree,
  alone = false,
): ModuleResult {
  const files: {name: string; text: string}[] = [];
  for (const name of names) {
    const file = join(directory, name);
    const read = readFileText(file, tree.limits.fileBytes);
    if (!('text' in read)) return {problem: read, file};
    if (!tree.remember(file, read.text, read.bytes)) return {problem: {problem: 'too-large'}, file};
    files.push({name, text: read.text});
  }
  const module: TerraformModule = {
    ...(alone && {alone}),
    directory,
    files,
    open: (path) => openBelow(directory, path, tree),
    readFile: (path) => readBelow(directory, path, tree),
    listFiles: (path) => listBelow(directory, path, tree),
    variables,
  };
  return {module};
}

function openBelow(directory: string, path: string, tree: Tree): TerraformModule | undefined {
  const target = allowed(directory, path, tree);
  const names = target === undefined ? [] : configurationIn(target);
  if (target === undefined || names.length === 0) return undefined;
  const opened = readModule(target, names, [], tree);
  return 'module' in opened ? opened.module : undefined;
}

function readBelow(directory: string, path: string, tree: Tree): string | undefined {
  const file = allowed(directory, path, tree);
  const read = file === undefined ? undefined : readFileText(file, tree.limits.fileBytes);
  if (file === undefined || !read || !('text' in read)) return undefined;
  return tree.remember(file, read.text, read.bytes) ? read.text : undefined;
}

/** Links to directories are not followed, so that a tree with a loop ends. */
function listBelow(directory: string, path: string, tree: Tree): readonly string[] {
  const target = allowed(directory, path, tree);
  if (target === undefined) return [];
  const found: string[] = [];
  const open = [''];
  let left = tree.limits.entries;
  for (let below = open.pop(); below !== undefined && left > 0; below = open.pop()) {
    for (const entry of entriesOf(join(target, below))) {
      if (left-- <= 0 || entry.name === '.git') continue;
      const name = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) open.push(name);
      else found.push(name);
    }
  }
  return found.sort(compareText);
}

function entriesOf(directory: string): readonly Dirent[] {
  try {
    return readdirSync(directory, {withFileTypes: true});
  } catch {
    return [];
  }
}

/** The path as it is to be shown, when it exists and lies inside the bound. */
function allowed(directory: string, path: string, {bound}: Tree): string | undefined {
  if (isAbsolute(path) || path.includes('\0')) return undefined;
  const target = join(directory, path);
  let real: string;
  try {
    real = realpathSync(target);
  } catch {
    return undefined;
  }
  const inside = relative(bound, real);
  const steps = inside.split(sep);
  return isAbsolute(inside) || steps[0] === '..' || steps.includes('.git') ? undefined : target;
}

function boundOf(real: string): string {
  for (let directory = real; ; directory = dirname(directory)) {
    if (existsSync(join(directory, '.git'))) return directory;
    if (dirname(directory) === directory) return resolve(real, '..');
  }
}

/** Configuration and variable files of a directory, by name; none when it cannot be read. */
function configurationIn(directory: string): readonly string[] {
  try {
    const entries = readdirSync(directory, {withFileTypes: true});
    const names = entries.filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.')).map(({name}) => name);
    if (!names.some(isConfiguration)) return [];
    return names.filter((name) => isConfiguration(name) || /\.tfvars(\.json)?$/.test(name)).sort(compareText);
  } catch {
    return [];
  }
}
