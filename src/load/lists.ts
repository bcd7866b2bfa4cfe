import {isObject, type Path} from '../base/json.ts';
import {type Diagnostic, diagnostic} from '../diagnostics/diagnostic.ts';
import type {Document} from '../sources/document.ts';

/** A list as kubectl knows it: any object with `items` that is a list. */
export function isList(
  value: unknown,
): value is Readonly<Record<string, unknown>> & {readonly items: readonly unknown[]} {
  return isObject(value) && Array.isArray(value['items']) && 'kind' in value;
}

/**
 * Takes a list apart. The items of a typed list (`NetworkPolicyList`) may lack `apiVersion` and `kind`; a typed list
 * inside a `List` is refused by kubectl, and so here; a `List` inside a `List` is not (conformance/kubectl.md).
 */
export function listItems(
  document: Document,
  list: Readonly<Record<string, unknown>> & {readonly items: readonly unknown[]},
): {
  readonly documents: readonly Document[];
  readonly diagnostics: readonly Diagnostic[];
} {
  const typed = typedItem(list);
  const documents: Document[] = [];
  const diagnostics: Diagnostic[] = [];
  list.items.forEach((item, index) => {
    const path: Path = [...document.origin.path, 'items', index];
    const origin = {...document.origin, path};
    if (isList(item) && (typed || typedItem(item))) {
      diagnostics.push(
        diagnostic('list-nested', origin, {layer: 'api-server', arguments: {kind: String(item['kind'])}}),
      );
      return;
    }
    const value = typed && isObject(item) ? {...typed, ...item} : item;
    const locate = (inner: Path) => document.locate(['items', index, ...inner]);
    documents.push({origin, content: {syntax: 'value', value}, locate, ...(document.live && {live: true})});
  });
  return {documents, diagnostics};
}

/** What the items of a typed list are, undefined for the plain `List`. */
function typedItem({
  apiVersion,
  kind,
}: Readonly<Record<string, unknown>>): {apiVersion: unknown; kind: string} | undefined {
  return typeof kind === 'string' && kind !== 'List' && kind.endsWith('List')
    ? {apiVersion, kind: kind.slice(0, -'List'.length)}
    : undefined;
}
