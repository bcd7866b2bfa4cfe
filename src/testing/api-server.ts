import {createServer} from 'node:http';
import {isObject, valueAt} from '../base/json.ts';
import {type ApiResource, apiDiscovery, apiResources, fullName} from './api-resources.ts';
import {readShared} from './shared.ts';

export interface ApiServerOptions {
  /** A folder of `conformance/cluster`, whose recorded objects are served. */
  readonly seed?: string;
  /** Further objects. A kind exists when an object of it does, besides those that every server has. */
  readonly objects?: readonly unknown[];
  /** Whether reading `plural.group` is refused, in one namespace or (undefined) in all together. */
  readonly forbids?: (resource: string, namespace: string | undefined) => boolean;
  /** A path in front of all others, as of a proxy for several clusters; there is nothing beside it. */
  readonly prefix?: string;
  /** A token of `continue` that has expired when it is first used. */
  readonly expiresOnce?: string;
  /** Groups whose own API server is down: they are listed and answer 503. */
  readonly brokenGroups?: readonly string[];
  /** The only bearer token that is let in. */
  readonly token?: string;
}

export interface ApiServer {
  readonly url: string;
  /** The paths that were asked for, in order, with their queries. */
  readonly requests: readonly string[];
  /** A kubeconfig with the current context `loopback` (namespace `shop`) and another, `other` (namespace `ops`). */
  readonly kubeconfig: string;
  readonly close: () => Promise<void>;
}

interface Answer {
  readonly code: number;
  readonly body: unknown;
}

/**
 * A loopback HTTP server that a real kubectl takes for an API server: discovery, lists with `limit` and `continue`,
 * single objects, and refusals in the server's own words (ecosystem.md section 5, "Tests").
 */
export async function startApiServer(options: ApiServerOptions = {}): Promise<ApiServer> {
  const objects = [...(options.seed ? seedObjects(options.seed) : []), ...(options.objects ?? [])];
  const resources = apiResources(objects);
  const requests: string[] = [];
  let fresh = options.expiresOnce;
  const server = createServer(({url = '/', headers}, response) => {
    requests.push(url);
    const allowed = options.token === undefined || headers.authorization === `Bearer ${options.token}`;
    const own = url.startsWith(options.prefix ?? '') ? url.slice(options.prefix?.length ?? 0) : '/elsewhere';
    const asked = new URL(own, 'http://localhost');
    const expired = fresh !== undefined && asked.searchParams.get('continue') === fresh;
    if (expired) fresh = undefined;
    const {code, body} = expired
      ? refusal(410, 'Expired', 'The provided continue parameter is too old to display a consistent list result.')
      : allowed
        ? answer(asked, {options, objects, resources})
        : refusal(401, 'Unauthorized', 'Unauthorized');
    response.writeHead(code, {'content-type': 'application/json'}).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return {url, requests, kubeconfig: kubeconfigFor(url, options.token ?? 'none'), close};
}

/** A kubeconfig in JSON, which kubectl reads as well. */
export function kubeconfigFor(server: string, token: string): string {
  const context = (namespace: string): unknown => ({cluster: 'loopback-cluster', user: 'tester', namespace});
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'loopback',
    clusters: [{name: 'loopback-cluster', cluster: {server}}],
    users: [{name: 'tester', user: {token}}],
    contexts: [
      {name: 'loopback', context: context('shop')},
      {name: 'other', context: context('ops')},
    ],
  });
}

interface Content {
  readonly options: ApiServerOptions;
  readonly objects: readonly unknown[];
  readonly resources: readonly ApiResource[];
}

function answer(url: URL, {options, objects, resources}: Content): Answer {
  const [root = '', ...rest] = url.pathname.split('/').slice(1).map(decodeURIComponent);
  if (options.brokenGroups?.includes(rest[0] ?? '')) {
    return refusal(503, 'ServiceUnavailable', 'the server is currently unable to handle the request');
  }
  const found = apiDiscovery([root, ...rest], resources);
  if (found) return {code: 200, body: found};
  const path = rest.slice(root === 'api' ? 1 : 2);
  const namespace = path[0] === 'namespaces' && path.length > 2 ? path[1] : undefined;
  const [plural, name] = namespace === undefined ? path : path.slice(2);
  const groupVersion = rest.slice(0, rest.length - path.length).join('/');
  const resource = resources.find((each) => each.name === plural && each.groupVersion === groupVersion);
  if (!resource) return refusal(404, 'NotFound', 'the server could not find the requested resource');

  const full = fullName(resource);
  // A Namespace belongs to itself: rights in it are rights to read it.
  if (options.forbids?.(full, namespace ?? (plural === 'namespaces' ? name : undefined))) {
    const place = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
    return refusal(403, 'Forbidden', `${full} is forbidden: User "limited" cannot list resource "${plural}" ${place}`);
  }
  const items = objects.filter(
    (object) =>
      isObject(object) &&
      object.apiVersion === groupVersion &&
      object.kind === resource.kind &&
      (namespace === undefined || valueAt(object, ['metadata', 'namespace']) === namespace),
  );
  if (name === undefined) return {code: 200, body: page(items, resource, url.searchParams)};
  const item = items.find((object) => valueAt(object, ['metadata', 'name']) === name);
  return item ? {code: 200, body: item} : refusal(404, 'NotFound', `${full} "${name}" not found`);
}

/**
 * One page of a list; `continue` is the index of the next object. As from a real server, its items do not say what they
 * are and carry the bookkeeping that kubectl leaves out.
 */
function page(items: readonly unknown[], resource: ApiResource, query: URLSearchParams): unknown {
  const start = Number(query.get('continue') ?? 0);
  const end = start + Number(query.get('limit') ?? items.length);
  const metadata = {resourceVersion: '1', ...(end < items.length && {continue: String(end)})};
  return {
    apiVersion: resource.groupVersion,
    kind: `${resource.kind}List`,
    metadata,
    items: items.slice(start, end).map(asItem),
  };
}

function asItem(object: unknown): unknown {
  if (!isObject(object)) return object;
  const {apiVersion: _version, kind: _kind, ...rest} = object;
  return {...rest, ...(isObject(rest.metadata) && {metadata: {...rest.metadata, managedFields: [{manager: 'test'}]}})};
}

function refusal(code: number, reason: string, message: string): Answer {
  return {code, body: {kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code}};
}

function seedObjects(seed: string): readonly unknown[] {
  const items = valueAt(JSON.parse(readShared(`conformance/cluster/${seed}/all.json`)), ['items']);
  return Array.isArray(items) ? items : [];
}
