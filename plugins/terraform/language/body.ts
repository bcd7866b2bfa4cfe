import {afterBraces, afterComment, afterQuotation, afterString} from './scan.ts';

/** A place in a configuration file: the offset of the first character, in UTF-16 code units from 0. */
export interface Place {
  readonly file: string;
  readonly offset: number;
}

/** The text of an expression, or the value that stands for one in JSON syntax (terraform.md section 4.10). */
export type Written =
  | {readonly syntax: 'hcl'; readonly text: string /** Of the text, in its file. */; readonly offset: number}
  | {readonly syntax: 'json'; readonly value: unknown};

export interface Attribute {
  readonly name: string;
  readonly place: Place;
  readonly written: Written;
}

export interface Block {
  readonly type: string;
  readonly labels: readonly string[];
  readonly place: Place;
  readonly body: Body;
}

/** The content of a block: attributes and nested blocks, each in source order. */
export interface Body {
  readonly attributes: readonly Attribute[];
  readonly blocks: readonly Block[];
}

/** Deeper nesting than this is not read. */
const DEEPEST = 100;

/**
 * The structure of a configuration file that the HCL parser found correct. The parser itself loses the order of blocks,
 * the difference between `x = {}` and `x {}`, and all places (terraform.md section 5.3), so the structure is read here.
 */
export function scanBody(file: string, text: string): Body {
  return bodyFrom({file, text, depth: 0}, 0, text.length);
}

interface Scan {
  readonly file: string;
  readonly text: string;
  readonly depth: number;
}

function bodyFrom(scan: Scan, start: number, end: number): Body {
  const attributes: Attribute[] = [];
  const blocks: Block[] = [];
  let at = afterSpace(scan.text, start);
  while (at < end && scan.depth < DEEPEST) {
    const place = {file: scan.file, offset: at};
    const nameEnd = afterName(scan.text, at);
    const name = scan.text.slice(at, nameEnd);
    const next = afterSpace(scan.text, nameEnd);
    if (scan.text[next] === '=') {
      const from = afterSpace(scan.text, next + 1);
      const to = Math.min(afterExpression(scan.text, from), end);
      attributes.push({name, place, written: {syntax: 'hcl', text: scan.text.slice(from, to), offset: from}});
      at = to;
    } else {
      const {labels, open} = header(scan.text, next);
      const close = afterBraces(scan.text, open + 1);
      blocks.push({type: name, labels, place, body: bodyFrom({...scan, depth: scan.depth + 1}, open + 1, close - 1)});
      at = close;
    }
    at = Math.max(afterSpace(scan.text, at), nameEnd + 1);
  }
  return {attributes, blocks};
}

/** The labels of a block and the offset of its `{`. */
function header(text: string, start: number): {readonly labels: readonly string[]; readonly open: number} {
  const labels: string[] = [];
  let at = start;
  while (at < text.length && text[at] !== '{') {
    const end = text[at] === '"' ? afterString(text, at) : Math.max(afterName(text, at), at + 1);
    labels.push(text.slice(at, end).replace(/^"|"$/g, ''));
    at = afterSpace(text, end);
  }
  return {labels, open: at};
}

/**
 * An expression ends at the end of its line, outside of all brackets, or where its one-line block closes. A comment
 * behind it does not belong to it.
 */
function afterExpression(text: string, start: number): number {
  let depth = 0;
  let at = start;
  let end = start;
  while (at < text.length) {
    const comment = afterComment(text, at);
    if (comment > at) {
      at = comment;
      continue;
    }
    const next = afterQuotation(text, at);
    if (next > at) {
      at = next;
      end = next;
      continue;
    }
    const character = text[at] ?? '';
    if (depth === 0 && (character === '\n' || character === '}')) return end;
    if ('([{'.includes(character)) depth++;
    if (')]}'.includes(character)) depth--;
    at++;
    if (!/\s/.test(character)) end = at;
  }
  return end;
}

function afterName(text: string, start: number): number {
  const name = /[^\s={"#/}]+/y;
  name.lastIndex = start;
  return name.test(text) ? name.lastIndex : start;
}

/** After white space and comments; a byte order mark counts as space. */
function afterSpace(text: string, start: number): number {
  let at = start;
  for (;;) {
    while (/\s|\uFEFF/.test(text[at] ?? '')) at++;
    const next = afterComment(text, at);
    if (next === at) return at;
    at = next;
  }
}
