import {escapeUntrusted} from './terminal.ts';

const gap = '   ';

/**
 * A table as kubectl prints one: upper-case headers, three spaces between columns, no borders, nothing behind the last
 * column. Cells are untrusted and escaped.
 */
export function table(headers: readonly string[] | undefined, rows: readonly (readonly string[])[]): string {
  const lines = [
    ...(headers ? [headers.map((header) => header.toUpperCase())] : []),
    ...rows.map((row) => row.map(escapeUntrusted)),
  ];
  const widths = lines.reduce<number[]>((widest, line) => {
    line.forEach((cell, column) => {
      widest[column] = Math.max(widest[column] ?? 0, width(cell));
    });
    return widest;
  }, []);
  return lines
    .map((line) => `${line.map((cell, column) => pad(cell, widths[column] ?? 0)).join(gap)}`.trimEnd())
    .join('\n');
}

/** How many columns a text takes, about: one for each character that is not combined with the one before. */
function width(text: string): number {
  return text.replace(/\p{M}/gu, '').length;
}

function pad(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - width(text)));
}
