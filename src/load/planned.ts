import type {Planned, ReadContext, Side} from '../../plugins/dialect.ts';
import {type DialectEntry, dialects} from '../../plugins/index.ts';
import type {Document} from '../sources/document.ts';
import {claimants} from './claimant.ts';
import {managedObjects} from './managed-objects.ts';

/** What the plans among documents will change, put together. */
export interface PlannedInput extends Planned {
  /** True for documents of other inputs that a plan answers for on that side: what it manages, or what it deletes. */
  readonly answersFor: (side: Side, document: Document) => boolean;
}

/**
 * The plans among the documents; undefined where there is none. `namespace` is that of objects that name none.
 */
export async function plannedIn(
  documents: readonly Document[],
  {namespace, ...context}: Pick<ReadContext, 'namespace' | 'providers' | 'allowsErrored'>,
  table: readonly DialectEntry[] = dialects,
): Promise<PlannedInput | undefined> {
  const claim = claimants(table);
  const found: Planned[] = [];
  const carried: Record<Side, Document[]> = {before: [], after: []};
  for (const document of documents) {
    const claimed = claim(document);
    const dialect = 'entry' in claimed ? await claimed.entry.load() : undefined;
    const planned = dialect?.planned?.(document, context);
    if (!dialect || !planned) continue;
    found.push(planned);
    for (const side of ['before', 'after'] as const) {
      carried[side].push(...((await dialect.read(document, {...context, namespace, side})).documents ?? []));
    }
  }
  if (found.length === 0) return undefined;
  const changes = found.flatMap((planned) => planned.changes);
  return {
    changes,
    findings: found.flatMap((planned) => planned.findings),
    answersFor: managedObjects(carried, changes, namespace),
  };
}
