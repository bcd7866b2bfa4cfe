import {compareText, sortedUnique} from '../base/order.ts';
import type {Diagnostic} from '../diagnostics/diagnostic.ts';
import type {KindRead, Reading} from './cluster-call.ts';
import {type ClusterContext, type KubectlOptions, readContext} from './cluster-context.ts';
import {kindDiagnostics, runFailure} from './cluster-diagnostics.ts';
import {type Discovery, discoveryOf, discoveryWords} from './cluster-discovery.ts';
import {clusterDocument} from './cluster-documents.ts';
import {readKind} from './cluster-kind.ts';
import {type ClusterKind, clusterKinds, groupOf} from './cluster-kinds.ts';
import type {Document} from './document.ts';
import {connectionArguments, type KubectlLimits, runKubectl} from './kubectl.ts';

export interface ClusterOptions extends KubectlOptions {
  /** Bounds of one call: milliseconds, and bytes of output. */
  readonly limits?: {readonly milliseconds?: number; readonly bytes?: number};
}

/** What a live cluster held. Where nothing could be read there are no documents and one error says why. */
export interface ClusterRead {
  readonly documents: readonly Document[];
  readonly diagnostics: readonly Diagnostic[];
  readonly context: ClusterContext;
  /** Full names (`plural.group`) of kinds that exist and could not be read, sorted: for `World.missingKinds`. */
  readonly missingKinds: readonly string[];
  /** Kinds of which only the objects of one namespace could be read, sorted by kind. */
  readonly partialKinds: readonly {readonly kind: string; readonly namespace: string}[];
}

/** Enough to hide the waiting, few enough not to press a small API server. */
const callsAtOnce = 4;
/** Long, since a login plugin may wait for a person. */
const discoveryMilliseconds = 120_000;
const kindMilliseconds = 300_000;
/** Below Node's longest string, 512 MB. */
const kindBytes = 500_000_000;

/**
 * Reads a live cluster through kubectl: every policy kind that exists there and what policies are about, kind by kind
 * and page by page, a few calls at once (cli.md section 2, ecosystem.md section 5). Nothing in the cluster is ever changed. Kinds that are
 * absent, forbidden or broken are named in diagnostics. Never throws.
 */
export async function readCluster(options: ClusterOptions): Promise<ClusterRead> {
  const controller = new AbortController();
  const milliseconds = options.limits?.milliseconds ?? kindMilliseconds;
  const bytes = options.limits?.bytes ?? kindBytes;
  const limits: KubectlLimits = {milliseconds, bytes, signal: controller.signal};

  const [context, discovered] = await Promise.all([
    readContext(options, limits),
    runKubectl(options.kubectl, [...discoveryWords, ...connectionArguments(options.connection)], {
      ...limits,
      milliseconds: Math.min(milliseconds, discoveryMilliseconds),
    }),
  ]);
  if ('outcome' in context) return nothing({namespace: 'default'}, runFailure(context, options.kubectl));
  if (discovered.outcome !== 'exit') return nothing(context, runFailure(discovered, options.kubectl));

  const {code, stdout, stderr} = discovered;
  const discovery = discoveryOf(code, stdout.toString('utf8'), stderr);
  const reading: Reading = {
    ...options,
    namespace: context.namespace,
    serverPath: context.serverPath,
    discovery,
    limits,
  };
  const results = await readKinds(
    clusterKinds.filter((kind) => isWanted(kind, discovery)),
    reading,
    controller,
  );
  const fatal = results.find((result) => result.outcome === 'everything');
  return fatal ? nothing(context, fatal.diagnostic) : together(results, context);
}

/** The first kind goes alone: where nothing can be read, it says so once. Later failures of that sort end the rest. */
async function readKinds(
  kinds: readonly ClusterKind[],
  reading: Reading,
  controller: AbortController,
): Promise<readonly KindRead[]> {
  const results: KindRead[] = [];
  let next = 0;
  const work = async (last: number): Promise<void> => {
    while (next < last && !controller.signal.aborted) {
      const index = next++;
      const kind = kinds[index];
      if (!kind) return;
      const result = await readKind(kind, reading);
      // Of several that fail at once the first counts; those it ended are not asked why.
      if (!controller.signal.aborted) results[index] = result;
      if (result.outcome === 'everything') controller.abort();
    }
  };
  await work(1);
  await Promise.all(Array.from({length: callsAtOnce}, () => work(kinds.length)));
  return results.filter((result) => result !== undefined);
}

/** What belongs to an engine is asked for only where the cluster has a kind of its group. */
function isWanted({onlyWithGroup}: ClusterKind, discovery: Discovery | undefined): boolean {
  if (onlyWithGroup === undefined || !discovery) return true;
  return (
    discovery.failed.has(onlyWithGroup) ||
    [...discovery.resources.keys()].some((each) => groupOf(each) === onlyWithGroup)
  );
}

function nothing(context: ClusterContext, diagnostic: Diagnostic): ClusterRead {
  return {documents: [], diagnostics: [diagnostic], context, missingKinds: [], partialKinds: []};
}

function together(results: readonly KindRead[], context: ClusterContext): ClusterRead {
  const read = results.filter((result) => result.outcome === 'read');
  const unread = results.filter((result) => result.outcome === 'forbidden' || result.outcome === 'failed');
  const documents = read
    .flatMap(({resource, items}) => items.map((item) => ({resource, item})))
    .map(({resource, item}, index) => clusterDocument(resource, item, index + 1));
  return {
    documents,
    diagnostics: kindDiagnostics(results),
    context,
    missingKinds: sortedUnique(unread.map(({resource}) => resource)),
    partialKinds: read
      .flatMap(({resource, only}) => (only === undefined ? [] : [{kind: resource, namespace: only}]))
      .sort((a, b) => compareText(a.kind, b.kind)),
  };
}
