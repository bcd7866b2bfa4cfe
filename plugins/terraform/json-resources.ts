import type {Path} from '../../src/base/json.ts';
import {type Diagnostic, diagnostic} from '../../src/diagnostics/diagnostic.ts';
import {within} from '../../src/diagnostics/origin.ts';
import type {Document} from '../../src/sources/document.ts';
import type {Read} from '../dialect.ts';
import {carriedDocuments} from './carried.ts';
import {overlay} from './overlay.ts';
import {isPlainObject} from './plain.ts';
import {resourceKinds} from './resources/table.ts';

/** The values of one resource instance in a plan or state. */
export interface JsonResource {
  readonly address: string;
  readonly type: string;
  readonly values: unknown;
  readonly unknowns?: unknown;
  readonly sensitives?: unknown;
  /** Where the values stand in the document. */
  readonly path: Path;
}

/** The Kubernetes objects that these resources carry; types that are none are passed over. */
export function readJsonResources(document: Document, resources: readonly JsonResource[]): Read {
  const diagnostics: Diagnostic[] = [];
  const documents = resources.flatMap((resource) => {
    const {address, type, path} = resource;
    const kind = Object.hasOwn(resourceKinds, type) ? resourceKinds[type] : undefined;
    if (!kind) return [];
    const sensitives = kind.masksAll ? undefined : resource.sensitives;
    const values = overlay(resource.values, resource.unknowns, sensitives, address);
    if (!isPlainObject(values)) return [];
    const origin = {...within(document.origin, ...path), resource: address};
    const context = {
      address,
      report: (code: Diagnostic['code'], at: Path, args: Diagnostic['arguments']) => {
        diagnostics.push(
          diagnostic(code, within(origin, ...at), {arguments: args, ...positionAt(document, [...path, ...at])}),
        );
      },
      emptied: () => false,
    };
    const place = {
      file: document.origin.file,
      document: document.origin.document,
      locate: (at: Path) => positionAt(document, [...path, ...at]).position ?? {},
    };
    return carriedDocuments(kind, values, context, place);
  });
  return {documents, diagnostics};
}

function positionAt(document: Document, path: Path): {readonly position?: {line: number; column: number}} {
  const {line, column} = document.locate(path);
  return line === undefined || column === undefined ? {} : {position: {line, column}};
}
