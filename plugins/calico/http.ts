import type {Application, HttpMatch, HttpTest} from '../../src/ir/policy.ts';
import {conflict, field, fieldsOf, type Item, invalid, isPresent, list, text, texts} from './fields.ts';
import type {HttpFields, HttpPath} from './schema.ts';

/** The `http` part of a rule (calico.md 3.4 rule 7, 6.6). */
export function readHttp(item: Item): HttpFields | undefined {
  const fields = fieldsOf(item, ['methods', 'paths']);
  if (!fields) return undefined;
  const methodsAt = field(fields, 'methods');
  const pathsAt = field(fields, 'paths');
  const methods = texts(methodsAt);
  const paths = list(pathsAt)?.flatMap((each) => readPath(each) ?? []);
  if (methods && new Set(methods).size < methods.length) conflict(methodsAt, 'a method is named twice', 'engine');
  if (methods && methods.length > MOST) conflict(methodsAt, `at most ${MOST} methods are allowed`, 'api-server');
  if (paths && paths.length > MOST) conflict(pathsAt, `at most ${MOST} paths are allowed`, 'api-server');
  return {methods, paths};
}

const MOST = 20;
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
