import {failedGroups} from './kubectl-error.ts';

/** How the server itself names a kind: what the path of its list and the items in it are made from. */
export interface ServedKind {
  /** `v1` or `GROUP/VERSION`. */
  readonly apiVersion: string;
  readonly kind: string;
}

/** What discovery told: all kinds by full name (`plural.group`), and the groups that did not answer, with reasons. */
export interface Discovery {
  /** Undefined where the answer named the kind and not its version. */
  readonly resources: ReadonlyMap<string, ServedKind | undefined>;
  readonly failed: ReadonlyMap<string, string>;
}

/** The words after `kubectl` whose answer `discoveryOf` understands. */
export const discoveryWords = ['api-resources', '--verbs=list', '--no-headers'];

/**
 * Understands the table of `kubectl api-resources`. Undefined where that cannot be the answer of a server, which always
 * has pods and namespaces. An API server that is down behind the main one fails its group, not the rest.
 */
export function discoveryOf(code: number, stdout: string, stderr: string): Discovery | undefined {
  const resources = new Map(stdout.split(/\r?\n/).map(resourceIn));
  const failed = code === 0 ? new Map<string, string>() : failedGroups(stderr);
  if (code !== 0 && failed.size === 0) return undefined;
  return resources.has('pods') && resources.has('namespaces') ? {resources, failed} : undefined;
}

/**
 * A line has a name, perhaps short names, the version, whether it is namespaced, the kind. An old kubectl prints the
 * group in place of the version, and `--output=name` the full name alone.
 */
function resourceIn(line: string): readonly [name: string, served: ServedKind | undefined] {
  const words = line.trim().split(/\s+/);
  const [name = ''] = words;
  const [apiVersion = '', , kind = ''] = words.slice(1).slice(-3);
  const group = /^(?:([a-z0-9.-]+)\/)?v[0-9][a-z0-9]*$/.exec(apiVersion);
  const safe = /^[a-z0-9.-]+$/.test(name) && /^[A-Za-z0-9]+$/.test(kind);
  if (!group || !safe) return [name, undefined];
  return [group[1] === undefined ? name : `${name}.${group[1]}`, {apiVersion, kind}];
}
