import {posix} from 'node:path';
import {stringType} from '../language/type.ts';
import {bool, failed, isMapping, set, text, unknown, type Value} from '../language/value.ts';
import type {FunctionContext, Functions} from './definition.ts';
import {textOf, withTexts} from './inputs.ts';

/** Functions of files. Paths are relative to the root module; nothing outside its tree is read. */
export const fileFunctions: Functions = {
  abspath: {least: 1, most: 1, run: ([path]) => absolute(textOf(path))},
  basename: {least: 1, most: 1, run: (inputs) => withTexts(inputs, (path = '') => text(baseName(path)))},
  dirname: {least: 1, most: 1, run: (inputs) => withTexts(inputs, (path = '') => text(directoryName(path)))},
  file: {least: 1, most: 1, run: ([path], context) => withFile(path, context, text)},
  filebase64: {
    least: 1,
    most: 1,
    run: ([path], context) => withFile(path, context, (content) => text(Buffer.from(content).toString('base64'))),
  },
  fileexists: {least: 1, most: 1, run: fileExists},
  fileset: {least: 2, most: 2, run: fileSet},
  pathexpand: {least: 1, most: 1, run: ([path]) => expanded(textOf(path))},
  templatefile: {least: 2, most: 2, partial: true, run: templateFile},
  templatestring: {
    least: 2,
    most: 2,
    partial: true,
    run: ([template, names], context) =>
      withTexts(template ? [template] : [], (source = '') => filled(source, names, context)),
  },
};

/** A directory is no file, and none that is merely missing. */
function fileExists([path]: readonly Value[], {readFile, listFiles}: FunctionContext): Value {
  const name = textOf(path) ?? '';
  if (readFile(name) !== undefined) return bool(true);
  return listFiles(name).length > 0 ? failed(`${JSON.stringify(name)} is a directory`) : bool(false);
}

/** The content of a file, through `run`; one that lies outside of what may be read is unknown. */
export function withFile(path: Value | undefined, context: FunctionContext, run: (content: string) => Value): Value {
  const name = textOf(path);
  const content = name === undefined ? undefined : context.readFile(name);
  if (content === undefined && name !== undefined && isOutside(name)) {
    return unknown(`${JSON.stringify(name)} is not read: it lies outside of the directory that may be read`);
  }
  return content === undefined ? failed(`no file ${JSON.stringify(name ?? null)} can be read`) : run(content);
}

/** The files below a directory whose path matches the pattern. */
function fileSet([directory, pattern]: readonly Value[], context: FunctionContext): Value {
  const below = textOf(directory);
  const inside = posix.normalize(textOf(pattern) ?? '').replace(/\/$/, '');
  const wanted = globExpression(inside);
  if (below === undefined || !wanted) return failed('a directory and a pattern are required');
  if (isOutside(below))
    return unknown(`${JSON.stringify(below)} is not listed: it may lie outside of the directory that may be read`);
  const found = context.listFiles(below).filter((path) => wanted.test(path));
  return set(found.map(text), stringType);
}

/** `*` and `?` stay inside a name, `**` crosses directories, `{a,b}` is a choice. */
function globExpression(pattern: string): RegExp | undefined {
  try {
    return new RegExp(`^${globSource(pattern)}$`);
  } catch {
    return undefined;
  }
}

const wildcards: Readonly<Record<string, string>> = {'**/': '(?:.*/)?', '**': '.*', '*': '[^/]*', '?': '[^/]'};

function globSource(pattern: string): string {
  return pattern.replace(/\{[^{}]*\}|\[\^?|\*\*\/|\*\*|[*?]|[.+^$()|{}\\]/g, (mark) => {
    if (mark.startsWith('[')) return mark;
    if (mark.length > 1 && mark.startsWith('{')) return `(?:${mark.slice(1, -1).split(',').map(globSource).join('|')})`;
    return wildcards[mark] ?? `\\${mark}`;
  });
}

/** Whether such a path exists, only the machine that runs Terraform knows. */
function isOutside(path: string): boolean {
  return path.startsWith('/') || path.startsWith('~') || posix.normalize(path).startsWith('..');
}

function templateFile([path, names]: readonly Value[], context: FunctionContext): Value {
  return withFile(path, context, (content) => filled(content, names, context));
}

/** A template with these names alone. */
function filled(content: string, names: Value | undefined, context: FunctionContext): Value {
  if (!names || !isMapping(names)) return failed('the variables of a template must be a map');
  const wrong = [...names.entries.keys()].find((name) => !/^\p{ID_Start}[\p{ID_Continue}-]*$/u.test(name));
  if (wrong !== undefined) return failed(`${JSON.stringify(wrong)} is no name of a variable`);
  const known = Object.fromEntries(names.entries);
  return context.template(content, known);
}

/** The last name of a path; `.` of an empty one. */
function baseName(path: string): string {
  return /([^/]*)\/*$/.exec(path)?.[1] || (path === '' ? '.' : '/');
}

/** What stands before the last slash, in its shortest form. */
function directoryName(path: string): string {
  return posix.normalize(path.slice(0, path.lastIndexOf('/') + 1)).replace(/(?<=.)\/$/, '');
}

function absolute(path: string | undefined): Value {
  if (path?.startsWith('/')) return text(posix.normalize(path).replace(/(?<=.)\/$/, ''));
  return unknown('abspath depends on the directory that Terraform runs in');
}

function expanded(path: string | undefined): Value {
  if (path?.startsWith('~')) return unknown('pathexpand depends on the user who runs Terraform');
  return path === undefined ? failed('a path is required') : text(path);
}
