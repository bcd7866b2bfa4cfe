import {escapeUntrusted} from './terminal.ts';

const gap = '   ';

/**
 * A table as kubectl prints one: upper-case headers, three spaces between columns, no borders, nothing behind the last
 * column. Cells are untrusted and escaped.
 */
export function table(headers: readonly string[] | undefined, rows: readonly (readonly string[])[]): string {
  return tablePieces(headers)(rows).slice(0, -1);
}

/**
 * The same piece by piece, each line with its end: a column is as wide as the widest cell so far, and the header stands
 * above the first piece.
 */
export function tablePieces(headers?: readonly string[]): (rows: readonly (readonly string[])[]) => string {
  const widths: number[] = [];
  let above = headers ? [headers.map((header) => header.toUpperCase())] : [];
  return (rows) => {
    const lines = [...above, ...rows.map((row) => row.map(escapeUntrusted))];
    above = [];
    for (const line of lines) {
      line.forEach((cell, column) => {
        widths[column] = Math.max(widths[column] ?? 0, width(cell));
      });
    }
    return lines
      .map(
        (line) =>
          `${line
            .map((cell, at) => pad(cell, widths[at] ?? 0))
            .join(gap)
            .trimEnd()}\n`,
      )
      .join('');
  };
}

/** How many columns a text takes, about: one for each character that is not combined with the one before. */
function width(text: string): number {
  return /^[ -~]*$/.test(text) ? text.length : text.replace(/\p{M}/gu, '').length;
}

function pad(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - width(text)));
}
