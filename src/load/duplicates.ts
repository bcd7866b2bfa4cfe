import {isObject} from '../base/json.ts';
import {type Diagnostic, diagnostic} from '../diagnostics/diagnostic.ts';
import type {Origin} from '../diagnostics/origin.ts';
import type {Loaded} from './loaded.ts';

/** What a document is called, by what `kubectl apply` goes. */
export interface Identity {
  readonly dialect: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** The name with the namespace where one is written. */
  readonly shown: string;
}

/**
 * Finds objects that are given more than once: same dialect, kind, namespace and name, whatever the version. The last
 * one counts, as `kubectl apply` would leave it (cli.md section 2). One document may hold several policies of one name.
 */
export function duplicateFinder(locate: Loaded['locate']) {
  const lastOfDialects = new Map<string, Map<string, Map<string, Map<string, Origin>>>>();
  const replaced = new Set<Origin>();
  const diagnostics: Diagnostic[] = [];
  const add = (origin: Origin, {dialect, kind, namespace, name, shown}: Identity): void => {
    // One key of all four would have to be written and hashed for each of many objects.
    const last = mapIn(mapIn(mapIn(lastOfDialects, dialect), kind), namespace);
    const before = last.get(name);
    last.set(name, origin);
    if (!before) return;
    replaced.add(before);
    const {file, line} = locate(before);
    const first = line === undefined ? file : `${file}:${line}`;
    diagnostics.push(diagnostic('document-duplicate', origin, {arguments: {kind, name: shown, first}}));
  };
  return {add, replaced: replaced as ReadonlySet<Origin>, diagnostics: diagnostics as readonly Diagnostic[]};
}

function mapIn<V>(maps: Map<string, Map<string, V>>, key: string): Map<string, V> {
  const known = maps.get(key);
  if (known) return known;
  const made = new Map<string, V>();
  maps.set(key, made);
  return made;
}

/** Undefined for what has no name. */
export function identityOf(value: unknown, dialect: string, assumed: string): Identity | undefined {
  if (!isObject(value)) return undefined;
  const {kind} = value;
  const metadata = own(value, 'metadata');
  const [name, written] = [own(metadata, 'name'), own(metadata, 'namespace')];
  if (typeof kind !== 'string' || typeof name !== 'string') return undefined;
  const hasNamespace = typeof written === 'string' && written !== '';
  return {
    dialect,
    kind,
    namespace: hasNamespace ? written : assumed,
    name,
    shown: hasNamespace ? `${written}/${name}` : name,
  };
}

function own(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}
