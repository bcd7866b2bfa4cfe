import type {Read} from '../../plugins/dialect.ts';
import {isObject} from '../base/json.ts';
import type {Diagnostic} from '../diagnostics/diagnostic.ts';
import type {Origin} from '../diagnostics/origin.ts';
import type {Document} from '../sources/document.ts';
import {duplicateFinder, identityOf} from './duplicates.ts';
import type {Loaded} from './loaded.ts';

/** What one document told: little more than what the world is made of, since there may be a hundred thousand. */
export interface Said extends Pick<Read, 'policies' | 'world'> {
  readonly origin: Origin;
}

/** What all documents gave, in their order. */
export interface Gathered {
  readonly said: readonly Said[];
  /** Those that a later object of the same name replaces. */
  readonly replaced: ReadonlySet<Said>;
  readonly diagnostics: readonly Diagnostic[];
  /** How many objects of a kind gave nothing at all, by `apiVersion kind`. */
  readonly skipped: ReadonlyMap<string, number>;
}

export interface Gathering extends Gathered {
  readonly report: (diagnostic: Diagnostic) => undefined;
  readonly take: (document: Document, dialect: string, read: Read) => void;
}

/** Gathers what readers make of documents. What is said of duplicates comes last. */
export function gather(namespace: string, locate: Loaded['locate']): Gathering {
  const said: Said[] = [];
  const duplicates = duplicateFinder<Said>(locate);
  const diagnostics: Diagnostic[] = [];
  const skipped = new Map<string, number>();
  return {
    said,
    replaced: duplicates.replaced,
    skipped,
    get diagnostics() {
      return [...diagnostics, ...duplicates.diagnostics];
    },
    report: (each) => void diagnostics.push(each),
    take: ({content, origin}, dialect, read) => {
      const {policies, world} = read;
      for (const each of read.diagnostics ?? []) diagnostics.push(each);
      const value = content.syntax === 'value' ? content.value : undefined;
      if (policies || world) {
        const each: Said = {origin, ...(policies && {policies}), ...(world && {world})};
        said.push(each);
        const identity = identityOf(value, dialect, namespace);
        if (identity) duplicates.add(each, identity);
      }
      if (!isObject(value) || saysAnything(read)) return;
      const kind = `${String(value['apiVersion'])} ${String(value['kind'])}`;
      skipped.set(kind, (skipped.get(kind) ?? 0) + 1);
    },
  };
}

function saysAnything(read: Read): boolean {
  return Object.values(read).some((part) => part !== undefined && Object.keys(part).length > 0);
}
