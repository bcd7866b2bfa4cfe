import type {DialectEntry} from '../../plugins/index.ts';
import {dialects} from '../../plugins/index.ts';
import {isObject} from '../base/json.ts';
import {compareText, sortedUnique} from '../base/order.ts';
import {type Diagnostic, diagnostic} from '../diagnostics/diagnostic.ts';
import {buildWorld} from '../ir/build-world.ts';
import type {Policy} from '../ir/policy.ts';
import type {WorldPart} from '../ir/world.ts';
import type {Document} from '../sources/document.ts';
import {claimant} from './claimant.ts';
import {type DocumentRead, findDuplicates} from './duplicates.ts';
import {isList, listItems} from './lists.ts';
import type {Loaded} from './loaded.ts';
import {documentRegistry} from './registry.ts';

export interface LoadOptions {
  /** For objects that name no namespace: `-n`, else that of the context, else `default`. */
  readonly namespace: string;
  /** What is known of the world beside the documents: kinds that a cluster would not list, resolved domain names. */
  readonly world?: WorldPart;
  /** The table of dialects; another one in tests. */
  readonly dialects?: readonly DialectEntry[];
}

/** How many times over a document may carry documents: a plan, its manifest, a list in it, and room to spare. */
const carryLimit = 8;

/**
 * Turns documents into policies and a world. Each goes to the first dialect that claims it; what it carries goes round
 * again. Never throws for bad input: what could not be understood is among the diagnostics, everything else is kept.
 */
export async function load(documents: readonly Document[], options: LoadOptions): Promise<Loaded> {
  const table = options.dialects ?? dialects;
  const registry = documentRegistry();
  const reads: DocumentRead[] = [];
  const diagnostics: Diagnostic[] = [];
  const loading = new Map<string, ReturnType<DialectEntry['load']>>();

  const visit = async (document: Document, depth: number): Promise<void> => {
    const {content, origin} = document;
    if (depth > carryLimit) {
      diagnostics.push(diagnostic('carried-too-deep', origin, {arguments: {limit: carryLimit}}));
      return;
    }
    if (content.syntax === 'value' && isList(content.value)) {
      const list = listItems(document, content.value);
      for (const each of list.diagnostics) diagnostics.push(each);
      for (const item of list.documents) await visit(item, depth + 1);
      return;
    }
    const claim = claimant(document, table);
    if ('diagnostic' in claim) {
      diagnostics.push(claim.diagnostic);
      return;
    }
    const {entry} = claim;
    const dialect = loading.get(entry.name) ?? entry.load();
    loading.set(entry.name, dialect);
    const read = await (await dialect).read(document, {namespace: options.namespace});
    reads.push({document, dialect: entry.name, read});
    for (const each of read.diagnostics ?? []) diagnostics.push(each);
    for (const carried of read.documents ?? []) {
      registry.add(carried);
      await visit(carried, depth + 1);
    }
  };

  for (const document of documents) {
    registry.add(document);
    await visit(document, 0);
  }
  return assemble(reads, diagnostics, registry, options);
}

function assemble(
  reads: readonly DocumentRead[],
  diagnostics: readonly Diagnostic[],
  {locate, comment}: Pick<Loaded, 'locate' | 'comment'>,
  {namespace, world: known}: LoadOptions,
): Loaded {
  const duplicates = findDuplicates(reads, namespace, locate);
  const policies = reads.flatMap(({read}): readonly Policy[] => read.policies ?? []);
  const applied = reads.flatMap((each): readonly Policy[] =>
    duplicates.replaced.has(each) ? [] : (each.read.policies ?? []),
  );
  const parts = reads.flatMap(({read}): readonly WorldPart[] => (read.world ? [read.world] : []));
  const world = buildWorld(known ? [...parts, known] : parts, applied);
  return {
    policies,
    applied,
    world,
    hasWorld: parts.some(({endpoints = []}) => endpoints.length > 0),
    dialects: sortedUnique(policies.map(({id}) => id.dialect)),
    diagnostics: [...diagnostics, ...duplicates.diagnostics],
    locate,
    comment,
    skipped: skippedKinds(reads),
  };
}

/** Kinds of which a reader made nothing at all. */
function skippedKinds(reads: readonly DocumentRead[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const {document, read} of reads) {
    if (Object.values(read).some((part) => part !== undefined && Object.keys(part).length > 0)) continue;
    const value = document.content.syntax === 'value' ? document.content.value : undefined;
    if (!isObject(value)) continue;
    const kind = `${String(value['apiVersion'])} ${String(value['kind'])}`;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].sort(([a], [b]) => compareText(a, b)));
}
