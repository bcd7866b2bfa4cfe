/** A quoted text, and the offset behind its closing quote. */
export interface Quoted {
  readonly value: string;
  readonly end: number;
}

/** How often a single quote may stand in a text in single quotes, where it is written twice. */
const mostQuotes = 10_000;

/** Reads a text in single quotes, or in double quotes without escapes, on one line. Undefined on any doubt. */
export function readQuoted(text: string, at: number): Quoted | undefined {
  const quote = text[at];
  if (quote !== '"' && quote !== "'") return undefined;
  let close = text.indexOf(quote, at + 1);
  for (let quotes = 0; quote === "'" && close >= 0 && text[close + 1] === quote; quotes++) {
    if (quotes === mostQuotes) return undefined;
    close = text.indexOf(quote, close + 2);
  }
  if (close < 0) return undefined;
  const inner = text.slice(at + 1, close);
  if (inner.includes('\n') || (quote === '"' && inner.includes('\\'))) return undefined;
  return {value: quote === '"' ? inner : inner.replaceAll("''", "'"), end: close + 1};
}
