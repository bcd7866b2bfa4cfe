import {existsSync, readdirSync, readFileSync, statSync} from 'node:fs';
import {basename, dirname, join, relative} from 'node:path';
import type {Document, TerraformModule, VariableInput} from '../sources/document.ts';

/** A directory of configuration as the document that a source makes of it, for tests of the Terraform dialect. */
export function terraformDocument(directory: string, variables: readonly VariableInput[] = []): Document {
  return moduleDocument(openModule(directory, variables));
}

/** One configuration file: alone, so that others may stand beside it, or as a module that is complete with it. */
export function terraformFile(file: string, complete = false): Document {
  const files = [{name: basename(file), text: readFileSync(file, 'utf8')}];
  return moduleDocument({...openModule(dirname(file), []), files, ...(!complete && {alone: true})});
}

/** Configuration given as texts by file name, without a disk below. */
export function terraformTexts(
  texts: Readonly<Record<string, string>>,
  variables: readonly VariableInput[] = [],
): Document {
  const below = (directory: string): TerraformModule | undefined => {
    const names = Object.keys(texts).filter((name) => dirname(name) === directory);
    if (names.length === 0) return undefined;
    return {
      directory,
      files: names.sort().map((name) => ({name: basename(name), text: texts[name] ?? ''})),
      open: (path) => below(join(directory, path)),
      readFile: (path) => texts[join(directory, path)],
      listFiles: (path) => {
        const start = join(directory, path) === '.' ? '' : `${join(directory, path)}/`;
        const inside = Object.keys(texts).filter((name) => name.startsWith(start));
        return inside.map((name) => name.slice(start.length)).sort();
      },
      variables: directory === '.' ? variables : [],
    };
  };
  const root = below('.');
  if (!root) throw new Error('a configuration needs a file in its root');
  return moduleDocument(root);
}

/** A JSON value such as a plan, as a document. */
export function jsonDocument(file: string, value: unknown): Document {
  const origin = {file, document: 1, path: []};
  return {origin, content: {syntax: 'value', value}, locate: (path) => ({file, document: 1, path: path.join('.')})};
}

function moduleDocument(module: TerraformModule): Document {
  const origin = {file: module.directory, document: 1, path: []};
  return {
    origin,
    content: {syntax: 'terraform-module', module},
    locate: () => ({file: module.directory, document: 1, path: ''}),
  };
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}

function openModule(directory: string, variables: readonly VariableInput[]): TerraformModule {
  const names = readdirSync(directory, {withFileTypes: true}).filter((entry) => entry.isFile());
  const files = names
    .map(({name}) => name)
    .filter((name) => /\.(tf|tofu|tfvars)(\.json)?$/.test(name))
    .sort()
    .map((name) => ({name, text: readFileSync(join(directory, name), 'utf8')}));
  return {
    directory,
    files,
    open: (path) => (existsSync(join(directory, path)) ? openModule(join(directory, path), []) : undefined),
    readFile: (path) => (isFile(join(directory, path)) ? readFileSync(join(directory, path), 'utf8') : undefined),
    listFiles: (path) => {
      if (!existsSync(join(directory, path))) return [];
      const entries = readdirSync(join(directory, path), {recursive: true, withFileTypes: true});
      const files = entries.filter((entry) => entry.isFile());
      return files.map((entry) => relative(join(directory, path), join(entry.parentPath, entry.name))).sort();
    },
    variables,
  };
}
