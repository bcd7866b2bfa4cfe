import type {Read} from '../../plugins/dialect.ts';
import {isObject} from '../base/json.ts';
import type {Diagnostic} from '../diagnostics/diagnostic.ts';
import type {Origin} from '../diagnostics/origin.ts';
import {collectWorld} from '../ir/collect-world.ts';
import type {Policy} from '../ir/policy.ts';
import type {WorldPart} from '../ir/world.ts';
import type {Document} from '../sources/document.ts';
import {duplicateFinder} from './duplicates.ts';
import type {Loaded} from './loaded.ts';

/** What all documents gave, in their order. */
export interface Gathered {
  readonly policies: readonly Policy[];
  /** The origin of the document of each policy. */
  readonly holders: readonly Origin[];
  readonly world: WorldPart;
  /** The origins of documents that a later object of the same name replaces. */
  readonly replaced: ReadonlySet<Origin>;
  readonly diagnostics: readonly Diagnostic[];
  /** How many objects of a kind gave nothing at all, by `apiVersion kind`. */
  readonly skipped: ReadonlyMap<string, number>;
  readonly hasSecrets: boolean;
}

export interface Gathering extends Gathered {
  readonly report: (diagnostic: Diagnostic) => undefined;
  readonly take: (document: Document, dialect: string, read: Read) => void;
}

/**
 * Gathers what readers make of documents, and keeps nothing else of them: there may be a hundred thousand. What is said of
 * duplicates comes last.
 */
export function gather(namespace: string, locate: Loaded['locate']): Gathering {
  const found: Policy[] = [];
  const holders: Origin[] = [];
  const world = collectWorld();
  const duplicates = duplicateFinder(namespace, locate);
  const diagnostics: Diagnostic[] = [];
  const skipped = new Map<string, number>();
  let hasSecrets = false;
  return {
    policies: found,
    holders,
    get world() {
      const {lists, domains, settings, settingsOrigin} = world;
      return {...lists, domains, settings, ...(settingsOrigin && {settingsOrigin})};
    },
    replaced: duplicates.replaced,
    skipped,
    get hasSecrets() {
      return hasSecrets;
    },
    get diagnostics() {
      return [...diagnostics, ...duplicates.diagnostics];
    },
    report: (each) => void diagnostics.push(each),
    take: ({content, origin, cluster}, dialect, read) => {
      const {policies, world: part} = read;
      for (const each of read.diagnostics ?? []) diagnostics.push(each);
      const value = content.syntax === 'value' ? content.value : undefined;
      for (const each of policies ?? []) {
        found.push(each);
        holders.push(origin);
      }
      if (part) world.add(part);
      if (read.hasSecrets) hasSecrets = true;
      if (policies || part) duplicates.add(origin, value, dialect, cluster);
      if ((policies?.length ?? 0) > 0 || !isObject(value) || saysAnything(read)) return;
      const kind = `${String(value['apiVersion'])} ${String(value['kind'])}`;
      skipped.set(kind, (skipped.get(kind) ?? 0) + 1);
    },
  };
}

function saysAnything({policies, world, documents, diagnostics}: Read): boolean {
  return holdsAny(world) || holdsAny(policies) || holdsAny(documents) || holdsAny(diagnostics);
}

function holdsAny(part: object | undefined): boolean {
  for (const _ in part) return true;
  return false;
}
