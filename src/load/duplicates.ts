import {isObject} from '../base/json.ts';
import {type Diagnostic, diagnostic} from '../diagnostics/diagnostic.ts';
import type {Origin} from '../diagnostics/origin.ts';
import type {Loaded} from './loaded.ts';

/**
 * Finds objects that are given more than once: same dialect, kind, namespace and name, whatever the version. The last
 * one counts, as `kubectl apply` would leave it (cli.md section 2). One document may hold several policies of one name.
 * `assumed` is the namespace of an object that names none.
 */
export function duplicateFinder(assumed: string, locate: Loaded['locate']) {
  const lastOf = namesOfKinds();
  const replaced = new Set<Origin>();
  const diagnostics: Diagnostic[] = [];
  /**
   * `value` is the object that a dialect made something of; what has no name is nobody's duplicate, nor is what belongs to
   * another cluster.
   */
  const add = (origin: Origin, value: unknown, dialect: string, cluster?: string): void => {
    const kind = own(value, 'kind');
    const metadata = own(value, 'metadata');
    const [name, written] = [own(metadata, 'name'), own(metadata, 'namespace')];
    if (typeof kind !== 'string' || typeof name !== 'string') return;
    const hasNamespace = typeof written === 'string' && written !== '';
    const before = lastOf(cluster === undefined ? dialect : `${dialect} ${cluster}`, kind)(
      hasNamespace ? written : assumed,
      name,
      origin,
    );
    if (!before) return;
    replaced.add(before);
    const {file, line} = locate(before);
    const first = line === undefined ? file : `${file}:${line}`;
    const shown = hasNamespace ? `${written}/${name}` : name;
    diagnostics.push(diagnostic('document-duplicate', origin, {arguments: {kind, name: shown, first}}));
  };
  return {add, replaced: replaced as ReadonlySet<Origin>, diagnostics: diagnostics as readonly Diagnostic[]};
}

/** Notes where a name was met, and tells where it was met before. */
type Note = (namespace: string, name: string, origin: Origin) => Origin | undefined;

function namesOfKinds(): (dialect: string, kind: string) => Note {
  const notes = new Map<string, Map<string, Note>>();
  let last: {readonly dialect: string; readonly kind: string; readonly note: Note} | undefined;
  return (dialect, kind) => {
    if (last?.kind === kind && last.dialect === dialect) return last.note;
    const known = mapIn(notes, dialect);
    const note = known.get(kind) ?? namesOfKind();
    known.set(kind, note);
    last = {dialect, kind, note};
    return note;
  };
}

/**
 * The names of one kind. Lists come sorted by namespace: as long as they do, only the names of the namespace that is
 * being read can be met again. Nearly all have a few, which are looked through; tables are made for many, or when the
 * order ends.
 */
function namesOfKind(): Note {
  const [namespaces, names, origins]: [string[], string[], Origin[]] = [[], [], []];
  let tables: Map<string, Map<string, Origin>> | undefined;
  let current: string | undefined;
  /** Where the names of the current namespace begin. */
  let first = 0;
  let table: Map<string, Origin> | undefined;
  const within = (from: number): Map<string, Map<string, Origin>> => {
    const made = new Map<string, Map<string, Origin>>();
    for (let at = from; at < names.length; at++) {
      const origin = origins[at];
      if (origin) mapIn(made, namespaces[at] ?? '').set(names[at] ?? '', origin);
    }
    return made;
  };
  return (namespace, name, origin) => {
    if (namespace !== current) {
      if (!tables && current !== undefined && namespace < current) tables = within(0);
      current = namespace;
      first = names.length;
      table = tables && mapIn(tables, namespace);
    }
    if (!table && names.length - first >= FEW_NAMES) table = mapIn(within(first), namespace);
    const before = table ? table.get(name) : origins[lastAt(names, name, first)];
    table?.set(name, origin);
    if (tables) return before;
    namespaces.push(namespace);
    names.push(name);
    origins.push(origin);
    return before;
  };
}

const FEW_NAMES = 16;

/** The last place of a name, not before `first`; -1: there is none. */
function lastAt(names: readonly string[], name: string, first: number): number {
  let at = names.length - 1;
  while (at >= first && names[at] !== name) at--;
  return at < first ? -1 : at;
}

function mapIn<V>(maps: Map<string, Map<string, V>>, key: string): Map<string, V> {
  const known = maps.get(key);
  if (known) return known;
  const made = new Map<string, V>();
  maps.set(key, made);
  return made;
}

function own(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}
