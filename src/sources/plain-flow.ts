import {readKey} from './plain-key.ts';
import {type Note, skipSpaces} from './plain-lines.ts';
import {readQuoted} from './plain-quoted.ts';
import {finiteValue} from './yaml-scalars.ts';

/** A value inside brackets or quotes on one line, and the offset behind it. */
export interface Flow {
  readonly value: unknown;
  readonly end: number;
}

const deepest = 20;

/**
 * Reads a quoted text without escapes, or a list or mapping of such and of plain words, from one line. Undefined on any
 * doubt: the caller leaves the document to the full parser.
 */
export function readFlow(text: string, start: number, note?: Note, depth = 0): Flow | undefined {
  const first = text[start];
  if (depth > deepest) return undefined;
  if (first === '[') return readFlowList(text, start, note, depth);
  if (first === '{') return readFlowMap(text, start, note, depth);
  return first === '"' || first === "'" ? readQuoted(text, start) : readWords(text, start);
}

function readFlowList(text: string, start: number, note: Note | undefined, depth: number): Flow | undefined {
  const items: unknown[] = [];
  let at = skipSpaces(text, start + 1);
  while (text[at] !== ']') {
    const item = readFlow(text, at, note, depth + 1);
    const next = item && behindEntry(text, item.end, ']');
    if (!item || next === undefined) return undefined;
    note?.(items, items.length, at);
    items.push(item.value);
    at = next;
  }
  return {value: items, end: at + 1};
}

function readFlowMap(text: string, start: number, note: Note | undefined, depth: number): Flow | undefined {
  const object: Record<string, unknown> = {};
  let at = skipSpaces(text, start + 1);
  while (text[at] !== '}') {
    const key = readKey(text, at);
    if (!key || key.name in object) return undefined;
    const value = readFlow(text, skipSpaces(text, key.colon + 1), note, depth + 1);
    const next = value && behindEntry(text, value.end, '}');
    if (!value || next === undefined) return undefined;
    note?.(object, key.name, at);
    object[key.name] = value.value;
    at = next;
  }
  return {value: object, end: at + 1};
}

/** The start of the next entry or the closing bracket; undefined when neither follows. */
function behindEntry(text: string, end: number, close: string): number | undefined {
  const at = skipSpaces(text, end);
  if (text[at] === close) return at;
  const next = skipSpaces(text, at + 1);
  return text[at] === ',' && text[next] !== close && text[next] !== ',' ? next : undefined;
}

/** Up to what ends a value in brackets; a loop over one class of characters needs no memory however long it runs. */
const words = /[\w./+()=!<>~$'"*|&: -]*/y;

/** Plain words: no comment, bracket or colon before a space in them. */
function readWords(text: string, start: number): Flow | undefined {
  words.lastIndex = start;
  words.test(text);
  const source = text.slice(start, words.lastIndex).trimEnd();
  if (!/^(?:[A-Za-z0-9_./+(~$]|-[A-Za-z0-9.])/.test(source) || /:(?![\w./:])/.test(source)) return undefined;
  const value = finiteValue(source);
  return value === undefined ? undefined : {value, end: start + source.length};
}
