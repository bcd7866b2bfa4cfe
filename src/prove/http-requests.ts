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

/** A text that fulfils the test; undefined when none was found. */
function example(test: HttpTest): string | undefined {
  if (test.test !== 'regex') return test.text;
  return alternatives(test.pattern)
    .map(simplest)
    .find((text) => fullMatch(test.pattern, text));
}

/** A pattern without groups is cut at its bars; one with groups is tried as it stands. */
function alternatives(pattern: string): readonly string[] {
  const plain = pattern.replace(/^\^/, '').replace(/\$$/, '');
  return /[()[\]]/.test(plain) ? [plain, ...groupChoices(plain)] : plain.split('|');
}

/** The pattern with its first group replaced by each of the group's alternatives. */
function groupChoices(pattern: string): readonly string[] {
  const group = /\((?:\?:)?([^()]*)\)/.exec(pattern);
  if (!group) return [];
  return (group[1] ?? '').split('|').flatMap((choice) => {
    const replaced = pattern.slice(0, group.index) + choice + pattern.slice(group.index + group[0].length);
    return [replaced, ...groupChoices(replaced)];
  });
}

/** The text that a simple pattern stands for; whether it fulfils the pattern is for the caller to test. */
function simplest(pattern: string): string {
  return pattern
    .replaceAll(/(\[\^?[^\]]*\]|\\[dw]|\.)[*?]|\.\{0,\d*\}/g, '')
    .replaceAll(/\[0-9\]\+?|\\d\+?/g, '1')
    .replaceAll(/\[[^\]]*\](\+|\{\d+(,\d*)?\})?|\\w\+?|\.\+/g, 'x')
    .replaceAll(/[*?](?=.|$)/g, '')
    .replaceAll(/\\(.)/g, '$1');
}
