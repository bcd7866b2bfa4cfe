import type {Atom, Match} from '../../ir/match.ts';
import type {Endpoint, World} from '../../ir/world.ts';
import {connectionEnd} from '../end.ts';
import {namespaceNamed} from '../lookup.ts';
import {NAME_LABEL} from './endpoint-classes.ts';
import type {Mentioned} from './mentioned.ts';

/** Finds the classes for which a match may hold without asking each of them. */
export interface ClassIndex {
  /** How many classes there are. */
  readonly count: number;
  /** Sorted, without repeats; some may not fulfil the match after all. Undefined: look at every class. */
  readonly candidates: (match: Match) => readonly number[] | undefined;
}

/**
 * By label pairs, namespaces and their label pairs (design.md section 4, point 7). A class of which a label is open is
 * found under every value of it. The index knows what a match requires; everything else is for whoever asks.
 */
export function classIndex(representatives: readonly Endpoint[], world: World, mentioned: Mentioned): ClassIndex {
  const labels = pairTable([...mentioned.labels.keys()]);
  const namespaceLabels = pairTable([...mentioned.namespaceLabels.keys()].filter((key) => key !== NAME_LABEL));
  const namespaces = new Map<string, number[]>();
  const inSets: number[] = [];
  representatives.forEach((endpoint, id) => {
    labels.add(endpoint.labels, id);
    for (const key of endpoint.openLabels) if (!Object.hasOwn(endpoint.labels, key)) labels.addOpen(key, id);
    if (endpoint.labelsUnknown) labels.addUnknown(id);
    if (world.addressSets.length > 0 && hasSets(endpoint, world)) inSets.push(id);
    const {namespace: name} = endpoint;
    if (name === undefined) return;
    push(namespaces, name, id);
    const namespace = namespaceNamed(world, name);
    if (namespace) namespaceLabels.add(namespace.labels, id);
    if (!namespace?.labelsKnown) namespaceLabels.addUnknown(id);
  });

  const required = (match: Match): readonly number[] | undefined => {
    switch (match.is) {
      case 'false':
        return [];
      case 'and':
        return shortest(match.of.map(required));
      case 'or':
        return united(match.of.map(required));
      case 'some':
        return united([required(match.of), match.identities.includes('addressSet') ? inSets : []]);
      case 'true':
      case 'not':
        return undefined;
      default:
        return ofAtom(match);
    }
  };
  const ofAtom = (atom: Atom): readonly number[] | undefined => {
    if (atom.is === 'namespace' && atom.value.test === 'in') return inNamespaces(atom.value.values);
    if (atom.is === 'label' && atom.value.test === 'in') return labels.find(atom.key, atom.value.values);
    if (atom.is === 'namespaceLabel' && atom.value.test === 'in') {
      const {key, value} = atom;
      return key === NAME_LABEL ? inNamespaces(value.values) : namespaceLabels.find(key, value.values);
    }
    return undefined;
  };
  const inNamespaces = (names: readonly string[]): readonly number[] =>
    (names.length === 1 ? namespaces.get(names[0] ?? '') : united(names.map((name) => namespaces.get(name) ?? []))) ??
    [];
  return {count: representatives.length, candidates: required};
}

/** Ids by the values of some keys. */
interface PairTable {
  readonly add: (labels: Readonly<Record<string, string>>, id: number) => void;
  /** The key is there, with a value nobody knows. */
  readonly addOpen: (key: string, id: number) => void;
  /** Any key may be there with any value. */
  readonly addUnknown: (id: number) => void;
  readonly find: (key: string, values: readonly string[]) => readonly number[];
}

function pairTable(keys: readonly string[]): PairTable {
  const pairs = new Map(keys.map((key) => [key, new Map<string, number[]>()] as const));
  const open = new Map<string, number[]>();
  const unknown: number[] = [];
  return {
    add: (labels, id) => {
      for (const [key, ids] of pairs) {
        const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
        if (value !== undefined) push(ids, value, id);
      }
    },
    addOpen: (key, id) => push(open, key, id),
    addUnknown: (id) => unknown.push(id),
    find: (key, values) => {
      const own = pairs.get(key);
      const [value] = values;
      if (values.length === 1 && value !== undefined && unknown.length === 0 && !open.has(key)) {
        return own?.get(value) ?? [];
      }
      return united([...values.map((value) => own?.get(value) ?? []), open.get(key) ?? [], unknown]) ?? [];
    },
  };
}

function hasSets(endpoint: Endpoint, world: World): boolean {
  return ([4, 6] as const).some((family) => connectionEnd(endpoint, family, world).sets.length > 0);
}

function shortest(lists: readonly (readonly number[] | undefined)[]): readonly number[] | undefined {
  let best: readonly number[] | undefined;
  for (const list of lists) if (list && (!best || list.length < best.length)) best = list;
  return best;
}

/** The ids of all lists; undefined when one of the lists is everything. */
function united(lists: readonly (readonly number[] | undefined)[]): readonly number[] | undefined {
  const filled: (readonly number[])[] = [];
  for (const list of lists) {
    if (!list) return undefined;
    if (list.length > 0) filled.push(list);
  }
  const [only = []] = filled;
  if (filled.length < 2) return only;
  const all: number[] = [];
  for (const list of filled) for (const id of list) all.push(id);
  if (all.every((id, at) => at === 0 || id > (all[at - 1] ?? id))) return all;
  all.sort((a, b) => a - b);
  return all.filter((id, at) => id !== all[at - 1]);
}

function push(table: Map<string, number[]>, key: string, id: number): void {
  const known = table.get(key);
  if (known) known.push(id);
  else table.set(key, [id]);
}
