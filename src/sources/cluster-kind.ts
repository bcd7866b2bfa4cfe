import {callAbout, type KindRead, type Reading} from './cluster-call.ts';
import {listItems} from './cluster-documents.ts';
import {type ClusterKind, groupOf} from './cluster-kinds.ts';
import {readPages} from './cluster-pages.ts';
import {thinObject} from './thin-object.ts';

/** Reads one kind: by the first of its names that can be read, else says what became of the first that exists. */
export async function readKind(kind: ClusterKind, reading: Reading): Promise<KindRead> {
  let found: KindRead = {outcome: 'absent', resource: kind.resources[0]};
  for (const resource of kind.resources) {
    const result = await readResource(resource, kind, reading);
    if (result.outcome === 'read' || result.outcome === 'everything') return result;
    if (found.outcome === 'absent' && result.outcome !== 'absent') found = result;
  }
  return found;
}

async function readResource(resource: string, kind: ClusterKind, reading: Reading): Promise<KindRead> {
  const {discovery, namespace} = reading;
  const reason = discovery?.failed.get(groupOf(resource));
  if (reason !== undefined) return {outcome: 'failed', resource, reason};
  if (discovery && !discovery.resources.has(resource)) return {outcome: 'absent', resource};
  if (kind.object) {
    return getPlainly(
      resource,
      [kind.object.name, '--ignore-not-found', `--namespace=${kind.object.namespace}`],
      reading,
    );
  }
  const whole = await getList(resource, kind.namespaced ? ['--all-namespaces'] : [], undefined, reading);
  if (whole.outcome !== 'forbidden') return whole;
  // Rights in one namespace only (conformance/kubectl.md). Its own Namespace may be read there, by name.
  if (!kind.namespaced && resource !== 'namespaces') return whole;
  const part = await (kind.namespaced
    ? getList(resource, [`--namespace=${namespace}`], namespace, reading)
    : getPlainly(resource, [namespace, '--ignore-not-found'], reading));
  if (part.outcome === 'everything') return part;
  return part.outcome === 'read' ? {...part, only: namespace} : whole;
}

/** Page by page where the server's path is known, else what kubectl makes of it in one piece. */
async function getList(
  resource: string,
  selection: readonly string[],
  namespace: string | undefined,
  reading: Reading,
): Promise<KindRead> {
  const served = reading.serverPath === undefined ? undefined : reading.discovery?.resources.get(resource);
  const paged = served && (await readPages(resource, served, namespace, reading));
  return paged ?? getPlainly(resource, selection, reading);
}

/** One call of `kubectl get -o json`. */
async function getPlainly(resource: string, selection: readonly string[], reading: Reading): Promise<KindRead> {
  const called = await callAbout(resource, [resource, ...selection, '--output=json'], reading);
  if (called.outcome !== 'printed') return called;
  const items = listItems(called.stdout);
  if (items) return {outcome: 'read', resource, items: items.map((item) => thinObject(item))};
  return {outcome: 'failed', resource, reason: 'kubectl printed something that is not a JSON list'};
}
