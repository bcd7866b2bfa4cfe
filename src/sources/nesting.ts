import {Lexer} from './yaml-package.ts';

/**
 * Where a YAML text nests deeper than allowed, or undefined. What cannot nest so deep, since no line is indented so far and
 * there are not so many brackets, is seen at a glance; only what is suspicious (a script in a block scalar may be) has its
 * columns or tokens counted. No recursion, and the first place ends the scan, so a hundred megabytes of brackets cost
 * nothing.
 */
export function deepNesting(text: string, nesting: number): number | undefined {
  // Each level begins further right than the one around it.
  const indented = new RegExp(`^[-?: ]{${nesting}}`, 'm').test(text);
  return (
    (indented ? blockNesting(text, nesting) : undefined) ??
    (manyBrackets(text, nesting) ? flowNesting(text, nesting) : undefined)
  );
}

function manyBrackets(text: string, nesting: number): boolean {
  let count = 0;
  for (const bracket of ['[', '{']) {
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1)) {
      if (++count > nesting) return bracketsExceed(text, nesting);
    }
  }
  return false;
}

function bracketsExceed(text: string, nesting: number): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 123 || code === 91) depth++;
    else if ((code === 125 || code === 93) && depth > 0) depth--;
    if (depth > nesting) return true;
  }
  return false;
}

const marks: ReadonlySet<string> = new Set(['\u0002', '\u0018', '\u001f', '\ufeff']);

function flowNesting(text: string, nesting: number): number | undefined {
  let depth = 0;
  let offset = 0;
  for (const token of new Lexer().lex(text)) {
    if (token === '[' || token === '{') depth++;
    else if ((token === ']' || token === '}') && depth > 0) depth--;
    if (depth > nesting) return offset;
    // The lexer marks documents and scalars with single characters that are not in the text.
    if (!marks.has(token)) offset += token.length;
  }
  return undefined;
}

/** The columns at which the block collections around a line begin; `- - -` opens several on one line. */
function blockNesting(text: string, nesting: number): number | undefined {
  const columns: number[] = [];
  for (let start = 0; start < text.length; ) {
    let column = 0;
    for (let at = start; ; at++) {
      const character = text[at];
      if (character === ' ') column++;
      else if (character !== undefined && /[-?:]/.test(character) && /[\s]/.test(text[at + 1] ?? '\n')) {
        if (!push(columns, column, nesting)) return at;
        column++;
      } else {
        if (character !== '\n' && character !== undefined && !push(columns, column, nesting)) return at;
        break;
      }
    }
    const end = text.indexOf('\n', start);
    start = end < 0 ? text.length : end + 1;
  }
  return undefined;
}

function push(columns: number[], column: number, nesting: number): boolean {
  while ((columns.at(-1) ?? -1) >= column) columns.pop();
  columns.push(column);
  return columns.length <= nesting;
}
