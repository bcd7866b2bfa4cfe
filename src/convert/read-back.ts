import type {WrittenObject} from '../../plugins/dialect.ts';
import type {DialectEntry} from '../../plugins/index.ts';
import {printPath} from '../base/json.ts';
import {load} from '../load/load.ts';
import type {Loaded} from '../load/loaded.ts';
import type {Document} from '../sources/document.ts';

/** The name under which converted documents are read again; no user sees it but in a report of our own mistake. */
const FILE = 'converted';

/** The objects as documents, or the text of a carrier as the only file of a module. */
export function writtenDocuments(objects: readonly WrittenObject[], text: string | undefined): readonly Document[] {
  return text === undefined ? objects.map(({object}, index) => document(index + 1, object)) : [module(text)];
}

/** Reads what was written, as a user would who applies it. Every object names its namespace; none has to be assumed. */
export function readBack(
  objects: readonly WrittenObject[],
  text: string | undefined,
  dialects: readonly DialectEntry[],
): Promise<Loaded> {
  return load(writtenDocuments(objects, text), {namespace: 'default', dialects});
}

function document(number: number, value: unknown): Document {
  return {
    origin: {file: FILE, document: number, path: []},
    content: {syntax: 'value', value},
    locate: (path) => ({file: FILE, document: number, path: printPath(path)}),
  };
}

function module(text: string): Document {
  const nothing = (): undefined => undefined;
  return {
    origin: {file: FILE, document: 1, path: []},
    content: {
      syntax: 'terraform-module',
      module: {
        directory: FILE,
        files: [{name: 'main.tf', text}],
        open: nothing,
        readFile: nothing,
        listFiles: () => [],
        variables: [],
      },
    },
    locate: (path) => ({file: FILE, document: 1, path: printPath(path)}),
  };
}
