import type {JsonObject} from '../../src/base/json.ts';
import type {Application, HttpMatch, HttpTest} from '../../src/ir/policy.ts';
import {conflict, field, fieldsOf, type Item, invalid, isPresent, list, text, texts} from './fields.ts';
import type {HttpFields, HttpPath} from './schema.ts';
import {refuseMore} from './schema-rules.ts';

/** The `http` part of a rule (calico.md 3.4 rule 7, 6.6). */
export function readHttp(item: Item): HttpFields | undefined {
  const fields = fieldsOf(item, ['methods', 'paths']);
  if (!fields) return undefined;
  const methodsAt = field(fields, 'methods');
  const pathsAt = field(fields, 'paths');
  const methods = texts(methodsAt);
  const paths = list(pathsAt)?.flatMap((each) => readPath(each) ?? []);
  if (methods && new Set(methods).size < methods.length) conflict(methodsAt, 'a method is named twice', 'engine');
  refuseMore(methodsAt, 20, 'methods');
  refuseMore(pathsAt, 20, 'paths');
  return {methods, paths};
}

const LONGEST_PATH = 1024;

function readPath(item: Item): HttpPath | undefined {
  const fields = fieldsOf(item, ['exact', 'prefix']);
  if (!fields) return undefined;
  const kinds = (['exact', 'prefix'] as const).filter((key) => isPresent(fields, key));
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) {
    conflict(item, 'a path has either exact or prefix', 'engine');
    return undefined;
  }
  const at = field(fields, kind);
  const path = text(at);
  if (path === undefined) return undefined;
  if (path.length > LONGEST_PATH) invalid(at, `it is longer than ${LONGEST_PATH} characters`, 'api-server');
  if (!path.startsWith('/') || /[?# ]/.test(path)) {
    invalid(at, 'it must start with / and hold no ?, # or space', 'engine');
  }
  return {kind, text: path};
}

/** Every allowed method with every allowed path; undefined where all requests are (calico.md 6.6). */
export function httpApplication(http: HttpFields | undefined): Application | undefined {
  if (!http) return undefined;
  const methods = http.methods ?? [];
  const anyMethod = methods.length === 0 || methods.includes('*');
  const wanted: (HttpTest | undefined)[] = anyMethod
    ? [undefined]
    : methods.map((each) => ({test: 'exact', text: each}));
  const paths: (HttpTest | undefined)[] = (http.paths ?? []).map((each) => ({test: each.kind, text: each.text}));
  const where = paths.length === 0 ? [undefined] : paths;
  const matches = wanted.flatMap((method) =>
    where.map((path): HttpMatch => ({...(method && {method}), ...(path && {path})})),
  );
  return matches.some((each) => !each.method && !each.path) ? undefined : {http: matches};
}

/**
 * The `http` parts that say the same, one a rule: one where every method goes with every path. Undefined where hosts,
 * headers or expressions are asked for, which Calico cannot say.
 */
export function writeHttp(matches: readonly HttpMatch[]): readonly JsonObject[] | undefined {
  if (!matches.every(isSayable)) return undefined;
  const methods = [...new Set(matches.map(({method}) => JSON.stringify(method ?? null)))];
  const paths = [...new Set(matches.map(({path}) => JSON.stringify(path ?? null)))];
  const isProduct =
    new Set(matches.map(({method, path}) => JSON.stringify([method, path]))).size === methods.length * paths.length;
  const groups = isProduct ? [matches] : matches.map((each) => [each]);
  return groups.map((group) => {
    const ways = unique(group.flatMap(({method}) => (method && 'text' in method ? [method.text] : [])));
    const where = unique(group.flatMap(({path}) => (path && 'text' in path ? [`${path.test} ${path.text}`] : [])));
    return {
      ...(ways.length > 0 && {methods: ways}),
      ...(where.length > 0 && {paths: where.map(writePath)}),
    };
  });
}

function isSayable({method, path, host, headers}: HttpMatch): boolean {
  if (host || headers?.length) return false;
  return method?.test !== 'regex' && method?.test !== 'prefix' && path?.test !== 'regex';
}

function writePath(path: string): JsonObject {
  const [kind = 'exact', ...rest] = path.split(' ');
  return {[kind]: rest.join(' ')};
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
