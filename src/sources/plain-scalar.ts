import {type Flow, readFlow} from './plain-flow.ts';
import {giveUp, isContentEnd, isLineEnd, type PlainLines, skipSpaces, toNextLine} from './plain-lines.ts';
import {readLiteral} from './plain-literal.ts';
import {wordEnd} from './plain-word.ts';
import {finiteValue} from './yaml-scalars.ts';

/**
 * Reads a value on one line or a literal block, below a parent at the column `indent`, and goes on behind it. A next line
 * that could belong to the value is a doubt.
 */
export function readScalar(lines: PlainLines, indent: number): unknown {
  const read = readOneWord(lines) ?? readBlock(lines, indent) ?? readBrackets(lines) ?? readWords(lines);
  if (!read) return giveUp(lines);
  toNextLine(lines, read.end);
  return lines.column > indent ? giveUp(lines) : read.value;
}

/** What nearly all values are, and the only ones whose speed counts. */
function readOneWord({text, at}: PlainLines): Flow | undefined {
  const end = wordEnd(text, at);
  return end > at && text[at] !== '-' && isLineEnd(text, end) ? plain(text.slice(at, end), end) : undefined;
}

function readBlock({text, at}: PlainLines, indent: number): Flow | undefined {
  if (text[at] !== '|') return undefined;
  const header = text[at + 1] === '-' ? '|-' : '|';
  const newline = text.indexOf('\n', at);
  const behind = at + header.length;
  return isLineEnd(text, behind) && newline >= 0 ? readLiteral(text, header, newline + 1, indent) : undefined;
}

/** In brackets or quotes, with nothing but a comment behind. */
function readBrackets({text, at, note}: PlainLines): Flow | undefined {
  const flow = /["'[{]/.test(text[at] ?? '') ? readFlow(text, at, note) : undefined;
  if (!flow) return undefined;
  const behind = skipSpaces(text, flow.end);
  const clear = isLineEnd(text, behind) || (behind > flow.end && isContentEnd(text, behind));
  return clear ? flow : undefined;
}

/** Plain words up to a comment or the line's end. */
function readWords({text, at}: PlainLines): Flow | undefined {
  const newline = text.indexOf('\n', at);
  const line = text.slice(at, newline < 0 ? text.length : newline);
  if (!/^(?:[^\s\-?:,[\]{}#&*!|>'"%@`]|[-:?][^\s])/.test(line)) return undefined;
  const comment = line.indexOf(' #');
  const source = (comment < 0 ? line : line.slice(0, comment)).trimEnd();
  return /:( |$)/.test(source) ? undefined : plain(source, at + source.length);
}

function plain(source: string, end: number): Flow | undefined {
  const value = finiteValue(source);
  return value === undefined ? undefined : {value, end};
}
