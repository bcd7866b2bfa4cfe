import {escapeUntrusted} from './terminal.ts';

/**
 * One line of comma-separated values (RFC 4180, with plain line ends). A cell that a spreadsheet would take for a formula
 * is written as text.
 */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(cell).join(',')}\n`;
}

function cell(text: string): string {
  const safe = escapeUntrusted(text);
  const inert = /^[=+\-@]/.test(safe) ? `'${safe}` : safe;
  return /[",]|^\s|\s$/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
