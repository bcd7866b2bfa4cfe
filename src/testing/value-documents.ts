import {type Json, printPath} from '../base/json.ts';
import type {Document} from '../sources/document.ts';

/** Plain values as the documents of one file, in this order. */
export function valueDocuments(values: readonly Json[], file = 'values.yaml'): readonly Document[] {
  return values.map((value, index) => ({
    origin: {file, document: index + 1, path: []},
    content: {syntax: 'value', value},
    locate: (path) => ({file, document: index + 1, path: printPath(path)}),
  }));
}
