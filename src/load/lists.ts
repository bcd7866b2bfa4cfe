import {isObject, type Path} from '../base/json.ts';
import {type Diagnostic, diagnostic} from '../diagnostics/diagnostic.ts';
import {itemOrigins} from '../diagnostics/origin.ts';
import type {Document} from '../sources/document.ts';

/** A list: what it says of itself, and its items. */
export interface List {
  readonly head: Readonly<Record<string, unknown>>;
  readonly items: Iterable<unknown>;
}

/** The list that a document is as kubectl knows it, any object with `items` that is a list; undefined for any other. */
export function listIn({content}: Document): List | undefined {
  if (content.syntax === 'list') return {head: content.list.head, items: content.list.items()};
  return content.syntax === 'value' && isList(content.value)
    ? {head: content.value, items: content.value.items}
    : undefined;
}

function isList(value: unknown): value is Readonly<Record<string, unknown>> & {readonly items: readonly unknown[]} {
  return isObject(value) && Array.isArray(value['items']) && 'kind' in value;
}

/** One item of a list: a document of its own, or why kubectl refuses it. */
type ListItem = {readonly document: Document} | {readonly diagnostic: Diagnostic};

/**
 * Takes a list apart, one item after the other, so that nobody has to keep them all. The items of a typed list
 * (`NetworkPolicyList`) may lack `apiVersion` and `kind`; a typed list inside a `List` is refused by kubectl, and so
 * here; a `List` inside a `List` is not (conformance/kubectl.md).
 */
export function listItems(document: Document, head: List['head']): (item: unknown, index: number) => ListItem {
  const typed = typedItem(head);
  const originOf = itemOrigins(document.origin);
  const {live, cluster} = document;
  const inherited = (live || cluster !== undefined) && {...(live && {live}), ...(cluster !== undefined && {cluster})};
  return (item, index) => {
    const origin = originOf(index);
    if (isList(item) && (typed || typedItem(item))) {
      const details = {layer: 'api-server', arguments: {kind: String(item['kind'])}} as const;
      return {diagnostic: diagnostic('list-nested', origin, details)};
    }
    const value = typed && isObject(item) ? {...typed, ...item} : item;
    const locate = (inner: Path) => document.locate(['items', index, ...inner]);
    const content = {syntax: 'value', value} as const;
    return {document: inherited ? {origin, content, locate, ...inherited} : {origin, content, locate}};
  };
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
