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
