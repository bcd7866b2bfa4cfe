import type {Read} from '../../plugins/dialect.ts';
import {isObject, valueAt} from '../base/json.ts';
import {type Diagnostic, diagnostic} from '../diagnostics/diagnostic.ts';
import type {Document} from '../sources/document.ts';
import type {Loaded} from './loaded.ts';

/** What one document gave. */
export interface DocumentRead {
  readonly document: Document;
  readonly dialect: string;
  readonly read: Read;
}

/**
 * Objects that are given more than once: same dialect, kind, namespace and name, whatever the version. The last one
 * counts, as `kubectl apply` would leave it (cli.md section 2). One document may hold several policies of one name.
 */
export function findDuplicates(
  reads: readonly DocumentRead[],
  namespace: string,
  locate: Loaded['locate'],
): {readonly replaced: ReadonlySet<DocumentRead>; readonly diagnostics: readonly Diagnostic[]} {
  const last = new Map<string, DocumentRead>();
  const replaced = new Set<DocumentRead>();
  const diagnostics: Diagnostic[] = [];
  for (const read of reads) {
    const identity = identityOf(read, namespace);
    if (!identity) continue;
    const before = last.get(identity.key);
    last.set(identity.key, read);
    if (!before) continue;
    replaced.add(before);
    const {file, line} = locate(before.document.origin);
    const first = line === undefined ? file : `${file}:${line}`;
    const args = {kind: identity.kind, name: identity.name, first};
    diagnostics.push(diagnostic('document-duplicate', read.document.origin, {arguments: args}));
  }
  return {replaced, diagnostics};
}

interface Identity {
  readonly key: string;
  readonly kind: string;
  readonly name: string;
}

/** Undefined for a carrier and for what was skipped: their names say nothing. */
function identityOf({document, dialect, read}: DocumentRead, assumed: string): Identity | undefined {
  const {content} = document;
  if (content.syntax !== 'value' || !isObject(content.value) || (!read.policies && !read.world)) return undefined;
  const {kind} = content.value;
  const name = valueAt(content.value, ['metadata', 'name']);
  const written = valueAt(content.value, ['metadata', 'namespace']);
  if (typeof kind !== 'string' || typeof name !== 'string') return undefined;
  const namespace = typeof written === 'string' && written !== '' ? written : assumed;
  const shown = typeof written === 'string' && written !== '' ? `${written}/${name}` : name;
  return {key: JSON.stringify([dialect, kind, namespace, name]), kind, name: shown};
}
