import {escapeUntrusted} from './terminal.ts';

/** One row of a Markdown table. */
export function markdownRow(cells: readonly string[]): string {
  return `| ${cells.map(markdownText).join(' | ')} |\n`;
}

/** The head of a Markdown table: names, and the line below them. */
export function markdownHead(headers: readonly string[]): string {
  const names = headers.map((name) => name.charAt(0).toUpperCase() + name.slice(1));
  return `${markdownRow(names)}|${' --- |'.repeat(headers.length)}\n`;
}

/** Untrusted text that says nothing to Markdown or HTML but itself. */
export function markdownText(text: string): string {
  return escapeUntrusted(text)
    .replace(/[\\`*_[\]#|~$]/g, (sign) => `\\${sign}`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('@', '&#64;')
    .replaceAll('://', '&#58;//');
}
