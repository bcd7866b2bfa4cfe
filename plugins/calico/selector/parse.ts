import {type Token, type TokenKind, tokenize} from './tokenize.ts';
import type {Selector, SelectorProblem} from './tree.ts';

export type Parsed = {readonly selector: Selector} | {readonly problem: SelectorProblem};

/** Deeper nesting than any selector of the schema's 1024 characters needs; bounds the recursion on hostile input. */
const DEEPEST = 600;

/**
 * Reads a selector as the project's own parser does (calico.md 2.1, 2.2). Empty text, and text of spaces and tabs, is
 * `all()`. Of several problems the first in the text is told.
 */
export function parseSelector(text: string): Parsed {
  const {tokens, problem} = tokenize(text);
  const parsed = parseTokens(tokens);
  const isFirst = 'problem' in parsed && (!problem || parsed.problem.offset < problem.offset);
  return problem && !isFirst ? {problem} : parsed;
}

function parseTokens(tokens: readonly Token[]): Parsed {
  if (tokens.length === 1) return {selector: {op: 'all'}};
  const parsed = or({tokens, at: 0, depth: 0});
  if ('problem' in parsed) return parsed;
  const rest = tokens[parsed.at];
  if (rest && rest.kind !== 'end') return wrong(rest, 'the selector should end here, or go on with && or ||');
  return {selector: parsed.selector};
}

interface Place {
  readonly tokens: readonly Token[];
  readonly at: number;
  readonly depth: number;
}

type Part = {readonly selector: Selector; readonly at: number} | {readonly problem: SelectorProblem};

function or(place: Place): Part {
  return chain(place, '||', 'or', and);
}

function and(place: Place): Part {
  return chain(place, '&&', 'and', unary);
}

function chain(place: Place, symbol: TokenKind, op: 'and' | 'or', operand: (place: Place) => Part): Part {
  const parts: Selector[] = [];
  let {at} = place;
  for (;;) {
    const part = operand({tokens: place.tokens, at, depth: place.depth});
    if ('problem' in part) return part;
    parts.push(part.selector);
    at = part.at;
    if (place.tokens[at]?.kind !== symbol) break;
    at++;
  }
  const [only] = parts;
  return {selector: parts.length === 1 && only ? only : {op, of: parts}, at};
}

/** `!` covers one whole operation; repeated ones collapse by parity. */
function unary(place: Place): Part {
  let {at} = place;
  while (place.tokens[at]?.kind === '!') at++;
  const part = primary({tokens: place.tokens, at, depth: place.depth});
  if ('problem' in part || (at - place.at) % 2 === 0) return part;
  return {selector: {op: 'not', of: part.selector}, at: part.at};
}

function primary(place: Place): Part {
  const token = tokenAt(place.tokens, place.at);
  switch (token.kind) {
    case 'all()':
      return {selector: {op: 'all'}, at: place.at + 1};
    case 'global()':
      return {selector: {op: 'global'}, at: place.at + 1};
    case 'has':
      return {selector: {op: 'has', key: token.text}, at: place.at + 1};
    case 'label':
      return comparison(place, token.text);
    case '(':
      return group(place, token);
    default:
      return wrong(token, 'expected a label, has(...), all(), "(" or "!"');
  }
}

function group(place: Place, open: Token): Part {
  if (place.depth >= DEEPEST) return wrong(open, `more than ${DEEPEST} nested parentheses`);
  const inner = or({...place, at: place.at + 1, depth: place.depth + 1});
  if ('problem' in inner) return inner;
  const close = tokenAt(place.tokens, inner.at);
  return close.kind === ')' ? {...inner, at: inner.at + 1} : wrong(close, 'expected ")", && or ||');
}

function comparison(place: Place, key: string): Part {
  const operator = tokenAt(place.tokens, place.at + 1);
  if (operator.kind !== 'operator') return wrong(operator, `expected an operator after the label ${key}`);
  const at = place.at + 2;
  const {text: op} = operator;
  switch (op) {
    case 'in':
    case 'not in':
      return set(place.tokens, at, op, key);
    case '==':
    case '!=':
    case 'contains':
    case 'starts with':
    case 'ends with': {
      const value = tokenAt(place.tokens, at);
      if (value.kind !== 'text') return wrong(value, `expected a text in quotes after ${op}`);
      return {selector: {op, key, value: value.text}, at: at + 1};
    }
    default:
      return wrong(operator, `unknown operator ${op}`);
  }
}

/** `{` texts with commas between them and perhaps one after the last `}`; it may be empty. */
function set(tokens: readonly Token[], start: number, op: 'in' | 'not in', key: string): Part {
  const open = tokenAt(tokens, start);
  if (open.kind !== '{') return wrong(open, `expected "{" after ${op}`);
  const values: string[] = [];
  let at = start + 1;
  while (tokenAt(tokens, at).kind === 'text') {
    values.push(tokenAt(tokens, at).text);
    at++;
    if (tokenAt(tokens, at).kind !== ',') break;
    at++;
  }
  const close = tokenAt(tokens, at);
  if (close.kind !== '}') return wrong(close, 'expected a text in quotes or "}"');
  return {selector: {op, key, values}, at: at + 1};
}

/** The last token is always the end, so that looking past it finds the end again. */
function tokenAt(tokens: readonly Token[], at: number): Token {
  return tokens[at] ?? tokens.at(-1) ?? {kind: 'end', text: '', offset: 0};
}

function wrong(token: Token, reason: string): {readonly problem: SelectorProblem} {
  return {problem: {offset: token.offset, reason: token.kind === 'end' ? `${reason}, found the end` : reason}};
}
