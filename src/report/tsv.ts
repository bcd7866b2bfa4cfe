import {escapeUntrusted} from './terminal.ts';

/** One line of a tab-separated table. A cell can hold neither a tab nor a line break: they are shown escaped. */
export function tsvLine(cells: readonly string[]): string {
  return cells.map(escapeUntrusted).join('\t');
}
