/** The text of a literal block and the offset of its last line break. */
export interface Literal {
  readonly value: string;
  readonly end: number;
}

/**
 * Reads the lines from `from` on, below `key: |` or `key: |-`, which must be indented further than their parent.
 * Undefined on any doubt: blank lines at the start, a line that is indented less than the first one and more than the
 * parent, a text that ends without a line break.
 */
export function readLiteral(text: string, header: string, from: number, parent: number): Literal | undefined {
  const lines: string[] = [];
  let indent = -1;
  let at = from;
  while (at < text.length) {
    const newline = text.indexOf('\n', at);
    if (newline < 0) return undefined;
    const line = text.slice(at, newline).replace(/\r$/, '');
    const column = line.search(/[^ ]/);
    if (indent < 0 && column < 0) return undefined;
    if (indent < 0) indent = column;
    if (column >= 0 && column <= parent) break;
    if (column >= 0 && column < indent) return undefined;
    lines.push(line.slice(indent));
    at = newline + 1;
  }
  if (lines.length === 0) return undefined;
  while (lines.at(-1) === '') lines.pop();
  return {value: lines.join('\n') + (header === '|' ? '\n' : ''), end: at - 1};
}
