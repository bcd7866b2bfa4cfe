import {resolvePlain} from './yaml-scalars.ts';

/** A value inside brackets or quotes on one line, and the offset behind it. */
export interface Flow {
  readonly value: unknown;
  readonly end: number;
}

/** Told where each key and list item of a container stands. */
export type Note = (container: object, key: string | number, offset: number) => void;

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
  return readWord(text, start);
}

function readFlowList(text: string, start: number, note: Note | undefined, depth: number): Flow | undefined {
  const items: unknown[] = [];
  let at = skipBlanks(text, start + 1);
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
  let at = skipBlanks(text, start + 1);
  while (text[at] !== '}') {
    const key = readWord(text, at);
    if (typeof key?.value !== 'string' || key.value === '__proto__' || Object.hasOwn(object, key.value))
      return undefined;
    if (text[key.end] !== ':' || text[key.end + 1] !== ' ') return undefined;
    const value = readFlow(text, skipBlanks(text, key.end + 1), note, depth + 1);
    const next = value && behindEntry(text, value.end, '}');
    if (!value || next === undefined) return undefined;
    note?.(object, key.value, at);
    object[key.value] = value.value;
    at = next;
  }
  return {value: object, end: at + 1};
}

/** The start of the next entry or the closing bracket; undefined when neither follows. */
function behindEntry(text: string, end: number, close: string): number | undefined {
  const at = skipBlanks(text, end);
  if (text[at] === close) return at;
  const next = skipBlanks(text, at + 1);
  return text[at] === ',' && text[next] !== close && text[next] !== ',' ? next : undefined;
}

/** Quoted without escapes, or plain words: no comment, colon or bracket in them. */
const word =
  /"([^"\\]*)"|'((?:[^']|'')*)'|(?:[A-Za-z0-9_./+(~$]|-[A-Za-z0-9.])[\w./+()=!<>~$'"*|&-]*(?: +[\w./+()=!<>~$'"*|&-]+)*/y;

function readWord(text: string, start: number): Flow | undefined {
  word.lastIndex = start;
  const found = word.exec(text);
  if (!found) return undefined;
  const end = start + found[0].length;
  const quoted = found[1] ?? found[2]?.replaceAll("''", "'");
  if (quoted !== undefined) return {value: quoted, end};
  const resolved = resolvePlain(found[0]);
  return 'error' in resolved ? undefined : {value: resolved.value, end};
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ') at++;
  return at;
}
