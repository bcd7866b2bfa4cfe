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
  const namesOf = namesOfKinds();
  const replaced = new Set<Origin>();
  const diagnostics: Diagnostic[] = [];
  /** `value` is the object that a dialect made something of; what has no name is nobody's duplicate. */
  const add = (origin: Origin, value: unknown, dialect: string): void => {
    const kind = own(value, 'kind');
    const metadata = own(value, 'metadata');
    const [name, written] = [own(metadata, 'name'), own(metadata, 'namespace')];
    if (typeof kind !== 'string' || typeof name !== 'string') return;
    const hasNamespace = typeof written === 'string' && written !== '';
    const last = namesOf(dialect, kind, hasNamespace ? written : assumed);
    const before = last.get(name);
    last.set(name, origin);
    if (!before) return;
    replaced.add(before);
    const {file, line} = locate(before);
    const first = line === undefined ? file : `${file}:${line}`;
    const shown = hasNamespace ? `${written}/${name}` : name;
    diagnostics.push(diagnostic('document-duplicate', origin, {arguments: {kind, name: shown, first}}));
  };
  return {add, replaced: replaced as ReadonlySet<Origin>, diagnostics: diagnostics as readonly Diagnostic[]};
}

/** Where each name was met last, a table for each kind and namespace: one key of all would have to be made and hashed. */
function namesOfKinds(): (dialect: string, kind: string, namespace: string) => Map<string, Origin> {
  const tables = new Map<string, Map<string, Map<string, Map<string, Origin>>>>();
  let last = {dialect: '', kind: '', namespace: '', names: new Map<string, Origin>()};
  return (dialect, kind, namespace) => {
    // Lists hold the objects of a namespace one behind the other.
    if (last.namespace !== namespace || last.kind !== kind || last.dialect !== dialect) {
      const names = mapIn(mapIn(mapIn(tables, dialect), kind), namespace);
      last = {dialect, kind, namespace, names};
    }
    return last.names;
  };
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
