import {createRequire} from 'node:module';
import type {RE2JS} from 're2js';

/**
 * Does the RE2 expression match the whole text? RE2 takes time linear in the text, whatever the pattern: patterns come
 * from manifests, and JavaScript's own engine can be made to run forever by one.
 * Undefined: the pattern is no valid RE2 expression. The library is loaded at first use.
 */
export function fullMatch(pattern: string, text: string): boolean | undefined {
  return compile(pattern)?.matches(text);
}

export function isRegularExpression(pattern: string): boolean {
  return compile(pattern) !== undefined;
}

/** One match of an expression in a text. */
export interface RegularMatch {
  /** Offsets of the whole match. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** The numbered groups from 1 on; undefined where one took no part. */
  readonly groups: readonly (string | undefined)[];
  /** The number of a named group, by its name. */
  readonly names: Readonly<Record<string, number>>;
}

/** Every match of the RE2 expression in the text, from left to right; undefined when it is no valid expression. */
export function findMatches(pattern: string, text: string): readonly RegularMatch[] | undefined {
  const library: typeof import('re2js') = createRequire(import.meta.url)('re2js');
  let expression: RE2JS;
  try {
    expression = library.RE2JS.compile(pattern);
  } catch {
    return undefined;
  }
  const names = {...expression.namedGroups()};
  const matcher = expression.matcher(text);
  const found: RegularMatch[] = [];
  while (matcher.find()) {
    const groups = Array.from({length: matcher.groupCount()}, (_, index) => matcher.group(index + 1) ?? undefined);
    found.push({start: matcher.start(), end: matcher.end(), text: matcher.group() ?? '', groups, names});
  }
  return found;
}

const compiled = new Map<string, RE2JS | undefined>();
const MOST_COMPILED = 10_000;

function compile(pattern: string): RE2JS | undefined {
  if (!compiled.has(pattern)) {
    if (compiled.size >= MOST_COMPILED) compiled.clear();
    compiled.set(pattern, tryCompile(pattern));
  }
  return compiled.get(pattern);
}

function tryCompile(pattern: string): RE2JS | undefined {
  const library: typeof import('re2js') = createRequire(import.meta.url)('re2js');
  try {
    return library.RE2JS.compile(pattern, library.RE2JS.DOTALL);
  } catch {
    return undefined;
  }
}
