import {isObject, printPath, valueAt} from '../base/json.ts';
import type {Document} from './document.ts';
import {jsonExtent, skipSpace} from './json-scan.ts';
import {usualLimits} from './limits.ts';

/**
 * The objects in what `kubectl get -o json` printed: the items of a `List`, or the one object that was asked for by
 * name. Nothing printed is no object (`--ignore-not-found`). Undefined where it is none of these, or nests deeper than
 * the readers follow.
 */
export function listItems(stdout: Buffer): readonly unknown[] | undefined {
  const value = parseAnswer(stdout);
  if (value === undefined) return [];
  if (!isObject(value) || typeof value.kind !== 'string') return undefined;
  if (value.kind !== 'List') return [value];
  return Array.isArray(value.items) && value.items.every(isObject) ? value.items : undefined;
}

/** What kubectl printed as JSON; undefined where it printed nothing, null where it is none or nests too deep. */
export function parseAnswer(stdout: Buffer): unknown {
  const text = stdout.toString('utf8');
  const start = skipSpace(text, 0);
  if (start === text.length) return undefined;
  if ('problem' in jsonExtent(text, start, usualLimits.nesting)) return null;
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return null;
  }
}

/** An object of a live cluster as a document. It has no lines: a place in it is its name and a path. */
export function clusterDocument(resource: string, value: unknown, number: number): Document {
  const origin = {file: 'cluster', document: number, path: [], resource: resourceName(resource, value)};
  return {
    origin,
    content: {syntax: 'value', value},
    live: true,
    locate: (path) => ({...origin, path: printPath(path)}),
  };
}

/** `networkpolicies.networking.k8s.io/shop/db`, without the namespace for cluster-scoped objects. */
function resourceName(resource: string, value: unknown): string {
  const parts = [valueAt(value, ['metadata', 'namespace']), valueAt(value, ['metadata', 'name'])];
  return [resource, ...parts.filter((part) => typeof part === 'string')].join('/');
}
