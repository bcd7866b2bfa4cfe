import type {Dialect, Instead, Read, ReadContext, Secrets, Side} from '../../plugins/dialect.ts';
import type {DialectEntry} from '../../plugins/index.ts';
import {dialects} from '../../plugins/index.ts';
import {compareText, sortedUnique} from '../base/order.ts';
import {remember} from '../base/remember.ts';
import {diagnostic} from '../diagnostics/diagnostic.ts';
import {buildWorld} from '../ir/build-world.ts';
import type {Policy} from '../ir/policy.ts';
import type {WorldPart} from '../ir/world.ts';
import type {Document} from '../sources/document.ts';
import {claimants} from './claimant.ts';
import {type Gathered, gather} from './gather.ts';
import {type List, listIn, listItems} from './lists.ts';
import type {Loaded} from './loaded.ts';
import {statedEngine} from './profile.ts';
import {documentRegistry} from './registry.ts';

export interface LoadOptions {
  /** For objects that name no namespace: `-n`, else that of the context, else `default`. */
  readonly namespace: string;
  /** What is known of the world beside the documents: kinds that a cluster would not list, resolved domain names. */
  readonly world?: WorldPart;
  /** As given with `--cni`: a version in it decides what its dialect takes. */
  readonly cni?: string;
  /** The table of dialects; another one in tests. */
  readonly dialects?: readonly DialectEntry[];
  /** Which side of a plan counts; after the apply unless said otherwise. */
  readonly side?: Side;
  /** The provider configurations of Terraform that count; all where none are named. */
  readonly providers?: readonly string[];
  /** Whether a plan that failed half way is read all the same. */
  readonly allowsErrored?: boolean;
  /** True for documents that count for nothing: what stands behind them is told by others. */
  readonly without?: (document: Document) => boolean;
}

/** How many times over a document may carry documents: a plan, its manifest, a list in it, and room to spare. */
const carryLimit = 8;

/**
 * Turns documents into policies and a world. Each goes to the first dialect that claims it; what it carries goes round
 * again. Never throws for bad input: what could not be understood is among the diagnostics, everything else is kept.
 */
export async function load(documents: readonly Document[], options: LoadOptions): Promise<Loaded> {
  const {hasSecrets, ...loaded} = await loadWith(documents, options, 'hidden');
  if (!hasSecrets) return loaded;
  const {world, applied} = await loadWith(documents, options, 'used');
  return {...loaded, clear: {world, applied}};
}

async function loadWith(
  documents: readonly Document[],
  options: LoadOptions,
  secrets: Secrets,
): Promise<Loaded & Pick<Gathered, 'hasSecrets'>> {
  const registry = documentRegistry();
  const claim = claimants(options.dialects ?? dialects);
  const loaded = new Map<string, Dialect>();
  const {namespace, side, providers, allowsErrored, without} = options;
  const stated = statedEngine(options.cni ?? '');
  // One for all documents of a dialect: what they share its reader keeps by it.
  const contextOf = remember(
    ({profiles}: DialectEntry): ReadContext => ({
      ...{namespace, secrets},
      ...(side && {side}),
      ...(providers && {providers}),
      ...(allowsErrored && {allowsErrored}),
      ...(stated.version && profiles.includes(stated.name) && {version: stated.version}),
    }),
  );
  const found = gather(namespace, registry.locate);

  // Returns a promise only where something has to be waited for: a hundred thousand items of a list do not.
  const visit = (document: Document, depth: number): Promise<void> | undefined => {
    if (without?.(document)) return undefined;
    if (depth > carryLimit) {
      return found.report(diagnostic('carried-too-deep', document.origin, {arguments: {limit: carryLimit}}));
    }
    const list = listIn(document);
    if (list) return visitItems(document, list, depth + 1);
    const claimed = claim(document);
    return 'entry' in claimed ? readBy(claimed.entry, document, depth) : found.report(claimed.diagnostic);
  };

  const visitItems = async (document: Document, list: List, depth: number): Promise<void> => {
    const understood = listItems(document, list.head);
    let index = 0;
    for (const each of list.items) {
      const item = understood(each, index++);
      const visited = 'document' in item ? visit(item.document, depth) : found.report(item.diagnostic);
      if (visited) await visited;
    }
  };

  const readBy = (entry: DialectEntry, document: Document, depth: number): Promise<void> | undefined => {
    const dialect = loaded.get(entry.name);
    const read = dialect?.read(document, contextOf(entry));
    if (read && !(read instanceof Promise) && !read.documents && !read.instead) {
      found.take(document, entry.name, read);
      return undefined;
    }
    return readSlowly(entry, document, depth, read);
  };

  const readSlowly = async (
    entry: DialectEntry,
    document: Document,
    depth: number,
    begun: Read | Promise<Read> | undefined,
  ): Promise<void> => {
    const dialect = await dialectOf(entry);
    const outer = await (begun ?? dialect.read(document, contextOf(entry)));
    const read = outer.instead ? joined(outer, await readInstead(outer.instead)) : outer;
    found.take(document, entry.name, read);
    for (const carried of read.documents ?? []) {
      registry.add(carried);
      await visit(carried, depth + 1);
    }
  };

  const readInstead = async ({document, as}: Instead): Promise<Read> => {
    const claimed = claim(document);
    if ('diagnostic' in claimed) return {diagnostics: [claimed.diagnostic]};
    return as(await (await dialectOf(claimed.entry)).read(document, contextOf(claimed.entry)));
  };

  const dialectOf = async (entry: DialectEntry): Promise<Dialect> => {
    const dialect = loaded.get(entry.name) ?? (await entry.load());
    loaded.set(entry.name, dialect);
    return dialect;
  };

  for (const document of documents) {
    registry.add(document);
    await visit(document, 0);
  }
  return assemble(found, registry, options, [...loaded.values()]);
}

/** The inner document's own policies and complaints count as the outer one's. */
function joined(outer: Read, {policies, diagnostics = []}: Read): Read {
  return {...(policies && {policies}), diagnostics: [...(outer.diagnostics ?? []), ...diagnostics]};
}

function assemble(
  {policies, holders, world, replaced, diagnostics, skipped, hasSecrets}: Gathered,
  {locate, comment}: Pick<Loaded, 'locate' | 'comment'>,
  {world: known}: LoadOptions,
  read: readonly Dialect[],
): Loaded & Pick<Gathered, 'hasSecrets'> {
  const stands = (_: Policy, at: number): boolean => {
    const holder = holders[at];
    return holder !== undefined && !replaced.has(holder);
  };
  const applied = replaced.size === 0 ? policies : policies.filter(stands);
  const built = buildWorld(known ? [world, known] : [world], applied);
  return {
    policies,
    applied,
    world: built,
    hasWorld: (world.endpoints ?? []).length > 0,
    dialects: sortedUnique(new Set(policies.map(({id}) => id.dialect))),
    diagnostics: [...diagnostics, ...read.flatMap((dialect) => dialect.conflicts?.(applied, built) ?? [])],
    locate,
    comment,
    hasSecrets,
    skipped: Object.fromEntries([...skipped].sort(([a], [b]) => compareText(a, b))),
  };
}
