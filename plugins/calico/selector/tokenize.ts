import {LABEL, LONGEST_LABEL, type SelectorProblem} from './tree.ts';

export type TokenKind =
  | '('
  | ')'
  | '{'
  | '}'
  | ','
  | '!'
  | '&&'
  | '||'
  | 'all()'
  | 'global()'
  | 'has'
  | 'label'
  | 'text'
  | 'operator'
  | 'end';

/** `text`: the name of a label, the content of a literal, the canonical spelling of an operator; else empty. */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly offset: number;
}

export interface Tokens {
  /** The last one is the end: of the text, or of what can be cut. */
  readonly tokens: readonly Token[];
  readonly problem?: SelectorProblem;
}

/**
 * Cuts a selector into tokens. Words are read by position: an operator is looked for only right after a label, a
 * function only elsewhere, so that `not not in {'x'}` has a label named `not` (calico.md 2.2).
 */
export function tokenize(text: string): Tokens {
  const tokens: Token[] = [];
  let offset = 0;
  for (;;) {
    while (text[offset] === ' ' || text[offset] === '\t') offset++;
    const end: Token = {kind: 'end', text: '', offset};
    if (offset >= text.length) return {tokens: [...tokens, end]};
    const found = next(text, offset, tokens.at(-1)?.kind === 'label');
    if ('problem' in found) return {tokens: [...tokens, end], problem: found.problem};
    tokens.push(found.token);
    offset += found.length;
  }
}

type Found = {readonly token: Token; readonly length: number} | {readonly problem: SelectorProblem};

function token(kind: TokenKind, text: string, offset: number, length: number): Found {
  return {token: {kind, text, offset}, length};
}

function next(text: string, offset: number, afterLabel: boolean): Found {
  const pair = text.slice(offset, offset + 2);
  if (pair === '==' || pair === '!=') return token('operator', pair, offset, 2);
  if (pair === '&&' || pair === '||') return token(pair, '', offset, 2);
  const first = text.charAt(offset);
  switch (first) {
    case '(':
    case ')':
    case '{':
    case '}':
    case ',':
    case '!':
      return token(first, '', offset, 1);
    case '"':
    case "'":
      return literal(text, offset, first);
    case '=':
      return wrong(offset, 'expected "=="');
    case '&':
    case '|':
      return wrong(offset, `expected "${first}${first}"`);
    default:
      return afterLabel ? wordOperator(text, offset) : word(text, offset);
  }
}

/** A literal ends at the next quote of its own kind; there are no escapes. */
function literal(text: string, offset: number, quote: string): Found {
  const end = text.indexOf(quote, offset + 1);
  if (end < 0) return wrong(offset, `the text that starts here has no closing ${quote}`);
  return token('text', text.slice(offset + 1, end), offset, end + 1 - offset);
}

const OPERATORS = [
  {spelling: 'contains', pattern: /contains/y},
  {spelling: 'starts with', pattern: /starts[ \t]*with/y},
  {spelling: 'ends with', pattern: /ends[ \t]*with/y},
  {spelling: 'not in', pattern: /not[ \t]*in/y},
  {spelling: 'in', pattern: /in/y},
] as const;

/** A word operator must not run into another label character. */
function wordOperator(text: string, offset: number): Found {
  for (const {spelling, pattern} of OPERATORS) {
    const found = match(pattern, text, offset);
    if (found === undefined || match(LABEL, text, offset + found.length) !== undefined) continue;
    return token('operator', spelling, offset, found.length);
  }
  return wrong(offset, 'expected an operator after the label: ==, !=, in, not in, contains, starts with, ends with');
}

const HAS = /has\([ \t]*([A-Za-z0-9_./-]+)[ \t]*\)/y;
const ALL = /all\([ \t]*\)/y;
const GLOBAL = /global\([ \t]*\)/y;

/** A function or a label; `has(`, `all(` and `global(` are contiguous. */
function word(text: string, offset: number): Found {
  HAS.lastIndex = offset;
  const has = HAS.exec(text);
  if (has?.[1] !== undefined) return named('has', has[1], has[0].length, offset);
  const all = match(ALL, text, offset);
  if (all !== undefined) return token('all()', '', offset, all.length);
  const global = match(GLOBAL, text, offset);
  if (global !== undefined) return token('global()', '', offset, global.length);
  const label = match(LABEL, text, offset);
  if (label !== undefined) return named('label', label, label.length, offset);
  return wrong(offset, unexpected(text.charAt(offset)));
}

function named(kind: 'has' | 'label', name: string, length: number, offset: number): Found {
  if (name.length > LONGEST_LABEL) return wrong(offset, `a label may have ${LONGEST_LABEL} characters at most`);
  return token(kind, name, offset, length);
}

function unexpected(character: string): string {
  if (character === '\n' || character === '\r') return 'a line break is no space in a selector; write it on one line';
  return `unexpected ${JSON.stringify(character)}`;
}

function match(pattern: RegExp, text: string, offset: number): string | undefined {
  pattern.lastIndex = offset;
  return pattern.exec(text)?.[0];
}

function wrong(offset: number, reason: string): Found {
  return {problem: {offset, reason}};
}
