import {fullMatch} from '../base/regular-expression.ts';
import type {HttpRequest} from '../evaluate/answer.ts';
import type {HttpMatch, HttpTest} from '../ir/policy.ts';

export interface HttpRequests {
  readonly requests: readonly HttpRequest[];
  /** Patterns for which no matching text was found, so that what they let through is not asked. */
  readonly missed: readonly string[];
}

const OTHER_METHOD = 'OPTIONS';
const OTHER_PATH = '/.netpol-other';
const OTHER_HOST = 'netpol-other.example';

/**
 * Requests that probe every rule: one that matches it, the same with another method or another path, longer paths
 * beside it, and one that no rule speaks of. Nothing when no rule looks at requests.
 */
export function httpRequests(rules: readonly HttpMatch[]): HttpRequests {
  if (rules.length === 0) return {requests: [], missed: []};
  const missed = new Set<string>();
  const sample = (test: HttpTest | undefined, other: string): string => {
    if (!test) return other;
    const text = example(test);
    if (text === undefined && test.test === 'regex') missed.add(test.pattern);
    return text ?? other;
  };
  const hosts = rules.some(({host}) => host);
  const requests = rules.flatMap((rule): HttpRequest[] => {
    const method = sample(rule.method, 'GET');
    const path = sample(rule.path, '/');
    const host = hosts ? {host: sample(rule.host, OTHER_HOST)} : {};
    return [
      {method, path, ...host},
      {method: OTHER_METHOD, path, ...host},
      {method, path: OTHER_PATH, ...host},
      ...besides(path).map((each) => ({method, path: each, ...host})),
      ...(rule.host ? [{method, path, host: OTHER_HOST}] : []),
    ];
  });
  requests.push({method: OTHER_METHOD, path: OTHER_PATH, ...(hosts && {host: OTHER_HOST})});
  const distinct = new Map(requests.map((each) => [`${each.method} ${each.host ?? ''} ${each.path}`, each] as const));
  return {requests: [...distinct.values()], missed: [...missed].sort()};
}

/** Neighbours of a path, which an exact path, a prefix and a pattern treat differently. */
function besides(path: string): readonly string[] {
  return [`${path}?q=1`, `${path}x`, path.endsWith('/') ? `${path}x/y` : `${path}/x`];
}

/** Patterns come from manifests: no more than this many texts are tried for one, none for one longer than this. */
const MOST_TRIES = 50;
const LONGEST_PATTERN = 500;

/** A text that fulfils the test; undefined when none was found. */
function example(test: HttpTest): string | undefined {
  if (test.test !== 'regex') return test.text;
  if (test.pattern.length > LONGEST_PATTERN) return undefined;
  let tries = 0;
  for (const choice of choices(test.pattern.replace(/^\^/, '').replace(/\$$/, ''))) {
    const text = simplest(choice);
    if (fullMatch(test.pattern, text)) return text;
    if (++tries === MOST_TRIES) break;
  }
  return undefined;
}

/**
 * The pattern without its groups: the first is replaced by each of its alternatives, by nothing where it may be absent,
 * and so on. One without groups is cut at its bars.
 */
function* choices(pattern: string): Generator<string> {
  const group = /\((?:\?:)?([^()]*)\)([?*+])?/.exec(pattern);
  if (!group) {
    yield* /[[\]]/.test(pattern) ? [pattern] : pattern.split('|');
    return;
  }
  const [whole, inner = '', repeat = ''] = group;
  for (const choice of [...(repeat === '?' || repeat === '*' ? [''] : []), ...inner.split('|')]) {
    yield* choices(pattern.slice(0, group.index) + choice + pattern.slice(group.index + whole.length));
  }
}

/** The text that a simple pattern stands for; whether it fulfils the pattern is for the caller to test. */
function simplest(pattern: string): string {
  return pattern
    .replaceAll(/(\[\^?[^\]]*\]|\\[dw]|(?<!\\)\.)[*?]|\.\{0,\d*\}/g, '')
    .replaceAll(
      /\[(\^?)(\\?.)[^\]]*\](?:\+|\{(\d+)(?:,\d*)?\})?/g,
      (_, negated: string, first: string, count?: string) => (negated ? 'x' : first).repeat(Number(count ?? 1)),
    )
    .replaceAll(/\\d\+?/g, '1')
    .replaceAll(/\\w\+?|(?<!\\)\.\+?/g, 'x')
    .replaceAll(/(?<!\\)[*?+]/g, '')
    .replaceAll(/\\(.)/g, '$1');
}
