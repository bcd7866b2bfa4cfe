import {posix} from 'node:path';
import {bool, failed, isMapping, text, unknown, type Value} from '../language/value.ts';
import type {FunctionContext, Functions} from './definition.ts';
import {textOf} from './inputs.ts';

/** Functions of files. Paths are relative to the root module; nothing outside its tree is read. */
export const fileFunctions: Functions = {
  abspath: {least: 1, most: 1, run: ([path]) => absolute(textOf(path))},
  basename: {least: 1, most: 1, run: ([path]) => text(posix.basename(textOf(path) ?? ''))},
  dirname: {least: 1, most: 1, run: ([path]) => text(posix.dirname(textOf(path) ?? ''))},
  file: {least: 1, most: 1, run: ([path], context) => withFile(path, context, text)},
  filebase64: {
    least: 1,
    most: 1,
    run: ([path], context) => withFile(path, context, (content) => text(Buffer.from(content).toString('base64'))),
  },
  fileexists: {least: 1, most: 1, run: ([path], context) => bool(context.readFile(textOf(path) ?? '') !== undefined)},
  fileset: {least: 2, most: 2, run: () => unknown('fileset lists files, which only Terraform itself can do')},
  pathexpand: {least: 1, most: 1, run: ([path]) => expanded(textOf(path))},
  templatefile: {least: 2, most: 2, partial: true, run: templateFile},
};

function withFile(path: Value | undefined, context: FunctionContext, run: (content: string) => Value): Value {
  const name = textOf(path);
  const content = name === undefined ? undefined : context.readFile(name);
  return content === undefined ? failed(`no file ${JSON.stringify(name ?? null)} can be read`) : run(content);
}

function templateFile([path, names]: readonly Value[], context: FunctionContext): Value {
  if (!names || !isMapping(names)) return failed('the variables of a template must be a map');
  const known = Object.fromEntries(names.entries);
  return withFile(path, context, (content) => context.template(content, known));
}

function absolute(path: string | undefined): Value {
  if (path?.startsWith('/')) return text(posix.normalize(path));
  return unknown('abspath depends on the directory that Terraform runs in');
}

function expanded(path: string | undefined): Value {
  if (path?.startsWith('~')) return unknown('pathexpand depends on the user who runs Terraform');
  return path === undefined ? failed('a path is required') : text(path);
}
