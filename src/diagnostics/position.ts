/** Line and column from 1; the column counts UTF-16 code units, as offsets do. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The offset at which each line of a text starts. Built only when a position is asked for (design.md section 4, 3). */
export type LineTable = readonly number[];

export function lineTable(text: string): LineTable {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** The place of an offset; one beyond the end is the end of the last line. */
export function lineAndColumn(table: LineTable, offset: number): Position {
  let low = 0;
  let high = table.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((table[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return {line: low + 1, column: offset - (table[low] ?? 0) + 1};
}

const windowWidth = 100;

/**
 * The line of a position with the one before it, numbered, and a caret below the column. Long lines are cut around the
 * column. `escaped` makes untrusted text safe for where it is printed; the caret is placed by the escaped text. Empty
 * when the text has no such line.
 */
export function snippet(
  text: string,
  position: Position,
  escaped: (line: string) => string = (line) => line,
): readonly string[] {
  const table = lineTable(text);
  const start = Math.max(1, position.line - 1);
  if (position.line < 1 || position.line > table.length) return [];
  const width = String(position.line).length;
  const cut = Math.max(0, position.column - 1 - windowWidth / 2);
  const lines: string[] = [];
  for (let line = start; line <= position.line; line++) {
    const shown = lineText(text, table, line).slice(cut, cut + windowWidth);
    lines.push(`${String(line).padStart(width)} | ${escaped(flat(shown))}`.trimEnd());
  }
  const before = lineText(text, table, position.line).slice(cut, Math.max(cut, position.column - 1));
  lines.push(`${' '.repeat(width)} | ${' '.repeat(escaped(flat(before)).length)}^`);
  return lines;
}

function lineText(text: string, table: LineTable, line: number): string {
  const end = table[line];
  return text.slice(table[line - 1] ?? 0, end === undefined ? text.length : end - 1).replace(/\r$/, '');
}

/** A tab would move the caret by an unknown width. */
function flat(text: string): string {
  return text.replaceAll('\t', ' ');
}
