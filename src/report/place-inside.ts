import {lineTable, type Position} from '../diagnostics/position.ts';

/** A key as YAML or JSON writes it, up to its value. */
const KEY = /^(?:"[^"\n]*"|'[^'\n]*'|[^:\n]*):[ \t]*/;

/**
 * The place of an offset in the text that is the value of a key, when the key starts at `start` and the value is written as
 * it reads: plain, in quotes without escapes, or as a literal block. Undefined where it is written otherwise.
 */
export function placeInside(file: string, start: Position, value: string, offset: number): Position | undefined {
  const lines = lineTable(file);
  const lineOf = (line: number): string => file.slice(lines[line - 1] ?? file.length, lines[line] ?? file.length);
  const before = value.slice(0, offset);
  const pair = lineOf(start.line).slice(start.column - 1);
  const key = KEY.exec(pair)?.[0] ?? '';
  const written = pair.slice(key.length);
  const quote = written.startsWith('"') || written.startsWith("'") ? 1 : 0;
  if (!before.includes('\n') && written.startsWith(before, quote)) {
    return {line: start.line, column: start.column + key.length + quote + offset};
  }
  if (!/^\|[+-]?[ \t]*\r?\n/.test(written)) return undefined;
  const [last = '', ...others] = before.split('\n').reverse();
  const line = start.line + 1 + others.length;
  const raw = lineOf(line);
  const indent = raw.length - raw.trimStart().length;
  return raw !== '' && raw.startsWith(last, indent) ? {line, column: indent + last.length + 1} : undefined;
}
