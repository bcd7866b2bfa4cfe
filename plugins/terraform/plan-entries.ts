import {isObject, type Path} from '../../src/base/json.ts';
import type {JsonResource} from './json-resources.ts';

/** One managed resource in `resource_changes` or `resource_drift` of a plan (terraform.md sections 6.2 and 6.3). */
export interface PlanEntry {
  readonly address: string;
  readonly type: string;
  readonly actions: readonly string[];
  /** After a `moved` block. */
  readonly previousAddress?: string;
  readonly importing?: true;
  /** The attributes because of which it is replaced. */
  readonly replacePaths: readonly Path[];
  /** What exists on each side; two after `["create", "forget"]`. A forgotten object stays in the cluster. */
  readonly before: readonly JsonResource[];
  readonly after: readonly JsonResource[];
  /** Of the change in the document. */
  readonly path: Path;
}

/** The entries of a list of changes; data sources and what has not the shape of a change are left out. */
export function planEntries(changes: unknown, path: Path): readonly PlanEntry[] {
  const listed: readonly unknown[] = Array.isArray(changes) ? changes : [];
  return listed.flatMap((entry, index) => planEntry(entry, [...path, index, 'change']));
}

/** How many entries of a list of changes have not the shape of one, so that nobody knows what they do. */
export function oddEntries(changes: unknown): number {
  const listed: readonly unknown[] = Array.isArray(changes) ? changes : [];
  const isOdd = (entry: unknown): boolean => {
    if (!isObject(entry)) return true;
    return entry.mode !== 'data' && planEntry(entry, []).length === 0;
  };
  return listed.filter(isOdd).length + (changes === undefined || changes === null || Array.isArray(changes) ? 0 : 1);
}

function planEntry(entry: unknown, path: Path): readonly PlanEntry[] {
  if (!isObject(entry) || entry.mode !== 'managed' || !isObject(entry.change)) return [];
  const {address, type, change, previous_address: previousAddress} = entry;
  if (typeof address !== 'string' || typeof type !== 'string') return [];
  const actions = texts(change.actions);
  const {importing, after_unknown: unknowns, before_sensitive: hidden, after_sensitive: sensitives} = change;
  const before = sideOf({address, type, values: change.before, sensitives: hidden, path: [...path, 'before']});
  const after = sideOf({address, type, values: change.after, unknowns, sensitives, path: [...path, 'after']});
  return [
    {
      ...{address, type, actions, path, before},
      ...(typeof previousAddress === 'string' && {previousAddress}),
      ...(isObject(importing) && {importing: true}),
      replacePaths: Array.isArray(change.replace_paths) ? change.replace_paths.map(steps) : [],
      after: actions.includes('forget') ? [...before, ...after] : after,
    },
  ];
}

function sideOf(resource: JsonResource): readonly JsonResource[] {
  return resource.values === null || resource.values === undefined ? [] : [resource];
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

function steps(path: unknown): Path {
  return Array.isArray(path) ? path.filter((step) => typeof step === 'string' || typeof step === 'number') : [];
}
