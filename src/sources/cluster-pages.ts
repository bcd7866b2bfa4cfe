import {isObject, valueAt} from '../base/json.ts';
import {callAbout, type KindRead, type Reading} from './cluster-call.ts';
import type {ServedKind} from './cluster-discovery.ts';
import {parseAnswer} from './cluster-documents.ts';
import {groupOf} from './cluster-kinds.ts';
import {thinObject} from './thin-object.ts';

/** Objects of one request, as kubectl itself asks for them (conformance/kubectl.md, "Chunking"). */
const pageSize = 500;
/** Five million objects: a server that never comes to an end is left. */
const mostPages = 10_000;

/**
 * Reads a list page by page from the server's own path, so that neither the text nor the objects as kubectl prints them
 * are ever in memory together: what is kept of a page is thin. A list whose continuation expired (410) is begun again
 * once. Undefined where the first answer is of no use here, and plain `kubectl get` may do better.
 */
export async function readPages(
  resource: string,
  served: ServedKind,
  namespace: string | undefined,
  reading: Reading,
): Promise<KindRead | undefined> {
  const first = await readOnce(resource, served, namespace, reading);
  return first === 'expired' ? fromTheStart(resource, served, namespace, reading) : first;
}

async function fromTheStart(...asked: Parameters<typeof readOnce>): ReturnType<typeof readPages> {
  const again = await readOnce(...asked);
  if (again !== 'expired') return again;
  return {outcome: 'failed', resource: asked[0], reason: 'its list expired twice before it was read to the end'};
}

async function readOnce(
  resource: string,
  served: ServedKind,
  namespace: string | undefined,
  reading: Reading,
): Promise<KindRead | 'expired' | undefined> {
  const items: unknown[] = [];
  let token = '';
  for (let number = 1; number <= mostPages; number++) {
    const raw = `--raw=${reading.serverPath ?? ''}${listPath(resource, served, namespace)}?limit=${pageSize}`;
    const next = token === '' ? raw : `${raw}&continue=${encodeURIComponent(token)}`;
    const called = await callAbout(resource, [next], reading);
    if (called.outcome === 'failed') {
      if (/\((Expired|Gone)\)/.test(called.reason)) return 'expired';
      return number === 1 && !called.tooLarge ? undefined : called;
    }
    if (called.outcome === 'absent' && number === 1) return undefined;
    if (called.outcome !== 'printed') return called;
    const page = pageIn(called.stdout);
    if (!page) return number === 1 ? undefined : junk(resource, number);
    for (const item of page.items) items.push(thinObject({...served, ...item}));
    if (page.token === '') return {outcome: 'read', resource, items};
    if (page.token === token) break;
    token = page.token;
  }
  return {outcome: 'failed', resource, reason: 'its list does not come to an end'};
}

function junk(resource: string, number: number): KindRead {
  return {outcome: 'failed', resource, reason: `page ${number} of its list is not a JSON list`};
}

/** `/api/v1/pods`, `/apis/apps/v1/namespaces/shop/deployments`. */
function listPath(resource: string, {apiVersion}: ServedKind, namespace: string | undefined): string {
  const group = groupOf(resource);
  const plural = group === '' ? resource : resource.slice(0, -group.length - 1);
  const place = namespace === undefined ? '' : `/namespaces/${encodeURIComponent(namespace)}`;
  return `/${group === '' ? 'api' : 'apis'}/${apiVersion}${place}/${plural}`;
}

/** The items and the token of the next page, empty at the end. */
function pageIn(stdout: Buffer): {readonly items: readonly object[]; readonly token: string} | undefined {
  const value = parseAnswer(stdout);
  if (!isObject(value) || typeof value.kind !== 'string' || !value.kind.endsWith('List')) return undefined;
  const items = value.items ?? [];
  const token = valueAt(value, ['metadata', 'continue']) ?? '';
  return Array.isArray(items) && items.every(isObject) && typeof token === 'string' ? {items, token} : undefined;
}
