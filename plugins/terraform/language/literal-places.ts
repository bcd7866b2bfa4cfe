import type {Path} from '../../../src/base/json.ts';
import {afterComment, afterQuotation} from './scan.ts';
import {unescapeQuoted} from './template-tokens.ts';

/**
 * The offset, inside an expression's text, of the part that a path leads to in an object or list written out there:
 * that of the key or item, or of the nearest one around it. 0 when the expression is something else.
 */
export function offsetInLiteral(text: string, path: Path): number {
  let value = 0;
  let found = 0;
  for (const step of path) {
    const part = partsAt(text, value).find(({name}) => name === step);
    if (!part) return found;
    found = part.start;
    value = part.value;
  }
  return found;
}

interface Part {
  readonly name: string | number;
  readonly start: number;
  readonly value: number;
}

/** The entries of the object, or the items of the list, that starts here. */
function partsAt(text: string, start: number): readonly Part[] {
  const opening = text[start];
  if (opening !== '{' && opening !== '[') return [];
  const parts: Part[] = [];
  let at = afterSpace(text, start + 1);
  while (at < text.length && text[at] !== '}' && text[at] !== ']') {
    const sign = opening === '{' ? signAfter(text, at) : undefined;
    const value = sign === undefined ? at : afterSpace(text, sign + 1);
    const name = sign === undefined ? parts.length : keyText(text.slice(at, sign));
    if (opening === '[' || sign !== undefined) parts.push({name, start: at, value});
    at = afterSpace(text, afterValue(text, value));
  }
  return parts;
}

/** The offset of the `=` or `:` behind a key. */
function signAfter(text: string, start: number): number | undefined {
  for (let at = start; at < text.length; at++) {
    const next = afterQuotation(text, at);
    if (next > at) at = next - 1;
    else if (text[at] === '=' || text[at] === ':') return at;
    else if (text[at] === '\n' || text[at] === '}') return undefined;
  }
  return undefined;
}

function keyText(source: string): string {
  const key = source.trim();
  return key.startsWith('"') ? unescapeQuoted(key.slice(1, -1)) : key;
}

/** After a value and the comma or line end behind it, or before the bracket that closes what it stands in. */
function afterValue(text: string, start: number): number {
  let depth = 0;
  let at = start;
  while (at < text.length) {
    const next = afterQuotation(text, at);
    if (next > at) {
      at = next;
      continue;
    }
    const character = text[at] ?? '';
    if (depth === 0 && ')]}'.includes(character)) return at;
    if (depth === 0 && (character === ',' || character === '\n')) return at + 1;
    if ('([{'.includes(character)) depth++;
    if (')]}'.includes(character)) depth--;
    at++;
  }
  return at;
}

function afterSpace(text: string, start: number): number {
  let at = start;
  for (;;) {
    while (/[\s,]/.test(text[at] ?? '')) at++;
    const next = afterComment(text, at);
    if (next === at) return at;
    at = next;
  }
}
